"""The sky image, the scatter and the spectrum, as pictures and as numbers."""

import csv
import shlex
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table
from astropy.wcs import WCS

from pixviewer.core.errors import OutputError, PixviewerError
from pixviewer.model.publish.figure import (
    Compass,
    Fill,
    Graticule,
    Raster,
    ScaleBar,
    Shape,
    SkyLines,
    Span,
    Steps,
    TickGrid,
)
from pixviewer.model.publish.look import Look, Size
from pixviewer.model.publish.registry import BY_IDENT, PLOTS, plot_of, shown_plots
from pixviewer.model.publish.stage import Stage
from pixviewer.model.publish.writing import write_numbers, write_picture
from pixviewer.model.workspace import Workspace


def layers_of(stage: Stage, ident: str, kind: type) -> list:
    figure = plot_of(ident).figure(stage)
    return [layer for panel in figure.panels for layer in panel.layers if isinstance(layer, kind)]


def test_names_of_plots_are_unique_and_an_unknown_one_is_refused() -> None:
    assert len(BY_IDENT) == len(PLOTS)
    with pytest.raises(PixviewerError, match="spectrum"):
        plot_of("nothing")


def test_nothing_is_shown_without_a_table(workspace: Workspace) -> None:
    assert shown_plots(Stage(workspace)) == []


def test_the_image_is_the_one_on_screen(stage: Stage) -> None:
    picture = stage.workspace.shown.image
    (raster,) = layers_of(stage, "image", Raster)
    assert raster.rgba is picture.rgba
    bar = plot_of("image").figure(stage).panels[0].bar
    assert (bar.lo, bar.hi) == (picture.lo, picture.hi)
    assert "erg" in bar.label
    assert layers_of(stage, "image", Compass)
    assert layers_of(stage, "image", ScaleBar)


def test_north_is_up_and_east_left_at_a_known_star(stage: Stage) -> None:
    """A cell of known RA and Dec is at the place of the paper where it must be."""
    panel = plot_of("image").figure(stage).panels[0]
    facts = stage.workspace.facts
    east, _ = facts.frame.sky_to_plane(facts.frame.ra0 + 10 / 3600, facts.frame.dec0)
    _, north = facts.frame.sky_to_plane(facts.frame.ra0, facts.frame.dec0 + 10 / 3600)

    def share(axis, value):
        return (value - axis.low) / (axis.high - axis.low)

    middle = share(panel.x, 0.0), share(panel.y, 0.0)
    assert share(panel.x, float(east)) < middle[0]
    assert share(panel.y, float(north)) > middle[1]


def test_what_is_in_view_is_what_is_drawn(opened: Workspace) -> None:
    box = (-3.0, 4.0, -5.0, 6.0)
    panel = plot_of("image").figure(Stage(opened, {"image": box})).panels[0]
    assert (panel.x.low, panel.x.high) == (4.0, -3.0)
    assert (panel.y.low, panel.y.high) == (-5.0, 6.0)


def test_empty_paper_around_the_picture_is_left_away(opened: Workspace) -> None:
    x0, x1, y0, y1 = opened.shown.image.grid.bounds
    panel = plot_of("image").figure(Stage(opened, {"image": (x0 - 50, x1 + 50, y0 + 1, y1 + 300)})).panels[0]
    assert panel.x.high == pytest.approx(x0, abs=0.03 * (x1 - x0))
    assert panel.y.low == y0 + 1
    assert panel.y.high == pytest.approx(y1, abs=0.03 * (y1 - y0))


def test_a_grid_goes_through_the_ticks(opened: Workspace) -> None:
    opened.view.axes = "degrees"
    opened.view.overlays = opened.view.overlays.with_changes(has_grid=True)
    (grid,) = layers_of(Stage(opened), "image", Graticule)
    assert grid.axes == "degrees"
    opened.view.axes = "offsets"
    assert layers_of(Stage(opened), "image", TickGrid)


def test_compass_and_scale_bar_follow_their_switches(opened: Workspace) -> None:
    opened.view.overlays = opened.view.overlays.with_changes(has_compass=False, has_scale_bar=False)
    assert not layers_of(Stage(opened), "image", Compass)
    assert not layers_of(Stage(opened), "image", ScaleBar)


def test_axes_follow_the_coordinates_that_are_chosen(opened: Workspace) -> None:
    opened.view.axes = "sexagesimal"
    panel = plot_of("image").figure(Stage(opened)).panels[0]
    assert panel.x.label == "RA [h:m:s]"
    assert panel.x.world is not None


def test_regions_are_drawn_with_their_roles(opened: Workspace, at_rest) -> None:
    opened.editor.add_shape("annulus", 1.0, 2.0, 3.0)
    opened.editor.edit_region(opened.regions.current.ident, name="ring", role="background")
    at_rest()
    (shape,) = layers_of(Stage(opened), "image", Shape)
    assert (shape.kind, shape.name, shape.style) == ("annulus", "ring", "dashed")
    assert shape.hole == pytest.approx(1.8)
    assert (shape.x, shape.y) == pytest.approx((1.0, 2.0))
    assert layers_of(Stage(opened, hidden=frozenset({"regions"})), "image", Shape) == []


