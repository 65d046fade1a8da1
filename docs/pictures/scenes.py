"""Single features, each as its page tells of it."""

import tempfile
from pathlib import Path

import pixviewer as pv
from pictures.stage import LARGE, Stage, scene
from pixviewer.model.filters import Chip

WINDOW = (1600, 1000)


@scene("window", sizes=(WINDOW,))
def window(stage: Stage) -> None:
    """What the first page shows."""
    stage.open_demo()
    stage.draw_star()
    stage.save()


@scene("filters")
def filters(stage: Stage) -> None:
    """Filters, and regions of four roles."""
    stage.open_demo()
    editor = stage.workspace.editor
    for role, kind, xi, eta in (("annotation", "circle", 18.0, -12.0), ("exclude", "square", -18.0, -16.0)):
        region = editor.add_shape(kind, xi, eta, 3.0)
        assert region is not None
        editor.edit_region(region.ident, role=role, name=role)
    for role, kind, size in (("background", "annulus", 5.0), ("source", "circle", 2.0)):
        editor.edit_region(stage.draw_star(kind, size).ident, role=role, name=role)
    editor.add_filter(Chip("wave", ((5000.0, 7000.0),)))
    stage.do("filter-good")
    stage.save()


@scene("compare")
def compare(stage: Stage) -> None:
    """Another simulated exposure behind a bar."""
    stage.open_demo()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "another.fits"
        pv.simulate(path, preset="demo", seed=7)
        stage.workspace.second.open(path)
        stage.rest()
        stage.do("first-compare", "compare-swipe")
        stage.save()
        stage.workspace.close_table()


@scene("histogram")
def histogram(stage: Stage) -> None:
    """Values of all rows, a range of them picked."""
    stage.open_demo()
    stage.do("histogram")
    stage.workspace.linked.histogram.state.quantity = "snr"
    stage.rest()
    stage.workspace.linked.histogram.pick_values(30.0, 60.0)
    stage.rest()
    stage.save()


@scene("slice", sizes=(LARGE,))
def one_slice(stage: Stage) -> None:
    """A slice from all sides."""
    stage.open_demo()
    stage.do("second-slices", "slice")
    stage.workspace.linked.pick_slice(5, 20)
    stage.rest()
    stage.save()
