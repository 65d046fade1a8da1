"""Cubes that the ESO pipeline makes of our tables: shape and place, stored and asked anew.

The stored values are those of cubes made of extractions from the small tables in ``tests/data``. Without the
pipeline, what it read of them is checked: limits, units, types.
"""

import json

import numpy as np
import pytest
from astropy.io import fits
from oracles import DATA, make_cube

import pixviewer as pv

TABLES = ("projected", "positioned", "pixel", "combined")


def extraction(name, folder, form):
    target = folder / f"{name}.fits"
    with pv.open_table(DATA / f"{name}.fits.gz") as table:
        if table.frame.is_sky:
            shape = pv.Square(338.23752675, -60.5682, 2.0)
        else:
            shape = pv.Square(-58.0, -81.5, 10.0)
        assert pv.extract(table, pv.Selection(shape), target, form=form) > 0
    return target


@pytest.mark.oracle
@pytest.mark.parametrize("name", TABLES)
def test_the_pipeline_is_asked_anew(name, tmp_path):
    cube = make_cube(extraction(name, tmp_path, "image"), tmp_path)
    with fits.open(cube) as hdus:
        data, header = hdus["DATA"].data, hdus["DATA"].header
        answer = {
            "pipeline": hdus[0].header["ESO PRO REC1 PIPE ID"],
            "shape": list(data.shape),
            "n_finite": int(np.isfinite(data).sum()),
            "sum": float(np.nansum(data, dtype=float)),
            "wcs": {k: header[k] for k in ("CRPIX1", "CRPIX2", "CRVAL1", "CRVAL2", "CRVAL3") if k in header},
        }
    (DATA / f"{name}.cube.json").write_text(json.dumps(answer, indent=1) + "\n")


@pytest.mark.parametrize("form", ["image", "table"])
@pytest.mark.parametrize("name", TABLES)
def test_the_cube_is_as_large_as_the_limits_say(name, form, tmp_path):
    answer = json.loads((DATA / f"{name}.cube.json").read_text())
    prefix = "ESO DRS MUSE PIXTABLE LIMITS"
    with pv.open_table(extraction(name, tmp_path, form)) as table:
        blocks = table.ensure_blocks()
        low, high = (table.header[f"{prefix} LAMBDA {end}"] for end in ("LOW", "HIGH"))
        assert (low, high) == blocks.wave_range
        x0, x1, y0, y1 = blocks.extent
        step = table.frame.natural_step
        # The pipeline adds a spaxel or two at the edges; a wrong LIMITS convention would give hundreds.
        assert abs((y1 - y0) / step - answer["shape"][1]) <= 3
        assert abs((x1 - x0) / step - answer["shape"][2]) <= 3
        assert answer["n_finite"] > 0
        if name in ("positioned", "combined"):
            ra, dec = pv.sky_positions(table)
            assert table.header[f"{prefix} X LOW"] == pytest.approx(ra.min(), abs=1e-9)
            assert table.header[f"{prefix} Y HIGH"] == pytest.approx(dec.max(), abs=1e-9)
