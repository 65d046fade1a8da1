"""Every plot can be described, drawn and told in numbers, from a window-less model that shows them all."""

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table
from waiting import until

from pixviewer.model.examining.requests import HISTOGRAM, PROFILE, SKY, STATISTICS, Place
from pixviewer.model.publish.drawing.picture import picture_bytes
from pixviewer.model.publish.figure import Bundle, Dots, Line, Raster, Steps
from pixviewer.model.publish.look import Look, Size
from pixviewer.model.publish.publisher import Publisher
from pixviewer.model.publish.registry import PLOTS, plot_of
from pixviewer.model.publish.stage import Stage
from pixviewer.model.publish.writing import write_numbers
from pixviewer.model.workspace import Workspace

SMALL = Size(100.0, None, "mm", 60.0)


class _Rest:
    """Takes deliveries until nothing is left to do."""

    def __init__(self, workspace: Workspace, calls: "SimpleQueue[Callable[[], None]]") -> None:
        self._workspace, self._calls = workspace, calls

    def __call__(self) -> None:
        until(lambda: not self._workspace.runner.is_busy(), self._take)
        self._take()

    def _take(self) -> None:
        while not self._calls.empty():
            self._calls.get()()


@pytest.fixture(scope="module")
def at_work(exposure_file: Path) -> Iterator[tuple[Stage, _Rest]]:
    """All views at work, once for all tests, as a self-calibration takes a while."""
    calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
    workspace = Workspace(calls.put)
    rest = _Rest(workspace, calls)
    yield _all_at_work(workspace, rest, exposure_file), rest
    assert workspace.close()


@pytest.fixture
def everything(at_work: tuple[Stage, _Rest]) -> Stage:
    return at_work[0]


@pytest.fixture
def at_rest(at_work: tuple[Stage, _Rest]) -> _Rest:
    return at_work[1]


def _all_at_work(workspace: Workspace, at_rest: _Rest, exposure_file: Path) -> Stage:
    """A star fitted in bins, a slice picked, factors measured, a pair compared."""
    workspace.open(exposure_file)
    at_rest()
    facts, linked = workspace.facts, workspace.linked
    assert facts is not None
    linked.detector.is_visible = linked.slices.is_visible = True
    workspace.comparison.state.is_visible = True
    linked.histogram.state.is_visible = True
    workspace.cuts.state.is_visible = True
    linked.inspector.watch(True)
    workspace.tools.content.watch(True)
    workspace.tools.plotting.watch(True)
    at_rest()
    peak = np.nanargmax(workspace.canvases.product_of("image")[1].value)
    grid = workspace.shown.image.grid
    row, col = np.unravel_index(peak, grid.shape)
    workspace.editor.add_shape("circle", *grid.centre(int(col), int(row)), 1.5)
    workspace.examiner.examine(Place(SKY, *grid.centre(int(col), int(row))), PROFILE)
    at_rest()
    workspace.tools.fitting.fit("moffat", 200.0)
    linked.pick_slice(5, 20)
    workspace.selfcal.run()
    at_rest()
    workspace.exhibits.ask_sky()
    workspace.selfcal.masking.state.is_seen = True
    at_rest()
    return Stage(workspace)


def test_every_plot_is_there_as_picture_and_as_numbers(everything: Stage, tmp_path: Path) -> None:
    missing = [plot.ident for plot in PLOTS if not plot.is_shown(everything)]
    assert missing == []
    for plot in PLOTS:
        figure = plot.figure(everything)
        assert figure.title, plot.ident
        assert all(panel.x.label and panel.y.label for panel in figure.panels), plot.ident
        assert picture_bytes(figure, Look(), SMALL, ".png").startswith(b"\x89PNG"), plot.ident
        numbers = plot.numbers(everything)
        assert numbers.columns or numbers.images, plot.ident
        for ending in numbers.endings:
            path = tmp_path / f"{plot.ident}{ending}"
            write_numbers(numbers, path, table=everything.workspace.table)
            assert path.stat().st_size > 0
        assert all(column.values.ndim == 1 for column in numbers.columns), plot.ident
        assert len({column.values.size for column in numbers.columns}) <= 1, plot.ident


def test_numbers_are_those_that_are_drawn(everything: Stage, tmp_path: Path) -> None:
    workspace = everything.workspace

    whole = workspace.linked.histogram.shown.whole
    path = tmp_path / "histogram.ecsv"
    write_numbers(plot_of("histogram").numbers(everything), path)
    np.testing.assert_array_equal(Table.read(path)["n_good"], whole.good)
    steps = [
        layer
        for layer in plot_of("histogram").figure(everything).panels[0].layers
        if isinstance(layer, Steps)
    ]
    np.testing.assert_array_equal(np.maximum(whole.good, 0.5), steps[0].value)

    found = workspace.linked.shown.slice_map
    path = tmp_path / "slices.fits"
    write_numbers(plot_of("slices").numbers(everything), path)
    with fits.open(path) as hdus:
        np.testing.assert_array_equal(hdus[1].data["n_row"].reshape(24, 48), found.n_row)
        assert hdus[1].columns["mean"].unit

    subject = workspace.exhibits.subject
    curves = plot_of("factor-curves").numbers(everything)
    by_name = {column.name: column.values for column in curves.columns}
    at = (by_name["bin"] - 1, by_name["ifu"] - 1, by_name["slice_ccd"] - 1)
    np.testing.assert_array_equal(by_name["factor"], subject.factors.factor[at])

    content = workspace.tools.content.content
    by_name = {column.name: column.values for column in plot_of("contents").numbers(everything).columns}
    assert by_name["n_row"].sum() == content.counts.n_row


