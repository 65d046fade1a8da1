"""The ESO pipeline, where it is installed, makes a cube of a simulated table."""

import shutil
import subprocess

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS

from pixviewer.core.simulate import simulate
from pixviewer.core.simulate.pointing import STAR_DEC, STAR_RA

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("esorex") is None, reason="EsoRex is not installed"),
    # The cards of a cube are the pipeline's, not ours.
    pytest.mark.filterwarnings("ignore::astropy.wcs.FITSFixedWarning"),
]


def cube_of(path):
    (path.parent / "cube.sof").write_text(f"{path} PIXTABLE_OBJECT\n")
    done = subprocess.run(
        ["esorex", f"--log-dir={path.parent}", f"--output-dir={path.parent}", "muse_scipost_make_cube",
         str(path.parent / "cube.sof")],
        capture_output=True, text=True, cwd=path.parent, timeout=280, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "[ ERROR ]" not in done.stdout
    return path.parent / "DATACUBE_FINAL.fits"


@pytest.mark.parametrize(
    "keywords",
    [
        {"state": "projected"},
        {"state": "positioned"},
        {"state": "projected", "form": "table"},
        {"state": "positioned", "exposures": 2},
        {"state": "pixel"},
        {"state": "projected", "mode": "WFM-AO-N"},
        {"state": "projected", "mode": "NFM-AO-N", "waves": [(6060.0, 6070.0)]},
    ],
    ids=lambda keywords: "-".join(str(value) for value in keywords.values() if not isinstance(value, list)),
)
def test_the_pipeline_makes_a_cube_with_the_star_at_its_place(tmp_path, keywords):
    simulate(tmp_path / "table.fits", preset="small", **keywords)
    with fits.open(cube_of(tmp_path / "table.fits")) as hdus:
        cube = np.ma.masked_invalid(hdus["DATA"].data.astype(float))
        picture = np.ma.median(cube, axis=0).filled(np.nan)
        header = hdus["DATA"].header
    assert picture.shape[1] == pytest.approx(303, abs=6)
    assert 36 <= picture.shape[0] <= 44
    assert np.isfinite(picture).mean() > 0.97
    if keywords["state"] == "pixel" or "NFM-AO-N" in keywords.values():
        return
    row, column = np.unravel_index(np.nanargmax(picture), picture.shape)
    ra, dec = WCS(header).celestial.all_pix2world(column, row, 0)
    # One spaxel of 0.2 arcsec.
    assert float(ra) == pytest.approx(STAR_RA, abs=0.25 / 3600 / np.cos(np.radians(STAR_DEC)))
    assert float(dec) == pytest.approx(STAR_DEC, abs=0.25 / 3600)
