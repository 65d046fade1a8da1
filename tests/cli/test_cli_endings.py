"""How a run ends: exit codes, one sentence, nothing half done, no traceback."""

import os
import signal
import subprocess
import sys
import time

import pytest

from pixviewer import OutputError, extract, log, open_table
from pixviewer.cli import program
from pixviewer.cli.session import stoppable
from pixviewer.cli.verbs import info
from pixviewer.core.progress import Progress

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def spawn(*words, **settings) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pixviewer", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **settings,
    )


@pytest.mark.parametrize(
    "words",
    [
        ("info",),
        ("info", "a.fits", "b.fits"),
        ("info", "a.fits", "--factors", "f.fits"),
        ("extract", "a.fits"),
        ("selfcal", "a.fits", "b.fits"),
        ("detimage",),
        ("--project", "p.pixv"),
        ("--perspective", "nonsense"),
        ("snapshot", "-o", "a.png"),
        ("snapshot", "a.fits", "--demo", "-o", "a.png"),
        ("snapshot", "a.fits"),
        ("no-such-file.fits",),
        ("info", "no-such-file.fits"),
        ("info", ""),
        ("rows", "a.fits", "--csv", "--json"),
        ("rows", "a.fits", "--flags", ""),
        ("rows", "a.fits", "--no-flags", "Dark,"),
    ],
)
def test_bad_arguments_are_exit_code_two(refuse, words):
    refuse(*words)


def test_files_that_are_no_pixel_tables_are_named(refuse, tmp_path):
    bad = tmp_path / "bad: [file].fits"
    bad.write_bytes(b"SIMPLE  =                    F" * 200)
    for verb in ("info", "rows"):
        assert "bad: [file].fits" in refuse(verb, bad)
    assert "folder" in refuse("info", tmp_path)


def test_what_exists_is_not_overwritten_unless_asked(run, refuse, sky_table, tmp_path):
    out = tmp_path / "out.fits"
    out.write_text("precious")
    for verb in ("extract", "image", "spectrum"):
        assert "--overwrite" in refuse(verb, sky_table, out, code=3)
    refuse("simulate", out, "--preset", "small", code=3)
    refuse("snapshot", sky_table, "-o", tmp_path / "out.fits")
    assert out.read_text() == "precious"
    assert run("extract", sky_table, out, "--ifu", "5", "--overwrite").code == 0
    assert out.read_bytes().startswith(b"SIMPLE")


def test_the_input_is_never_an_output(refuse, sky_table, tmp_path):
    before = sky_table.read_bytes()
    link = tmp_path / "link.fits"
    link.symlink_to(sky_table)
    for out in (sky_table, link):
        for verb in ("extract", "image", "spectrum"):
            assert "input" in refuse(verb, sky_table, out, "--overwrite", code=3)
    assert sky_table.read_bytes() == before


def test_nothing_is_written_under_the_name_of_a_packed_file(refuse, sky_table, tmp_path):
    for verb in ("extract", "image"):
        assert "without .gz" in refuse(verb, sky_table, tmp_path / "out.fits.gz", code=3)
    with open_table(sky_table) as table, pytest.raises(OutputError, match=r"without \.gz"):
        extract(table, None, tmp_path / "out.fits.gz")
    assert not (tmp_path / "out.fits.gz").exists()


def test_a_missing_folder_is_exit_code_three(refuse, sky_table, tmp_path):
    assert "does not exist" in refuse("extract", sky_table, tmp_path / "no" / "out.fits", code=3)


def test_selection_files_that_are_none_are_refused(refuse, sky_table, tmp_path):
    file = tmp_path / "s.json"
    for text in (
        "",
        "[]",
        "{",
        '{"pixviewer-selection": 99}',
        "[" * 10_000,
        '{"pixviewer-selection": 1, "and": 5}',
    ):
        file.write_text(text)
        assert "s.json" in refuse("rows", sky_table, "--selection", file)
    file.unlink()
    assert "s.json" in refuse("rows", sky_table, "--selection", file)


def test_what_is_odd_about_a_table_is_told_once_on_standard_error(run, sky_table):
    outcome = run("rows", sky_table, "--exposure", "1", "--limit", "1", "--json")
    assert outcome.code == 0
    assert outcome.err.count("warning") == 1
    assert len(outcome.json["rows"]) == 1


def test_an_unexpected_error_names_the_log_that_has_the_traceback(refuse, monkeypatch, sky_table):
    def fail(*_):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(info, "describe", fail)
    sentence = refuse("info", sky_table)
    assert str(log.log_path()) in sentence
    assert "Traceback" in log.log_path().read_text()
    assert "on purpose" in log.log_path().read_text()