def test_an_examined_place_is_drawn_as_it_was_found(everything: Stage, at_rest: _Rest) -> None:
    examiner, plot = everything.workspace.examiner, plot_of("examined")
    for what, column, label in ((HISTOGRAM, "n", "Rows per bin"), (PROFILE, "radius", "Value")):
        examiner.show(what)
        at_rest()
        figure, numbers = plot.figure(everything), plot.numbers(everything)
        assert figure.title == numbers.title == examiner.title(examiner.found.request)
        assert figure.panels[0].y.label.startswith(label)
        assert column in {c.name for c in numbers.columns}
        assert dict(numbers.notes)["Good rows"]
    closer = Stage(everything.workspace, {"examined": (0.0, 0.5, -1.0, 9.0)})
    x, y = plot.figure(closer).panels[0].x, plot.figure(closer).panels[0].y
    assert (x.low, x.high, y.low, y.high) == (0.0, 0.5, -1.0, 9.0)
    examiner.show(STATISTICS)
    at_rest()
    assert not plot.is_shown(everything), "statistics have no diagram"
    examiner.show(PROFILE)
    at_rest()


def test_the_detector_is_the_one_on_screen(everything: Stage, tmp_path: Path) -> None:
    workspace = everything.workspace
    shown = workspace.shown.detector
    figure = plot_of("detector").figure(everything)
    assert len(figure.panels) == len(workspace.linked.shown.ifus)
    for ifu, panel in zip(workspace.linked.shown.ifus, figure.panels, strict=True):
        rasters = [layer for layer in panel.layers if isinstance(layer, Raster)]
        assert rasters[0].rgba is shown.pictures[ifu].rgba
        box = workspace.linked.bounds_of(ifu)
        assert (panel.x.low, panel.x.high, panel.y.low, panel.y.high) == box
    path = tmp_path / "detector.fits"
    write_numbers(plot_of("detector").numbers(everything), path)
    with fits.open(path) as hdus:
        assert hdus[1].header["CTYPE1"] == "X"
        assert "detimage" in "".join(map(str, hdus[0].header["HISTORY"]))


def test_curves_have_a_panel_for_every_ifu_or_one_alone(everything: Stage) -> None:
    figure = plot_of("factor-curves").figure(everything)
    assert len(figure.panels) == 24
    bundles = [layer for panel in figure.panels for layer in panel.layers if isinstance(layer, Bundle)]
    assert sum(len(bundle.y) for bundle in bundles) == 2 * 48
    everything.workspace.exhibits.state.zoomed = 6
    alone = plot_of("factor-curves").figure(everything)
    everything.workspace.exhibits.state.zoomed = 0
    assert [panel.title for panel in alone.panels] == ["IFU 6"]


def test_a_fit_shows_model_and_rings(everything: Stage) -> None:
    answer = everything.workspace.tools.fitting.answer
    panel = plot_of("fit-profile").figure(everything).panels[0]
    lines = [layer for layer in panel.layers if isinstance(layer, Line)]
    dots = [layer for layer in panel.layers if isinstance(layer, Dots)]
    np.testing.assert_array_equal(lines[0].y, answer.model_value)
    assert any(layer.error is not None for layer in dots)
    assert "Moffat fit" in plot_of("fit-profile").figure(everything).title


def test_compared_tables_are_drawn_in_every_mode(everything: Stage, at_rest) -> None:
    comparison = everything.workspace.comparison
    counts = {"side": 2, "swipe": 1, "blink": 1, "difference": 1, "ratio": 1}
    for mode, n_panel in counts.items():
        comparison.set_mode(mode)
        at_rest()
        figure = plot_of("compare").figure(everything)
        assert len(figure.panels) == n_panel, mode
        names = [image.name for image in plot_of("compare").numbers(everything).images]
        assert names == (["A", "B", mode.upper()] if mode in ("difference", "ratio") else ["A", "B"])
    comparison.set_mode("swipe")
    comparison.set_bar(0.5)
    at_rest()
    rasters = [x for x in plot_of("compare").figure(everything).panels[0].layers if isinstance(x, Raster)]
    assert sum(raster.grid.n_x for raster in rasters) == everything.workspace.shown.compare.grid.n_x


def test_a_picture_that_is_cancelled_leaves_no_file(
    everything: Stage, at_rest: _Rest, tmp_path: Path
) -> None:
    workspace, told = everything.workspace, []
    workspace.tools.files.written.connect(told.append)
    path = tmp_path / "curves.pdf"
    Publisher(workspace).write_picture(plot_of("factor-curves").figure(everything), Look(), Size(), path)
    for job in workspace.runner.jobs:
        workspace.runner.cancel(job.ident)
    at_rest()
    workspace.tools.files.written.disconnect(told.append)
    assert told == ["cancelled; curves.pdf was not written"]
    assert list(tmp_path.iterdir()) == []
