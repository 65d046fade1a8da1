"""Reports: one file each that needs nothing else, with the numbers and figures that it should have."""

import base64
import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from pixviewer import (
    Cancelled,
    Factors,
    OutputError,
    Progress,
    Selection,
    SliceVerdict,
    compare_factors,
    compare_with_truth,
    judge,
    open_table,
    review,
    selfcalibrate,
    simulate,
    white_light,
    write_report,
)
from pixviewer.core.calib.segments import SEGMENTS
from pixviewer.core.calib.verdict import in_words
from pixviewer.core.report import drawing, fields, maps, residuals
from pixviewer.core.report.bins import shown_bins
from pixviewer.core.report.calibration import Notes, report_page
from pixviewer.core.report.comparison import comparison_page
from pixviewer.core.report.curves import factor_curves, half_level_curves
from pixviewer.core.report.page import Page

WAVES = ((5900.0, 5970.0), (6200.0, 6270.0), (6500.0, 6570.0))
FIGURES = {"white-light", "residuals", "curves", "halves", "factor-maps", "count-maps", "state-maps"}


class Content(HTMLParser):
    """Tables, figures, paragraphs and links of a page."""

    def __init__(self, html):
        super().__init__()
        self.tables, self.figures, self.paragraphs, self.links, self.open = {}, {}, [], [], []
        self._table = self._figure = None
        self.feed(html)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.links += [value for name, value in attributes if name in ("href", "src", "srcset", "action")]
        if tag == "img":
            self.figures[self._figure] = found["src"]
        if tag in ("meta", "img"):
            return
        self.open.append(tag)
        if tag == "table":
            self._table = self.tables.setdefault(found["id"], [])
        elif tag == "figure":
            self._figure = found["id"]
        elif tag == "tr":
            self._table.append([])
        elif tag in ("td", "th"):
            self._table[-1].append("")
        elif tag in ("p", "li"):
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th"):
            self._table[-1][-1] += data
        elif self.open and self.open[-1] in ("p", "li"):
            self.paragraphs[-1] += data


def decoded(source):
    from matplotlib.image import imread

    kind, data = source.split(",", 1)
    assert kind == "data:image/png;base64"
    return imread(io.BytesIO(base64.b64decode(data, validate=True)))


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    """Two IFUs in three bins, 1.2 million rows, with its truth."""
    folder = tmp_path_factory.mktemp("report")
    path, truth = folder / "a & b.fits", folder / "truth.fits"
    simulate(path, preset="small", ifus=[5, 6], waves=WAVES, truth=truth)
    return path, truth


@pytest.fixture(scope="module")
def table(simulated):
    with open_table(simulated[0]) as table:
        yield table


@pytest.fixture(scope="module")
def judgement(table):
    with pytest.warns(match="only 2 of 24 IFUs"):
        found = selfcalibrate(table, Selection(ifu=[6], slice_no=[30]))
    return judge(found.levels, found.factors)


@pytest.fixture(scope="module")
def page(table, judgement, simulated):
    notes = Notes("pixviewer selfcal 'a & b.fits'", {"corrected table": "<out>.fits"}, ("a <warning>",))
    return Content(report_page(table, judgement, truth=simulated[1], notes=notes))


def test_the_verdict_comes_first(page, judgement):
    assert page.paragraphs[0] == in_words(judgement)


def test_nothing_is_loaded_from_elsewhere(page):
    assert page.links
    assert all(link.startswith("data:image/png;base64,") for link in page.links)


def test_figures_can_be_decoded_and_show_something(page):
    assert set(page.figures) == FIGURES
    for source in page.figures.values():
        pixels = decoded(source)
        assert pixels.shape[0] > 250
        assert pixels.shape[1] > 700
        assert pixels[..., :3].std() > 0.02


def test_scatter_is_told_for_every_bin_and_in_total(page, judgement):
    head, *rows = page.tables["scatter"]
    assert [row[0] for row in rows] == ["5850–6120", "6120–6440", "6440–6678", "all"]
    assert {len(row) for row in rows} == {len(head)}
    for row, verdict in zip(rows, [*judgement.by_bin[5:8], judgement.total], strict=True):
        told = [float(cell) for cell in row[2:]]
        known = [
            verdict.before.rms, verdict.before.robust, verdict.after.rms, verdict.after.robust,
            verdict.level_before.rms, verdict.level_after.rms, verdict.predicted, verdict.noise,
        ]  # fmt: skip
        np.testing.assert_allclose(told, 100 * np.array(known), atol=5.01e-4)


def test_the_truth_is_told(page):
    assert len(page.tables["truth"]) == 4
    assert any("the known errors of level go from" in words for words in page.paragraphs)


def test_states_add_up_and_lost_slices_are_named(page, judgement):
    cells = {row[0]: int(row[1].replace(",", "")) for row in page.tables["states"][1:]}
    assert sum(cells.values()) >= judgement.has_rows.sum()
    assert "Measured in no bin: IFU 6 slice 30." in page.paragraphs
    assert any(
        row[:2] == ["6", "30"] and "all of its rows are masked" in row[7] for row in page.tables["suspects"]
    )


