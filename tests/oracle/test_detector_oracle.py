"""Detector images against those of MPDAF, on the small tables and on those of the ESO pipeline.

The answers are stored in ``tests/data`` and always checked; ``pytest -m oracle`` asks MPDAF anew. MPDAF knows
no detector in a combined table: its exposures are written as tables of their own, and compared one by one.
"""

import json
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest
from oracles import DATA, PIPELINE_TABLES, mpdaf_python, pipeline_file

import pixviewer as pv

SMALL = ("projected", "positioned", "pixel", "combined")


def answers_of(name):
    """File with what MPDAF says of a table."""
    small = name in SMALL
    return DATA / f"{name if small else 'pipeline-' + name.replace('/', '-')}.detector.json"


@pytest.fixture(params=SMALL + PIPELINE_TABLES)
def name(request):
    return request.param


@pytest.fixture
def table(name):
    with pv.open_table(DATA / f"{name}.fits.gz" if name in SMALL else pipeline_file(name)) as opened:
        yield opened


def exposures(table):
    """Selection of each exposure, by what its answer is called."""
    if not table.offsets.is_combined:
        return {"all": None}
    return {f"exposure {k}": pv.Selection(exposure=k) for k in range(1, table.offsets.n_exposure + 1)}


def checksum(values):
    plain = values.astype("<f4")
    plain[np.isnan(plain)] = np.nan
    return zlib.crc32(plain.tobytes())


def ask(path: Path) -> dict:
    script = Path(__file__).with_name("mpdaf_detector.py")
    done = subprocess.run(
        [mpdaf_python(), str(script), str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout[done.stdout.index("{") :])


@pytest.mark.oracle
def test_mpdaf_is_asked_anew(name, table, tmp_path):
    answers = {}
    for key, selected in exposures(table).items():
        path = table.path
        if selected is not None:
            path = tmp_path / f"{key}.fits"
            pv.extract(table, selected, path)
        answers[key] = ask(path)
    answers_of(name).write_text(json.dumps(answers, indent=1) + "\n")


def test_images_are_those_of_mpdaf_bit_by_bit(name, table):
    answers = json.loads(answers_of(name).read_text())
    assert answers.keys() == exposures(table).keys()
    for key, selected in exposures(table).items():
        assert answers[key]["mpdaf"] == "3.6"
        for ifu, answer in answers[key]["images"].items():
            data = pv.detector_image(table, int(ifu), selected, crop=True)
            assert list(data.value.shape) == answer["shape"]
            assert [data.x0, data.y0] == answer["corner"]
            assert np.isfinite(data.value).sum() == answer["n_finite"] > 0
            assert data.count.max() == 1
            assert checksum(data.value) == answer["data_crc"]
            wave = pv.detector_image(table, int(ifu), selected, quantity="wave", crop=True)
            # Pixels without rows are 0 there, which is no wavelength.
            assert checksum(np.where(wave.count == 0, 0, wave.value)) == answer["wave_crc"]


def test_the_exposures_of_a_combined_table_share_its_detector():
    with pv.open_table(DATA / "combined.fits.gz") as table:
        both = pv.detector_image(table, 6, quantity="count")
        apart = [
            pv.detector_image(table, 6, selected, quantity="count") for selected in exposures(table).values()
        ]
        np.testing.assert_array_equal(both.count, sum(image.count for image in apart))
        assert both.count.max() == 2
