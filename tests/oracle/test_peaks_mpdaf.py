"""Peaks of an image against those of MPDAF's ``Image.peak``.

The answers are stored in ``tests/data/projected.peaks.json`` and always checked; ``pytest -m oracle`` asks
MPDAF anew, where ``PIXVIEWER_MPDAF_PYTHON`` names an interpreter that has it.
"""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest
from oracles import DATA, mpdaf_python

import pixviewer as pv
from pixviewer.core.products.peak import clipped_background, find_peak_in

STAR = (-60.56826963, 338.23752675)  # Dec first, as MPDAF has it
STORED = DATA / "projected.peaks.json"

QUESTIONS = [
    {},
    {"dpix": 0},
    {"dpix": 1},
    {"dpix": 5},
    {"background": 0.0},
    {"background": 500.0},
    {"center": STAR, "radius": 1.0},
    {"center": STAR, "radius": 1.0, "dpix": 3},
    {"center": STAR, "radius": (0.5, 2.0), "background": 30.0},
    {"center": (-60.5682, 338.2320), "radius": 3.0},
    {"center": (5.3, 40.8), "radius": 4, "pixels": True},
    {"center": (0, 0), "radius": 6.5, "pixels": True},
    {"center": (10.9, 300.2), "radius": (3.7, 20.1), "pixels": True},
    {"center": (4.0, 60.0), "radius": 2.5, "dpix": 1, "pixels": True},
]


@pytest.fixture(scope="module")
def image():
    with pv.open_table(DATA / "projected.fits.gz") as table:
        return pv.white_light(table)


@pytest.mark.oracle
def test_mpdaf_is_asked_for_peaks_anew(image, tmp_path):
    pv.write_image(image, tmp_path / "image.fits")
    (tmp_path / "questions.json").write_text(json.dumps(QUESTIONS))
    script = Path(__file__).with_name("mpdaf_peaks.py")
    command = [mpdaf_python(), str(script), "image.fits", "questions.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    answers = json.loads(done.stdout[done.stdout.index("{") :])
    STORED.write_text(json.dumps(answers, indent=1) + "\n")
    assert len(answers["peaks"]) == len(QUESTIONS)


@pytest.fixture(scope="module")
def answers():
    return json.loads(STORED.read_text())


def test_the_background_is_the_same(image, answers):
    assert clipped_background(image.value) == pytest.approx(answers["background"], rel=1e-12)


@pytest.mark.parametrize("number", range(len(QUESTIONS)), ids=lambda i: str(QUESTIONS[i]) or "all")
def test_peaks_are_the_same(image, answers, number):
    question, theirs = QUESTIONS[number], answers["peaks"][number]["peak"]
    centre, radius = question.get("center"), question.get("radius")
    if centre is not None and not question.get("pixels"):
        x, y = image.frame.sky_to_plane(centre[1], centre[0])
        centre = ((float(y) - image.grid.y0) / 0.2 - 0.5, (float(x) - image.grid.x0) / image.grid.dx - 0.5)
        radius = tuple(np.broadcast_to(radius, 2) / 0.2)
    ours = find_peak_in(
        image.value,
        centre=centre,
        radius=radius,
        background=question.get("background"),
        window=question.get("dpix", 2),
    )
    if isinstance(theirs, str):  # MPDAF fails on cells without a value, which count for nothing here
        assert theirs == "cannot convert float NaN to integer"
        assert abs(ours.row - centre[0]) <= np.max(radius) + 1
        assert abs(ours.col - centre[1]) <= np.max(radius) + 1
        return
    assert (ours.row, ours.col) == (
        pytest.approx(theirs["p"], abs=1e-9),
        pytest.approx(theirs["q"], abs=1e-9),
    )
    assert ours.value == theirs["data"]
    if question.get("pixels") or isinstance(question.get("radius"), tuple):
        return
    dec_ra = question.get("center")
    found = pv.find_peak(
        image,
        center=None if dec_ra is None else dec_ra[::-1],
        radius=question.get("radius"),
        background=question.get("background"),
        window=question.get("dpix", 2),
    )
    assert (found.dec, found.ra) == (
        pytest.approx(theirs["y"], abs=1e-11),
        pytest.approx(theirs["x"], abs=1e-11),
    )