def test_without_a_writable_log_everything_works(run, monkeypatch, tmp_path, sky_table):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PIXVIEWER_LOG_DIR", str(tmp_path / "file" / "log"))
    assert run("info", sky_table).code == 0
    assert log.setup_logging() is None


def test_running_out_of_memory_is_a_sentence(refuse, monkeypatch, sky_table):
    def fail(*_):
        raise MemoryError

    monkeypatch.setattr(info, "describe", fail)
    assert "memory" in refuse("info", sky_table)


def test_a_cancelled_verb_is_exit_code_130(run, monkeypatch, sky_table):
    def interrupt(*_):
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(info, "describe", interrupt)
    assert run("info", sky_table).code == program.INTERRUPTED
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_an_interrupt_breaks_is_an_interrupt(refuse, monkeypatch, sky_table):
    def interrupt(*_):
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0)
        except KeyboardInterrupt:
            raise RuntimeError("left half done") from None

    monkeypatch.setattr(info, "describe", interrupt)
    assert "interrupted" in refuse("info", sky_table, code=program.INTERRUPTED)


def test_an_interrupt_that_a_finaliser_swallows_still_stops_the_work(capsys):
    class Fragile:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0)  # where Python looks for signals

    progress, before = Progress(), sys.unraisablehook
    with stoppable(progress):
        Fragile()
    assert progress.is_cancelled
    assert sys.unraisablehook is before
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_simulation_leaves_nothing(tmp_path, number, monkeypatch):
    monkeypatch.setenv("PIXVIEWER_LOG_DIR", str(tmp_path / "log"))
    (tmp_path / "out").mkdir()
    with spawn("simulate", tmp_path / "out" / "big.fits", "--preset", "full") as process:
        noted = tmp_path / "log" / log.NAME
        deadline = time.monotonic() + 60
        # Once the command is noted in the log, signals are ours; a moment later rows are being written.
        while not (noted.exists() and noted.read_text()) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(1.0)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert list((tmp_path / "out").iterdir()) == []


def test_a_reader_that_has_had_enough_is_no_error(sky_table):
    with spawn("rows", sky_table, "--csv") as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=60) == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes streams")
def test_closed_streams_are_no_error(sky_table):
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        command = f'"{sys.executable}" -m pixviewer info "{sky_table}" --json {closed}'
        done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("words", [("rows", "TABLE", "--csv"), ("--version",)])
def test_a_full_disk_behind_standard_output_is_exit_code_three(sky_table, words):
    with open("/dev/full", "w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "pixviewer", *(str(sky_table) if w == "TABLE" else w for w in words)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert process.returncode == 3
    assert process.stderr.count("\n") == 1


def test_verbs_need_no_qt(sky_table, tmp_path):
    script = (
        "import sys; from pixviewer.cli import main\n"
        f"table, out = {str(sky_table)!r}, {str(tmp_path)!r}\n"
        "assert main(['info', table]) == 0\n"
        "assert main(['image', table, out + '/i.fits']) == 0\n"
        "assert main(['spectrum', table, out + '/s.fits']) == 0\n"
        "assert main(['extract', table, out + '/e.fits', '--ifu', '5']) == 0\n"
        "assert main(['rows', table, '--limit', '1']) == 0\n"
        "assert main(['cache']) == 0\n"
        "found = [name for name in sys.modules if name.startswith(('PyQt', 'pyqtgraph', 'PySide'))]\n"
        "assert not found, found\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True)


def test_the_version_needs_no_library():
    script = (
        "import sys; from pixviewer.cli import main; assert main(['--version']) == 0\n"
        "assert not {'numpy', 'astropy', 'numba', 'PyQt6'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("pixviewer ")


def test_versions_name_what_an_answer_depends_on(run):
    told = run("--version", "--json").json
    assert {"pixviewer", "Python", "Qt", "numpy", "numba", "astropy", "platform"} <= set(told)


def test_every_verb_has_help_and_json(run):
    for verb in program.VERBS:
        outcome = run(verb, "--help")
        assert outcome.code == 0
        assert "--json" in outcome.out
    assert "commands" in run("--help").out


@pytest.mark.parametrize(
    "words",
    [
        ("image", "OUT.fits"),
        ("spectrum", "OUT.fits"),
        ("extract", "OUT.fits"),
        ("detimage", "OUT.fits", "--ifu", "6"),
        ("rows",),
        ("fit",),
    ],
    ids=lambda words: words[0],
)
def test_nothing_selected_is_one_json_object_too(words, run, sky_table, tmp_path):
    verb, *rest = (str(tmp_path / word) if word == "OUT.fits" else word for word in words)
    outcome = run(verb, sky_table, *rest, "--lambda", "1", "2", "--json")
    assert outcome.code == 1
    assert outcome.json["rows"] in (0, [])
    assert not list(tmp_path.iterdir())
