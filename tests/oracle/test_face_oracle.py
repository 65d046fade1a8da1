"""The face against MPDAF: the same calls, the same answers.

What MPDAF answered is stored in ``tests/data`` and always compared; ``pytest -m oracle`` asks anew, where
``PIXVIEWER_MPDAF_PYTHON`` names an interpreter with MPDAF 3.6, and ``PIXVIEWER_MPDAF31_PYTHON`` one with 3.1.
"""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import face_questions
import numpy as np
import pytest
from oracles import DATA, PIPELINE_TABLES, mpdaf_python, pipeline_file

import pixviewer.mpdaf

SMALL = ("projected", "positioned", "pixel", "combined")
IMAGES = ("wfm/IMAGE_FOV", "autocal/IMAGE_FOV_before")
SKIES = ("projected", "wfm/PIXTABLE_REDUCED", "autocal/PIXTABLE_REDUCED")
CALIBRATED = ("autocal/PIXTABLE_REDUCED",)
FACTORS = ("autocal/AUTOCAL_FACTORS",)
OF_31 = ("sky", "selfcal", "factors")

# Short stretches of three bins of the whole of some IFUs: more than 50 rows a column.
WAVES = ((6000.0, 6100.0), (6260.0, 6340.0), (6500.0, 6600.0))
IFUS = (3, 4, 10, 17)

# Double precision, with room for another order of the same operations; positions are of some 300 degrees.
SHARE, SMALLEST = 1e-12, 1e-10


def stored_in(name: str, topic: str) -> Path:
    prefix = "" if name in SMALL else "pipeline-"
    return DATA / f"{prefix}{name.replace('/', '-')}.face{'' if topic == 'table' else '-' + topic}.json"


def file_of(name: str) -> Path:
    return DATA / f"{name}.fits.gz" if name in SMALL else pipeline_file(name)


def questions(topic: str) -> list:
    return [pytest.param(topic, name, id=f"{topic}-{name}") for name in FILES[topic]]


FILES = {
    "table": (*SMALL, *PIPELINE_TABLES),
    "image": IMAGES,
    "sky": SKIES,
    "selfcal": CALIBRATED,
    "factors": FACTORS,
}
EVERYTHING = [param for topic in FILES for param in questions(topic)]


