"""The spectrum that is shown, as a file."""

import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from pixviewer.cli.program import main
from pixviewer.model.shown import ShownSpectrum
from pixviewer.model.tools.spectrum_file import save_spectrum
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def on_star(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    """With a circle on the field."""
    workspace.open(small_file)
    at_rest()
    assert workspace.editor.add_shape("circle", 0.0, -15.0, 2.0) is not None
    at_rest()
    return workspace


@pytest.mark.parametrize("name", ["spectrum.fits", "spectrum.ecsv"])
def test_the_spectrum_that_is_shown_is_written_with_the_command_that_writes_it(
    on_star: Workspace, at_rest: Rest, tmp_path: Path, name: str
) -> None:
    at_rest()
    told: list[str] = []
    on_star.tools.files.written.connect(told.append)
    path, again = tmp_path / name, tmp_path / f"again-{name}"
    save_spectrum(on_star, path)
    at_rest()
    assert len(told) == 1
    shown = on_star.shown.spectrum
    assert shown is not None
    table = Table.read(path)
    assert table.colnames == ["wavelength", "flux", "uncertainty", "n_good", "n_bad"]
    np.testing.assert_array_equal(table["flux"], shown.product.value)
    command = Table.read(path).meta["command"] if name.endswith("ecsv") else history_of(path)
    words = [str(again) if word == str(path) else word for word in shlex.split(command)]
    assert main(words[1:]) == 0
    np.testing.assert_allclose(Table.read(again)["flux"], table["flux"])
    np.testing.assert_array_equal(Table.read(again)["n_bad"], table["n_bad"])


def history_of(path: Path) -> str:
    """The command in the cards of a file, put together again."""
    lines = [str(line) for line in fits.getheader(path)["HISTORY"]]
    return "".join(lines)


def test_a_spectrum_that_is_a_sketch_is_not_written(
    on_star: Workspace, at_rest: Rest, tmp_path: Path
) -> None:
    at_rest()
    shown = on_star.shown.spectrum
    assert shown is not None
    told: list[str] = []
    on_star.told.connect(told.append)
    sketch = replace(shown.product, fraction=0.5)
    on_star.shown.spectrum = ShownSpectrum(sketch, shown.title)
    save_spectrum(on_star, tmp_path / "spectrum.fits")
    at_rest()
    assert told
    assert "not exact yet" in told[0]
    assert not (tmp_path / "spectrum.fits").exists()


def test_a_spectrum_above_a_background_names_no_command(
    on_star: Workspace, at_rest: Rest, tmp_path: Path
) -> None:
    assert on_star.regions.current is not None
    on_star.editor.add_background_ring(on_star.regions.current.ident)
    at_rest()
    save_spectrum(on_star, tmp_path / "above.ecsv")
    at_rest()
    table = Table.read(tmp_path / "above.ecsv")
    assert table.meta["command"] == ""
    assert on_star.shown.spectrum is not None
    np.testing.assert_array_equal(table["flux"], on_star.shown.spectrum.product.value)