def test_the_slices_that_are_farthest_off_are_told(page, judgement):
    head, *rows = page.tables["worst"]
    assert len(rows) == 20
    squares = np.nan_to_num(judgement.after[5:8, 4:6]) ** 2
    rms = np.sqrt(squares.mean(axis=0))
    i, s = np.unravel_index(np.argmax(rms), rms.shape)
    assert rows[0][:3] == [str(i + 5), str(s + 1), "3"]
    assert float(rows[0][head.index("rms after")]) == pytest.approx(100 * rms.max(), abs=5.01e-4)
    told = [float(row[4]) for row in rows]
    assert told == sorted(told, reverse=True)


def test_without_a_review_nothing_is_told_of_decisions(page):
    assert "decisions" not in page.tables


@pytest.fixture(scope="module")
def decided(table, simulated):
    with pytest.warns(match="only 2 of 24 IFUs"):
        found = selfcalibrate(table)
    first = review(found).suspects[0]
    verdicts = [SliceVerdict(first.ifu, first.slice_no, "exclude", "a <star>"), SliceVerdict(6, 30, "one")]
    result = review(found, verdicts)
    return result, Content(report_page(table, result.decided, review=result, truth=simulated[1]))


def test_decisions_are_told_with_notes_and_effect(decided):
    result, content = decided
    head, *rows = content.tables["decisions"]
    assert len(rows) == 2
    for row, effect in zip(rows, result.effects, strict=True):
        told = dict(zip(head, row, strict=True))
        assert [told["IFU"], told["slice"]] == [str(number) for number in effect.verdict.place]
        assert told["note"] == effect.verdict.note
        assert float(told["factor as estimated"]) == pytest.approx(effect.factor_before, abs=5.01e-5)
        assert float(told["as decided"]) == pytest.approx(effect.factor_after, abs=5.01e-5)
        assert float(told["off as estimated, %"]) == pytest.approx(100 * effect.off_before, abs=5.01e-3)
    n = len(result.suspects)
    counted = "Decided: 1 × set their factors to one, 1 × exclude"
    assert any(f"of {n} slices that are off were looked at. {counted}" in p for p in content.paragraphs)


def test_suspects_stay_listed_as_they_were_found(decided):
    result, content = decided
    rows = content.tables["suspects"][1:]
    assert [row[:2] for row in rows] == [[str(n) for n in one.place] for one in result.suspects[:60]]


def test_the_truth_tells_what_decisions_did(decided, simulated):
    result, content = decided
    (told,) = [p for p in content.paragraphs if p.startswith("In the slices that were decided about")]
    own, used = (one.factors.factor[5:8] for one in (result.estimated, result.decided))
    truth = compare_with_truth(result.decided.factors, simulated[1])
    level, before, after = (a[5:8] for a in (truth.level, truth.before, truth.after))
    i, s = np.array([one.verdict.place for one in result.effects]).T - 1

    def rms(relative, factors, factors_there):
        """With the common level of each bin as slice 1 of IFU 5 has it, which nothing was decided about."""
        common = (level * factors_there / (1 + relative))[:, 4, 0]
        return np.sqrt(np.mean(((level * factors)[:, i, s] / common[:, None] - 1) ** 2))

    one = np.ones_like(own)
    wanted = [rms(before, one, one), rms(after, own, used), rms(after, used, used)]
    numbers = [float(n) for n in re.findall(r"([\d.]+) %", told)]
    np.testing.assert_allclose(numbers, 100 * np.array(wanted), atol=5.01e-3)
    assert len(set(numbers)) == 3


def test_parameters_files_and_versions_are_told(page, table):
    parameters = dict(page.tables["parameters"][1:])
    assert parameters["method"] == "mpdaf"
    assert parameters["limit of the corrections"] == "15"
    assert parameters["edges of the bins, Å"].startswith("0, 5000, 5265")
    files = dict(page.tables["files"][1:])
    assert files["rows"] == f"{table.n_row:,}"
    assert files["table"].endswith("a & b.fits")
    assert files["corrected table"] == "<out>.fits"
    assert {"pixviewer", "numpy", "matplotlib"} <= set(dict(page.tables["versions"][1:]))
    assert "a <warning>" in page.paragraphs


def test_light_and_dark_are_both_there():
    assert "prefers-color-scheme: dark" in Page("x").html()


def test_a_report_is_written_whole_or_not_at_all(table, judgement, tmp_path):
    path = tmp_path / "r.html"
    path.write_text("old")
    with pytest.raises(OutputError, match="exists already"):
        write_report(path, table, judgement)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        write_report(path, table, judgement, overwrite=True, progress=progress)
    assert path.read_text() == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["r.html"]
    write_report(path, table, judgement, overwrite=True)
    assert Content(path.read_text(encoding="utf-8")).paragraphs[0] == in_words(judgement)


def test_the_open_table_is_never_replaced(table, judgement):
    with pytest.raises(OutputError, match="open input"):
        write_report(table.path, table, judgement, overwrite=True)


def test_the_same_figure_gives_the_same_bytes(judgement):
    first, second = (drawing.png(maps.factor_maps(judgement.factors)) for _ in range(2))
    assert first == second


