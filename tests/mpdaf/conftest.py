"""What the tests of the face share: mask images, small tables of each state."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS
from tables import make_table, write_table

from pixviewer.mpdaf import PixTable


@pytest.fixture
def mask_file(tmp_path) -> Callable[..., tuple[Path, np.ndarray, int]]:
    """Make a mask image of stripes around a field; give it, the rows it masks, and how many lie outside."""

    def made(table: PixTable, *, n: int = 400) -> tuple[Path, np.ndarray, int]:
        x, y = table.get_pos_sky()
        header = fits.Header()
        for axis, kind, centre, step in ((1, "RA---TAN", x, -0.4), (2, "DEC--TAN", y, 0.4)):
            header[f"CTYPE{axis}"], header[f"CUNIT{axis}"] = kind, "deg"
            header[f"CRVAL{axis}"], header[f"CRPIX{axis}"] = float(centre.mean()), n / 2
            header[f"CD{axis}_{axis}"] = step / 3600
        image = (np.add.outer(np.arange(n), np.arange(n)) % 5 == 0).astype(np.uint8)
        path = tmp_path / "mask.fits"
        fits.HDUList([fits.PrimaryHDU(), fits.ImageHDU(image, header, name="DATA")]).writeto(path)
        col, row = (np.floor(p + 0.5).astype(int) for p in WCS(header).wcs_world2pix(x, y, 0))
        inside = (col >= 0) & (col < n) & (row >= 0) & (row < n)
        expected = np.zeros(table.nrows, bool)
        expected[inside] = image[row[inside], col[inside]] == 1
        return path, expected, int((~inside).sum())

    return made


@pytest.fixture(params=["pixel", "projected", "positioned"])
def made(request):
    """A simulated table of each state, whose truth is known."""
    return make_table(request.param)


@pytest.fixture
def stored(made, tmp_path) -> PixTable:
    """The same as a file, opened by the face."""
    return PixTable(write_table(made, tmp_path / "made.fits"))


@pytest.fixture
def rng():
    """The same random numbers each time."""
    return np.random.default_rng(20140727)
