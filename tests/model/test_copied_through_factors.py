"""What is copied or written of a table that is seen through factors says so, and repeats them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

from pixviewer import open_table
from pixviewer.core.calib.factors import Factors
from pixviewer.core.calib.segments import SEGMENTS
from pixviewer.core.errors import PixTableWarning
from pixviewer.core.io.factor_files import write_factors
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def seen(workspace: Workspace, at_rest: Rest, small_file: Path, tmp_path: Path) -> Workspace:
    factors = Factors(np.full((20, 24, 48), 2.0), np.array(SEGMENTS), date_obs="another night")
    write_factors(factors, tmp_path / "twice.fits")

    def show() -> None:
        workspace.open(small_file, factors=tmp_path / "twice.fits")
        at_rest()

    with pytest.warns(PixTableWarning, match="another night"):
        show()
    assert workspace.editor.add_shape("circle", 0.0, -15.0, 1.0) is not None
    at_rest()
    return workspace


def test_the_script_repeats_the_factors(seen: Workspace, small_file: Path, tmp_path: Path) -> None:
    source = seen.extraction.as_python()
    out = seen.extraction.plan_with_file().path
    try:
        subprocess.run([sys.executable, "-W", "ignore", "-c", source], check=True, capture_output=True)
        with open_table(out) as found, open_table(small_file) as plain:
            rows = seen.extraction.plan.selection()
            from pixviewer.core.products.rows import find_rows

            expected = 2 * plain.column("data")[find_rows(plain, rows)]
            np.testing.assert_array_equal(found.column("data"), expected)
    finally:
        out.unlink(missing_ok=True)


def test_the_command_line_says_that_it_cannot(seen: Workspace, at_rest: Rest, small_file: Path) -> None:
    with pytest.raises(ValueError, match=r"through twice\.fits.*no option for factors.*Copy as Python"):
        seen.extraction.as_command()
    seen.open(small_file)
    at_rest()
    assert seen.extraction.as_command().startswith("pixviewer extract")
    assert "through" not in seen.extraction.as_python()


def test_history_names_the_factors(seen: Workspace, at_rest: Rest, tmp_path: Path) -> None:
    from dataclasses import replace

    out = tmp_path / "star.fits"
    seen.extract(replace(seen.extraction.plan, path=out))
    at_rest()
    history = "".join(str(line) for line in fits.getheader(out)["HISTORY"])
    assert "of the table seen through" in history
    assert "twice.fits" in history
