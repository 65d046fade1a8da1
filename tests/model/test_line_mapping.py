"""Bands of a line map: marked, dragged, undone; what the sky image then asks for and shows."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits

import pixviewer
from pixviewer import SEGMENTS, Factors, Selection, line_map, open_table, through, write_factors
from pixviewer.cli import main
from pixviewer.model.filters import Chip, parse_chip
from pixviewer.model.lines.bands import CONTINUUM_1, CONTINUUM_2, LINE, LineBands
from pixviewer.model.lines.mapping import key_of, part_of
from pixviewer.model.lines.requests import LineMapRequest, image_wanted, line_rows
from pixviewer.model.publish.registry import plot_of
from pixviewer.model.publish.stage import Stage
from pixviewer.model.recipe.state import IMAGES, steps_about
from pixviewer.model.recipe.step import Source
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    """The small table: 6055–6060 and 6298–6303 Å."""
    workspace.open(small_file)
    at_rest()
    return workspace


def complete(workspace: Workspace) -> None:
    workspace.lines.mark(LINE, 6057.0, 6058.5)
    workspace.lines.mark(CONTINUUM_1, 6055.0, 6056.5)


def test_the_map_is_shown_once_line_and_continuum_are_there(opened: Workspace, at_rest: Rest) -> None:
    lines = opened.lines
    lines.mark(LINE, 6057.0, 6058.5)
    assert opened.display.image.by == "mean"
    lines.mark(CONTINUUM_1, 6055.0, 6056.5)
    assert opened.display.image.by == "line"
    lines.mark(CONTINUUM_2, 6059.0, 6060.0)
    lines.set_weighting("linear")
    at_rest()
    picture = opened.shown.image
    assert picture is not None
    assert opened.table is not None
    expected = line_map(
        opened.table, (6057.0, 6058.5), [(6055.0, 6056.5), (6059.0, 6060.0)], weighting="linear"
    )
    request, product = opened.canvases._products["image"]
    assert isinstance(request, LineMapRequest)
    np.testing.assert_array_equal(product.value, expected.value)
    assert picture.n_row == expected.count.sum()
    assert (picture.fraction, picture.unit) == (1.0, expected.unit)


def test_flux_and_signal_to_noise_are_shown_by_choice(opened: Workspace, at_rest: Rest) -> None:
    complete(opened)
    opened.lines.show("line_snr")
    at_rest()
    bands = (6057.0, 6058.5), (6055.0, 6056.5)
    assert opened.table is not None
    product = opened.canvases._products["image"][1]
    np.testing.assert_array_equal(product.value, line_map(opened.table, *bands).snr)
    assert product.unit == ""
    opened.lines.show("line_sum")
    at_rest()
    product = opened.canvases._products["image"][1]
    np.testing.assert_array_equal(product.value, line_map(opened.table, *bands, statistic="sum").value)
    assert product.unit == "10**(-20)*erg/s/cm**2"


def test_each_step_is_undone_by_name(opened: Workspace) -> None:
    lines, history = opened.lines, opened.history
    complete(opened)
    assert history.undo_label == "mark continuum 1"
    opened.undo()
    assert opened.display.image.by == "mean"
    assert lines.bands == LineBands(line=(6057.0, 6058.5))
    opened.redo()
    assert opened.display.image.by == "line"
    lines.remove(LINE)
    assert opened.display.image.by == "mean"
    assert history.undo_label == "remove the line"
    opened.undo()
    lines.clear()
    assert lines.bands == LineBands()
    assert opened.display.image.by == "mean"
    for _ in range(3):
        opened.undo()
    assert lines.bands == LineBands()
    assert not history.undo_label


def test_a_drag_is_one_step_and_moves_the_picture_on_its_way(opened: Workspace, at_rest: Rest) -> None:
    complete(opened)
    n_before = len(opened.history.labels)
    for shift in (0.1, 0.2, 0.3):
        opened.lines.drag(LINE, 6057.0 + shift, 6058.5 + shift)
    at_rest()
    assert opened.canvases._products["image"][0].line == (6057.3, 6058.8)
    opened.lines.cancel_gesture()
    assert opened.lines.bands.line == (6057.0, 6058.5)
    opened.lines.drag(LINE, 6057.2, 6058.7)
    opened.lines.move(LINE, 6057.25, 6058.75)
    assert len(opened.history.labels) == n_before + 1
    opened.undo()
    assert opened.lines.bands.line == (6057.0, 6058.5)
    for i in range(3):
        opened.lines.move(LINE, 6057.1 + 0.1 * i, 6058.5)
    assert len(opened.history.labels) == n_before + 1, "nudges are one step"


def test_a_band_of_the_spectrum_becomes_one_of_the_map_and_filters_no_more(opened: Workspace) -> None:
    opened.editor.add_band(6057.0, 6058.0)
    opened.editor.add_band(6055.0, 6056.0)
    assert opened.view.bands == ((6057.0, 6058.0), (6055.0, 6056.0))
    opened.lines.mark_band(LINE, "view:0")
    assert opened.view.bands == ((6055.0, 6056.0),)
    assert opened.lines.bands.line == (6057.0, 6058.0)
    opened.lines.mark_band(CONTINUUM_2, "view:0")
    assert opened.view.bands == ()
    assert opened.lines.bands.continuum == ((6055.0, 6056.0),)
    opened.undo()
    assert opened.view.bands == ((6055.0, 6056.0),)
    assert opened.lines.bands.continuum == ()


def test_a_band_of_a_region_becomes_one_of_the_map(opened: Workspace) -> None:
    region = opened.editor.add_shape("circle", 0.0, 0.0, 2.0)
    assert region is not None
    opened.editor.add_band(6057.0, 6058.0)
    opened.lines.mark_band(LINE, f"{region.ident}:0")
    assert opened.regions.items[0].wave == ()
    assert opened.lines.bands.line == (6057.0, 6058.0)


def test_at_a_wavelength_a_band_is_as_wide_as_it_was_or_as_the_line(opened: Workspace) -> None:
    lines = opened.lines
    lines.mark_at(LINE, 6300.0)
    assert lines.bands.line == (6295.0, 6305.0)
    lines.move(LINE, 6298.0, 6302.0)
    lines.mark_at(CONTINUUM_1, 6310.0)
    assert lines.bands.continuum_1 == (6308.0, 6312.0)
    lines.move(CONTINUUM_1, 6308.0, 6318.0)
    lines.mark_at(CONTINUUM_1, 6290.0)
    assert lines.bands.continuum_1 == (6285.0, 6295.0)


def test_filters_hold_but_for_those_that_narrow_the_wavelengths(opened: Workspace) -> None:
    complete(opened)
    editor, facts = opened.editor, opened.facts
    assert facts is not None
    editor.add_filter(Chip("wave", ((6298.0, 6303.0),)))
    assert line_rows(opened.view.filters, opened.regions) is None
    editor.add_filter(parse_chip("wave", "6057.2-6057.4", is_inverted=True))
    editor.add_filter(Chip("ifu", (5,)))
    expected = ~Selection(wave=(6057.2, 6057.4)) & Selection(ifu=5)
    assert line_rows(opened.view.filters, opened.regions) == expected
    request = image_wanted(facts, opened.view, opened.regions, opened.display.image, opened.lines.bands)
    assert isinstance(request, LineMapRequest)
    assert request.choice == expected


def test_the_wavelengths_of_a_chosen_region_do_not_narrow_the_map(opened: Workspace) -> None:
    opened.editor.add_shape("circle", 0.0, 0.0, 2.0)
    opened.editor.add_band(6298.0, 6303.0)
    complete(opened)
    assert line_rows(opened.view.filters, opened.regions) in (None, Selection())


@pytest.mark.parametrize(
    ("continuum", "told"),
    [((6056.0, 6058.0), "overlap"), ((7000.0, 7010.0), "lies outside the wavelengths")],
)
def test_bands_without_a_map_are_told_in_one_sentence(
    opened: Workspace, at_rest: Rest, continuum: tuple[float, float], told: str
) -> None:
    failures: list[str] = []
    opened.failed.connect(lambda what, error: failures.append(str(error)))
    complete(opened)
    at_rest()
    opened.lines.move(CONTINUUM_1, *continuum)
    at_rest()
    assert told in opened.lines.state.problem
    assert opened.shown.image is None, "no picture rather than a wrong one"
    assert not failures
    opened.undo()
    at_rest()
    assert opened.lines.state.problem == ""
    assert opened.shown.image is not None
    assert opened.shown.image.display.by == "line"


def test_a_band_must_increase(opened: Workspace) -> None:
    with pytest.raises(ValueError, match=r"a band must increase, got 6058\.00 to 6057\.00"):
        opened.lines.mark(LINE, 6058.0, 6057.0)
    assert opened.lines.bands == LineBands()


def test_limits_that_were_typed_are_not_those_of_the_map(opened: Workspace) -> None:
    opened.editor.set_display("image", low=1.0, high=2.0)
    complete(opened)
    display = opened.display.image
    assert (display.limits, display.low, display.high) == ("ZScale", None, None)
    opened.undo()
    assert opened.display.image.low == 1.0


def test_another_table_begins_without_a_line_map(opened: Workspace, at_rest: Rest, small_file: Path) -> None:
    complete(opened)
    opened.open(small_file)
    at_rest()
    assert opened.lines.bands == LineBands()
    assert opened.display.image.by == "mean"


def test_the_brightest_place_of_the_map_is_found_in_the_map(opened: Workspace, at_rest: Rest) -> None:
    opened.lines.mark(LINE, 6055.0, 6060.0)  # the bright star is bluer than the sky line
    opened.lines.mark(CONTINUUM_1, 6298.0, 6303.0)
    at_rest()
    opened.tools.peaks.find()
    at_rest()
    found = opened.tools.peaks.found
    assert found is not None, opened.tools.peaks.inquiry.error
    assert found.source == "the line map"
    assert opened.table is not None
    peak = pixviewer.find_peak(line_map(opened.table, (6055.0, 6060.0), (6298.0, 6303.0)))
    assert found.peak == peak


def test_bands_have_names() -> None:
    bands = LineBands(line=(1.0, 2.0), continuum_2=(3.0, 4.0), name="Hα")
    assert [bands.title_of(part) for part, _ in bands.present] == ["Hα", "Continuum"]
    both = bands.with_band(CONTINUUM_1, (5.0, 6.0))
    assert [both.title_of(part) for part, _ in both.present] == ["Hα", "Continuum 1", "Continuum 2"]
    assert part_of(key_of(LINE)) == LINE
    assert part_of("view:0") is None


def test_a_file_seen_through_factors_shows_its_map_through_them(
    workspace: Workspace, at_rest: Rest, small_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "factors.fits"
    edges = np.array(SEGMENTS, float)
    factors = Factors(np.full((edges.size - 1, 24, 48), 2.0), edges)
    with open_table(small_file) as table:
        write_factors(factors, path, table=table)
        expected = line_map(through(table, factors), (6057.0, 6058.5), (6055.0, 6056.5)).value
    failures: list[str] = []
    workspace.failed.connect(lambda what, error: failures.append(str(error)))
    workspace.open(small_file, factors=path)
    at_rest()
    assert not failures
    complete(workspace)
    at_rest()
    np.testing.assert_allclose(workspace.canvases._products["image"][1].value, expected, rtol=1e-5)


def test_command_and_python_of_the_map_make_it_again(
    opened: Workspace, at_rest: Rest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(opened)
    opened.lines.mark(CONTINUUM_2, 6059.0, 6060.0)
    opened.lines.set_weighting("linear")
    opened.lines.show("line_sum")
    at_rest()
    assert opened.table is not None
    assert opened.table.path is not None
    source = Source(opened.table.path)
    (step,) = steps_about(IMAGES, opened, source)
    shown = opened.canvases._products["image"][1].value
    monkeypatch.chdir(tmp_path)
    assert main([*step.command[1:]]) == 0
    np.testing.assert_array_equal(fits.getdata(tmp_path / step.command[3], "DATA"), shown)
    names = {"pv": pixviewer, "table": opened.table, "out": lambda name: tmp_path / f"py-{name}"}
    exec(step.body, names)
    np.testing.assert_array_equal(fits.getdata(tmp_path / f"py-{step.command[3]}", "DATA"), shown)


def test_the_picture_for_print_says_which_line_it_shows(opened: Workspace, at_rest: Rest) -> None:
    complete(opened)
    opened.lines.set_name("He II")
    at_rest()
    stage = Stage(opened)
    figure = plot_of("image").figure(stage)
    assert "Line map · He II 6057–6058.5 − 6055–6056.5 Å" in figure.title
    assert figure.panels[0].bar.label.startswith("Line map")
    numbers = plot_of("image").numbers(stage)
    assert "--line 6057 6058.5 --continuum 6055 6056.5" in numbers.command
