"""Recipes: scripts that, run without a window, write the same files as the window did."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import pixviewer as pv
from pixviewer.core.calib.painting import Automatic, Disc, MaskPlan, Stroke
from pixviewer.model.recipe.log import FILES, LAST, PYTHON, SHELL, STATE
from pixviewer.model.tools.spectrum_file import save_spectrum
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]
# What tells when and by which program a file was made, not what is in it; checksums follow from these.
_WHEN = re.compile(
    rb"(DATE    = |CHECKSUM= |DATASUM = )'[^']*'.{0,60}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?( UTC)?"
)


def script_run(text: str, folder: Path, name: str) -> subprocess.CompletedProcess[str]:
    path = folder.parent / name
    path.write_text(text)
    words = [sys.executable, str(path)] if name.endswith(".py") else ["sh", str(path)]
    paths = os.pathsep.join([str(Path(pv.__file__).parent.parent), os.environ.get("PYTHONPATH", "")])
    # The command `pixviewer` of a shell script is that of this checkout.
    commands = folder.parent / "bin"
    commands.mkdir(exist_ok=True)
    (commands / "pixviewer").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pixviewer "$@"\n')
    (commands / "pixviewer").chmod(0o755)
    env = {**os.environ, "PYTHONPATH": paths, "PYTHON": sys.executable, "QT_QPA_PLATFORM": "none"}
    env["PATH"] = f"{commands}{os.pathsep}{env['PATH']}"
    words.append(str(folder))
    return subprocess.run(words, capture_output=True, text=True, timeout=240, cwd=folder.parent, env=env)


def content(path: Path) -> bytes:
    """What a file holds, but for when it was made; lists of files name the folder they lie in."""
    content = path.read_bytes()
    return (
        content.replace(str(path.parent).encode(), b"") if path.suffix == ".sof" else _WHEN.sub(b"", content)
    )


def open_with_star(workspace: Workspace, at_rest: Rest, path: Path) -> None:
    workspace.open(path)
    at_rest()
    table = workspace.table
    assert table is not None
    ra, dec = pv.sky_positions(table)
    xi, eta = table.frame.sky_to_plane(ra[5000], dec[5000])
    workspace.editor.add_shape("circle", float(xi), float(eta), 4.0)
    at_rest()


def test_the_files_of_a_session_are_written_again(
    workspace: Workspace, at_rest: Rest, exposure_file: Path, tmp_path: Path
) -> None:
    open_with_star(workspace, at_rest, exposure_file)
    made, again = tmp_path / "made", tmp_path / "again"
    made.mkdir()
    workspace.extract(replace(workspace.extraction.plan, path=made / "star.fits"))
    save_spectrum(workspace, made / "star.ecsv")
    workspace.tools.files.write_rows(made / "rows.csv")
    workspace.exchange.save(made / "regions.reg")
    at_rest()
    found, stroke = Automatic("threshold", 5.0, 1, 6), Stroke(((0.0, 0.0), (3.0, 1.5)), 1.0)
    mask = MaskPlan((found, stroke, Disc(2, 3, 1.5)))
    workspace.selfcal.set_mask_plan(mask, "paint")
    workspace.selfcal.run()
    at_rest()
    workspace.selfcal.set_clip(4.0)
    workspace.selfcal.set_verdict(pv.SliceVerdict(5, 7, "half", 'it\'s "odd"'))
    at_rest()
    names = {"mask": "mask.fits", "drs": "F.fits", "mpdaf": "M.fits", "table": "T.fits", "verdicts": "v.ecsv"}
    for kind, name in names.items():
        workspace.selfcal.saver.save(kind, made / name)
        at_rest()
    script = workspace.recipes.script(FILES, PYTHON)
    ended = script_run(script, again, "recipe.py")
    assert ended.returncode == 0, ended.stderr
    assert sorted(p.name for p in again.iterdir()) == sorted(p.name for p in made.iterdir())
    for path in made.iterdir():
        assert content(again / path.name) == content(path), path.name
    # Nothing is replaced.
    assert "exists" in script_run(script, again, "recipe.py").stderr


def test_a_shell_script_writes_the_same_rows(
    workspace: Workspace, at_rest: Rest, exposure_file: Path, tmp_path: Path
) -> None:
    open_with_star(workspace, at_rest, exposure_file)
    made, again = tmp_path / "it's made", tmp_path / "again here"
    made.mkdir()
    workspace.extract(replace(workspace.extraction.plan, path=made / "a star.fits"))
    at_rest()
    workspace.tools.files.write_rows(made / "rows.csv")
    at_rest()
    ended = script_run(workspace.recipes.script(FILES, SHELL), again, "recipe.sh")
    assert ended.returncode == 0, ended.stderr
    assert (again / "rows.csv").read_bytes() == (made / "rows.csv").read_bytes()
    with pv.open_table(again / "a star.fits") as one, pv.open_table(made / "a star.fits") as other:
        assert len(one) == len(other) > 0
        assert all(one.column(name).tobytes() == other.column(name).tobytes() for name in other.columns)


def test_the_state_is_written_whole(
    workspace: Workspace, at_rest: Rest, exposure_file: Path, tmp_path: Path
) -> None:
    open_with_star(workspace, at_rest, exposure_file)
    workspace.selfcal.run()
    at_rest()
    for language, name in ((PYTHON, "recipe.py"), (SHELL, "recipe.sh")):
        folder = tmp_path / language
        ended = script_run(workspace.recipes.script(STATE, language), folder, name)
        assert ended.returncode == 0, ended.stderr
        ends = {path.name.removeprefix(f"{exposure_file.stem}_") for path in folder.iterdir()}
        assert {
            "image.fits",
            "spectrum.fits",
            "regions.reg",
            "corrected.fits",
            "AUTOCAL_FACTORS.fits",
        } <= ends


def test_the_last_action_is_what_was_done_last(
    workspace: Workspace, at_rest: Rest, exposure_file: Path, tmp_path: Path
) -> None:
    recipes = workspace.recipes
    assert recipes.text(LAST, PYTHON) == ""
    open_with_star(workspace, at_rest, exposure_file)
    assert "pv.write_spectrum" in recipes.text(LAST, PYTHON)
    assert "pixviewer spectrum" in recipes.text(LAST, SHELL)
    workspace.editor.select_region(None)
    assert workspace.table is not None
    low = round(workspace.table.ensure_blocks().wave_range[0])
    workspace.editor.set_bands(((low, low + 100.0),))
    at_rest()
    assert f"--lambda {low} {low + 100}" in recipes.text(LAST, SHELL)
    assert "pixviewer image" in recipes.text(LAST, SHELL)
    workspace.extract(replace(workspace.extraction.plan, path=tmp_path / "star.fits"))
    at_rest()
    assert recipes.title(LAST) == "extract to star.fits"
    assert "pixviewer extract" in recipes.text(LAST, SHELL)
    workspace.close_table()
    assert recipes.text(STATE, PYTHON) == recipes.script(FILES, PYTHON) == ""


def test_what_is_seen_through_factors_is_repeated_through_them(
    workspace: Workspace, at_rest: Rest, exposure_file: Path, tmp_path: Path
) -> None:
    with pv.open_table(exposure_file) as table:
        with pytest.warns(pv.PixTableWarning, match="only 2 of 24"):
            factors = pv.selfcalibrate(table).factors
        pv.write_factors(factors, tmp_path / "F.fits", form="drs", table=table)
    workspace.open(exposure_file, factors=tmp_path / "F.fits")
    at_rest()
    made, again = tmp_path / "made", tmp_path / "again"
    made.mkdir()
    save_spectrum(workspace, made / "s.fits")
    at_rest()
    ended = script_run(workspace.recipes.script(FILES, PYTHON), again, "recipe.py")
    assert ended.returncode == 0, ended.stderr
    assert content(again / "s.fits") == content(made / "s.fits")


def test_lines_to_paste_do_the_same_as_the_script(
    workspace: Workspace, at_rest: Rest, exposure_file: Path, tmp_path: Path
) -> None:
    open_with_star(workspace, at_rest, exposure_file)
    path = tmp_path / 'it\'s a "star".fits'
    workspace.extract(replace(workspace.extraction.plan, path=path))
    at_rest()
    first = path.read_bytes()
    path.unlink()
    lines = workspace.recipes.text(FILES, PYTHON)
    assert "out(" not in lines
    exec(compile(lines, "lines", "exec"), {})
    assert _WHEN.sub(b"", path.read_bytes()) == _WHEN.sub(b"", first)