def test_white_light_is_drawn_at_locked_limits(table):
    image = white_light(table)
    brighter = replace(image, value=image.value * np.float32(1.01))
    before, after, ratio = (ax.images[0] for ax in fields.white_light_figure(image, brighter).axes[:3])
    assert before.get_clim() == after.get_clim() == (-3.0, 3.0)
    sky = np.nanmedian(image.value)
    np.testing.assert_allclose(after.get_array(), 100 * (brighter.value / sky - 1), rtol=1e-4, atol=1e-3)
    assert np.median(ratio.get_array().compressed()) == pytest.approx(1.0, abs=1e-4)
    assert ratio.get_clim()[0] == -ratio.get_clim()[1]


def test_a_field_without_sky_can_be_drawn(table):
    image = white_light(table)
    dark = replace(image, value=image.value - np.nanmedian(image.value))
    drawing.png(fields.white_light_figure(dark, dark))


def test_every_ifu_has_a_panel_with_a_curve_for_each_slice(judgement):
    figure = factor_curves(judgement.factors)
    panels = figure.axes[:24]
    assert [ax.get_title() for ax in panels] == [f"IFU {n}" for n in range(1, 25)]
    assert [len(ax.collections[0].get_segments()) if ax.collections else 0 for ax in panels] == [
        {5: 48, 6: 47}.get(n, 0) for n in range(1, 25)
    ]


def test_replaced_factors_are_marked(judgement):
    original = np.full_like(judgement.after, np.nan)
    original[5, 4, 7] = 1.02
    factors = replace(judgement.factors, factor_original=original, state=None)
    panel = factor_curves(factors).axes[4]
    np.testing.assert_allclose(panel.collections[-1].get_offsets(), [[5985.0, 1.02]])


def test_maps_show_the_factors_of_bins_with_rows(judgement):
    figure = maps.factor_maps(judgement.factors, (5900.0, 6570.0))
    panels = [ax for ax in figure.axes if ax.images]
    assert [ax.get_title() for ax in panels] == ["5900–6120 Å", "6120–6440 Å", "6440–6570 Å"]
    shown = np.ma.filled(panels[1].images[0].get_array(), np.nan)
    expected = 100 * (judgement.factors.factor[6] - 1)
    expected[5, 29] = np.nan  # masked, and left as it is
    np.testing.assert_allclose(shown[4:6], expected[4:6])
    assert np.isnan(shown[6:]).all()
    assert panels[0].images[0].get_clim()[0] == -panels[0].images[0].get_clim()[1]


def test_states_are_drawn_by_the_last_that_applies(judgement):
    figure = maps.state_maps(judgement.factors, None, judgement.has_rows)
    shown = figure.axes[0].images[0].get_array()
    assert set(np.unique(shown[4])) <= {1, 2, 5, 6}
    assert shown[5, 29] == 4  # masked, and left as it is
    assert (shown[:4] == 0).all()


def test_factors_without_anything_else_can_be_drawn():
    factors = Factors(np.ones((20, 24, 48)), np.array(SEGMENTS))
    assert shown_bins(factors).index.size == 20
    assert shown_bins(factors).low[0] == 4600.0
    assert maps.count_maps(factors) is None
    assert maps.state_maps(factors) is None
    drawing.png(factor_curves(factors))
    drawing.png(maps.factor_maps(factors))


def test_residuals_and_halves_hold_what_was_judged(judgement):
    profile = residuals.residual_figure(judgement).axes[1]
    lines = {line.get_label(): line.get_ydata() for line in profile.lines}
    np.testing.assert_allclose(lines["after"], [100 * judgement.by_bin[b].after.robust for b in (5, 6, 7)])
    before = half_level_curves(judgement).axes[0]
    curve = before.lines[1 + 2 * 4].get_ydata()  # after the line at zero, two for each IFU
    np.testing.assert_allclose(curve, 100 * np.nanmedian(judgement.before[5:8, 4, :24], axis=1))


def test_a_comparison_has_its_numbers_and_figures(judgement):
    factors = judgement.factors
    other = replace(factors, factor=factors.factor * np.linspace(0.99, 1.01, 48), state=None)
    page = Content(
        comparison_page([factors, other], ["one.fits", "two.fits"], command="pixviewer compare-factors")
    )
    (found,) = compare_factors([factors, other])
    assert f"by {100 * found.total.largest:.2f} % at most" in page.paragraphs[0]
    assert page.tables["agreement-1"][-1][:2] == ["all", f"{found.total.n_cell:,}"]
    assert float(page.tables["agreement-1"][-1][3]) == pytest.approx(100 * found.total.rms, abs=5.01e-4)
    assert set(page.figures) == {"pair-1", "maps-1", "curves-0", "curves-1"}
    assert all(decoded(source).size for source in page.figures.values())
    assert all(link.startswith("data:") for link in page.links)


def test_a_comparison_with_itself_can_be_drawn(judgement):
    page = Content(comparison_page([judgement.factors] * 2, ["one.fits", "again.fits"]))
    assert page.tables["agreement-1"][-1][3] == "0.000"