def compare(theirs, ours, path=""):
    """Places where two answers differ."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted(theirs.keys() | ours.keys()):
            yield from compare(theirs.get(key, "nothing"), ours.get(key, "nothing"), f"{path}/{key}")
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for i, pair in enumerate(zip(theirs, ours, strict=True)):
            yield from compare(*pair, f"{path}[{i}]")
    elif not is_same(theirs, ours):
        yield f"{path}: MPDAF {theirs!r}, here {ours!r}"


def is_same(theirs, ours) -> bool:
    numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in (theirs, ours))
    if not numbers:
        return theirs == ours
    return math.isclose(theirs, ours, rel_tol=SHARE, abs_tol=SMALLEST)


def our_answers(topic: str, name: str):
    return our_answers_about(topic, file_of(name))


def our_answers_about(topic: str, path: Path):
    answers = face_questions.TOPICS[topic](pixviewer.mpdaf, path)
    return json.loads(json.dumps(answers, default=float))


@pytest.mark.oracle
@pytest.mark.parametrize(("topic", "name"), EVERYTHING)
def test_mpdaf_is_asked_anew_as_the_face_is(topic, name, tmp_path):
    python = mpdaf31_python() if topic in OF_31 else mpdaf_python()
    answers = their_answers(python, topic, file_of(name), tmp_path)
    stored_in(name, topic).write_text(json.dumps(answers) + "\n")


def mpdaf31_python() -> str:
    python = os.environ.get("PIXVIEWER_MPDAF31_PYTHON")
    if not python:
        pytest.skip("PIXVIEWER_MPDAF31_PYTHON does not name an interpreter with MPDAF 3.1")
    return python


def their_answers(python: str, topic: str, path: Path, folder: Path):
    script = Path(__file__).with_name("face_questions.py")
    done = subprocess.run(
        [python, str(script), topic, str(path)],
        capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    answers, _ = json.JSONDecoder().raw_decode(done.stdout[done.stdout.index("{") :])
    return answers


@pytest.mark.parametrize(
    ("topic", "name"), [param for topic in FILES if topic != "sky" for param in questions(topic)]
)
def test_the_face_answers_as_mpdaf_does(topic, name):
    theirs = json.loads(stored_in(name, topic).read_text())
    assert list(compare(theirs, our_answers(topic, name))) == []


@pytest.mark.parametrize(("topic", "name"), questions("sky"))
def test_sky_spectra_are_those_of_mpdaf_where_there_are_rows(topic, name):
    """In a bin without unmasked rows MPDAF gives what happened to stand in memory; here it is NaN."""
    theirs = json.loads(stored_in(name, topic).read_text())
    ours = our_answers(topic, name)
    for case, spectrum in ours.items():
        values = spectrum["data"]
        empty = [i for i, value in enumerate(values) if math.isnan(value)]
        assert len(empty) <= 1 + 0.02 * len(values)
        for i in empty:
            theirs[case]["data"][i] = values[i] = 0.0
    assert list(compare(theirs, ours)) == []


@pytest.mark.oracle
def test_a_simulated_exposure_is_calibrated_as_mpdaf_does(tmp_path):
    path = tmp_path / "simulated.fits"
    pixviewer.simulate(path, waves=WAVES, ifus=IFUS)
    theirs = their_answers(mpdaf31_python(), "selfcal", path, tmp_path)
    assert len(theirs["masked"]["corr"]) > 400
    assert list(compare(theirs, our_answers_about("selfcal", path))) == []


def test_the_comparison_finds_a_difference():
    assert list(compare({"a": [1.0, 2]}, {"a": [1.0, 2 + 1e-9]})) == ["/a[1]: MPDAF 2, here 2.000000001"]
    assert list(compare({"a": None}, {})) != []
    assert len(list(compare({"a": True, "b": [1]}, {"a": False, "b": [1, 2]}))) == 2


def test_the_script_of_questions_needs_neither_us_nor_pytest():
    """It is run by an interpreter that has MPDAF and nothing of ours."""
    script = Path(face_questions.__file__)
    hidden = "import sys; sys.modules['pixviewer'] = sys.modules['pytest'] = None"
    code = f"{hidden}; exec({script.read_text()!r}, {{'__name__': 'questions'}})"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.oracle
def test_mpdaf_reads_the_factors_that_we_write(tmp_path):
    python = mpdaf31_python()
    columns = {name: np.arange(1, 6) for name in ("ifu", "sli", "quad", "npts")}
    made = pixviewer.mpdaf.PixTableAutoCalib(
        method="drs.pixtable.selfcalibrate",
        maskfile="/somewhere/mask.fits",
        pixtable="a.fits",
        corr=1 + np.arange(5) / 3,
        **columns,
    )
    made.write(tmp_path / "ours.fits")
    code = (
        "from mpdaf.drs import PixTableAutoCalib; a = PixTableAutoCalib('ours.fits'); "
        "print(a.method, a.maskfile, a.pixtable, a.quad.tolist(), a.corr.tolist()); a.write('theirs.fits')"
    )
    done = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    said = f"drs.pixtable.selfcalibrate mask.fits a.fits {made.quad.tolist()} {made.corr.tolist()}"
    assert said in done.stdout
    again = pixviewer.mpdaf.PixTableAutoCalib(tmp_path / "theirs.fits")
    assert (again.method, again.maskfile, again.pixtable) == (made.method, "mask.fits", "a.fits")
    for name in (*columns, "corr"):
        assert getattr(again, name).tolist() == getattr(made, name).tolist()