def test_numbers_of_the_image_are_what_is_shown(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "image.fits"
    write_numbers(plot_of("image").numbers(stage), path, table=stage.workspace.table)
    _, image = stage.workspace.canvases.product_of("image")
    with fits.open(path) as hdus:
        assert [hdu.name for hdu in hdus[1:]] == ["DATA", "STAT", "COUNT"]
        np.testing.assert_array_equal(hdus["DATA"].data, image.value)
        assert hdus["DATA"].header["BUNIT"] == image.unit
        command = "".join(str(card) for card in hdus[0].header["HISTORY"])
        wcs = WCS(hdus["DATA"].header)
    assert shlex.split(command)[:2] == ["pixviewer", "image"]
    x, y = image.grid.centre(5, 7)
    ra, dec = image.frame.plane_to_sky(x, y)
    np.testing.assert_allclose(wcs.wcs_pix2world(5, 7, 0), (ra, dec), atol=1e-9)


def test_cells_of_the_image_as_text(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "image.csv"
    write_numbers(plot_of("image").numbers(stage), path)
    with path.open(newline="") as file:
        lines = [line for line in file if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    _, image = stage.workspace.canvases.product_of("image")
    data = [row for row in rows if row["picture"] == "DATA"]
    assert len(data) == int(np.isfinite(image.value).sum())
    assert "# xi [arcsec]: centre of the cell" in path.read_text()


def test_numbers_of_the_scatter_are_its_raster(stage: Stage, tmp_path: Path) -> None:
    path = tmp_path / "scatter.fits"
    write_numbers(plot_of("scatter").numbers(stage), path)
    _, raster = stage.workspace.canvases.product_of("scatter")
    with fits.open(path) as hdus:
        np.testing.assert_array_equal(hdus["DATA"].data, raster.plane)
        np.testing.assert_array_equal(hdus["COUNT"].data, raster.count)


def test_the_spectrum_has_bands_errors_lines_and_rows(opened: Workspace, at_rest) -> None:
    low, high = opened.shown.spectrum.product.edges[[20, 60]].tolist()
    opened.editor.add_band(low, high)
    at_rest()
    stage = Stage(opened)
    found = opened.shown.spectrum.product
    (span,) = layers_of(stage, "spectrum", Span)
    assert (span.low, span.high) == (low, high)
    (fill,) = layers_of(stage, "spectrum", Fill)
    good = np.isfinite(found.sigma)
    np.testing.assert_allclose((fill.high - fill.low)[good] / 2, found.sigma[good])
    values = {layer.colour: layer.value for layer in layers_of(stage, "spectrum", Steps)}
    np.testing.assert_array_equal(values["curve"], found.value)
    np.testing.assert_array_equal(values["counts"], found.n_good + found.n_bad)
    assert layers_of(stage, "spectrum", SkyLines)
    assert not layers_of(Stage(opened, hidden=frozenset({"lines"})), "spectrum", SkyLines)


@pytest.mark.parametrize("ending", [".csv", ".ecsv", ".fits"])
def test_numbers_of_the_spectrum_come_back(stage: Stage, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"spectrum{ending}"
    write_numbers(plot_of("spectrum").numbers(stage), path)
    found = stage.workspace.shown.spectrum.product
    read = Table.read(path, format="ascii.csv", comment="#") if ending == ".csv" else Table.read(path)
    np.testing.assert_array_equal(np.asarray(read["wavelength"]), found.wave)
    good = np.isfinite(found.value)
    np.testing.assert_array_equal(np.asarray(read["flux"][good], float), found.value[good])
    np.testing.assert_array_equal(np.asarray(read["n_good"]), found.n_good)
    if ending != ".csv":
        assert read["wavelength"].unit == "Angstrom"
        assert read["flux"].unit is not None
    else:
        assert "# wavelength [Angstrom]: centre of the bin" in path.read_text()


@pytest.mark.parametrize("ident", ["image", "scatter", "spectrum"])
def test_pictures_are_written_whole(stage: Stage, tmp_path: Path, ident: str) -> None:
    figure = plot_of(ident).figure(stage)
    for ending, begins in ((".png", b"\x89PNG"), (".pdf", b"%PDF"), (".svg", b"<?xml")):
        path = tmp_path / f"picture{ending}"
        assert write_picture(figure, Look(), Size(88.0, None, "mm", 100.0), path) == f"wrote {path}"
        assert path.read_bytes().startswith(begins)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["picture.pdf", "picture.png", "picture.svg"]


def test_what_cannot_be_written_is_refused_in_a_sentence(stage: Stage, tmp_path: Path) -> None:
    figure, numbers = plot_of("image").figure(stage), plot_of("image").numbers(stage)
    with pytest.raises(OutputError, match=r"\.png, \.pdf or \.svg"):
        write_picture(figure, Look(), Size(), tmp_path / "a.jpg")
    with pytest.raises(OutputError, match=r"\.csv, \.ecsv or \.fits"):
        write_numbers(numbers, tmp_path / "a.txt")
    with pytest.raises(OutputError, match="nowhere"):
        write_picture(figure, Look(), Size(dpi=72.0), tmp_path / "nowhere" / "a.png")
    source = stage.workspace.table.path
    before = source.read_bytes()
    with pytest.raises(OutputError):
        write_numbers(numbers, source, protect=[source])
    assert source.read_bytes() == before
    assert list(tmp_path.iterdir()) == []
