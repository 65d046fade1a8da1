"""The mask as the model has it: decided, painted in the background, undone, saved; without a window."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from astropy.io import fits

import pixviewer as pv
from pixviewer.cli import main
from pixviewer.core.calib.mask import masker
from pixviewer.core.calib.painting import Automatic, Disc, FromFile, Inverted, MaskPlan
from pixviewer.model.selfcal import masking as module
from pixviewer.model.selfcal.mask_work import COVERS_ALL, Painted, PaintRequest
from pixviewer.model.selfcal.masking import Masking
from pixviewer.model.workspace import Workspace

Rest = Callable[[], None]


@pytest.fixture
def opened(workspace: Workspace, at_rest: Rest, small_file: Path) -> Workspace:
    workspace.open(small_file)
    at_rest()
    return workspace


@pytest.fixture
def masking(opened: Workspace) -> Masking:
    return opened.selfcal.masking


@pytest.fixture
def heard(masking: Masking) -> list[str]:
    """Everything that is told or has failed."""
    words: list[str] = []
    masking.told.connect(words.append)
    masking.failed.connect(lambda what, error: words.append(f"{what}: {error}"))
    return words


def middle(opened: Workspace) -> tuple[float, float, float]:
    """Centre of the field, and a tenth of its height."""
    x0, x1, y0, y1 = opened.navigator.extent  # type: ignore[misc]
    return (x0 + x1) / 2, (y0 + y1) / 2, (y1 - y0) / 10


def by_command(*words: object) -> None:
    assert main([str(word) for word in words]) == 0


class TestSteps:
    def test_nothing_is_computed_before_there_is_a_step(self, masking: Masking) -> None:
        assert masking.mask is None
        assert masking.coverage is None
        assert masking._painter is None

    def test_a_stroke_is_one_step_that_can_be_undone_by_name(
        self, opened: Workspace, masking: Masking, at_rest: Rest
    ) -> None:
        x, y, r = middle(opened)
        masking.draw_stroke([(x - r, y), (x, y), (x + r, y)], r, erases=False)
        at_rest()
        assert masking.mask is not None
        drawn = masking.mask.masked
        assert 0 < drawn.mean() < 0.5
        masking.draw_stroke([(x, y)], r, erases=True)
        at_rest()
        assert 0 < masking.mask.masked.sum() < drawn.sum()
        assert opened.history.labels == ["paint the mask", "erase from the mask"]
        opened.undo()
        at_rest()
        assert np.array_equal(masking.mask.masked, drawn)
        opened.undo()
        at_rest()
        assert masking.mask is None
        assert masking.overlay is None

    def test_a_dragged_threshold_is_one_step_and_each_grip_its_own(
        self, opened: Workspace, masking: Masking, at_rest: Rest
    ) -> None:
        masking.set_automatic(Automatic.of("threshold"))
        for _ in range(2):
            masking.begin_gesture()
            for k in (6.0, 7.0, 8.0):
                assert masking.plan.automatic is not None
                masking.set_automatic(replace(masking.plan.automatic, threshold=k))
            masking.begin_gesture()
            masking.set_automatic(replace(masking.plan.automatic, threshold=5.0))
        assert len(opened.history.labels) == 5
        assert opened.history.labels[-1].startswith("mask beyond 5")
        at_rest()
        assert masking.state.plan == masking.plan

    def test_what_is_drawn_stays_while_the_search_changes(
        self, opened: Workspace, masking: Masking, at_rest: Rest
    ) -> None:
        x, y, r = middle(opened)
        masking.draw_disc(x, y, r, erases=False)
        masking.set_automatic(Automatic("sources", 1000.0, 5, 0))
        at_rest()
        assert masking.mask is not None
        alone = masking.mask.masked.copy()
        masking.set_automatic(Automatic("threshold", 1.0, 1, 2))
        at_rest()
        assert (masking.mask.masked & alone).sum() == alone.sum()
        masking.set_automatic(None)
        at_rest()
        assert masking.plan.steps == (Disc(x, y, r),)

    def test_regions_mask_by_their_role(
        self, opened: Workspace, masking: Masking, at_rest: Rest, heard: list[str]
    ) -> None:
        masking.add_regions()
        assert heard == ["no region marks an object: draw one, or give one the role Source"]
        x, y, r = middle(opened)
        opened.editor.add_shape("circle", x, y, 2 * r)
        opened.editor.add_shape("square", x, y, r)
        opened.editor.edit_regions(opened.regions.selected, role="exclude")
        masking.add_regions()
        at_rest()
        assert masking.mask is not None
        table = opened.table
        assert table is not None
        painter = masking._painter
        assert painter is not None
        row_col = painter.image.grid.cell(x, y)
        assert row_col is not None
        assert not masking.mask.masked[row_col[1], row_col[0]]
        assert masking.mask.masked.any()
        assert opened.history.labels[-1] == "mask the regions"

    def test_a_mask_that_covers_everything_says_so_in_one_sentence(
        self, opened: Workspace, masking: Masking, at_rest: Rest
    ) -> None:
        x, y, r = middle(opened)
        masking.draw_disc(x, y, 100 * r, erases=False)
        at_rest()
        assert masking.state.problem == COVERS_ALL
        masking.invert()
        at_rest()
        assert masking.state.problem == ""
        assert masking.plan.steps[-1] == Inverted()
        masking.clear()
        at_rest()
        assert masking.plan == MaskPlan()


class TestCoverage:
    def test_it_is_that_of_the_command_line(self, masking: Masking, at_rest: Rest, small_file: Path) -> None:
        masking.state.is_seen = True
        masking.set_automatic(Automatic("threshold", 3.0, 1, 2))
        at_rest()
        with pv.open_table(small_file) as table:
            expected = pv.slice_coverage(table, pv.automatic_mask(table, threshold=3.0))
        assert masking.coverage is not None
        for name in ("n_row", "n_masked", "n_good", "n_left"):
            assert np.array_equal(getattr(masking.coverage, name), getattr(expected, name))
        assert masking.coverage.n_masked.any()

    def test_all_is_left_without_a_mask_once_somebody_looks(self, masking: Masking, at_rest: Rest) -> None:
        masking.state.is_seen = True
        at_rest()
        assert masking.coverage is not None
        assert masking.coverage.share_masked == 0.0
        assert masking.mask is None

    def test_slices_that_are_masked_entirely_are_listed(
        self, opened: Workspace, masking: Masking, at_rest: Rest
    ) -> None:
        masking.state.is_seen = True
        x, y, r = middle(opened)
        masking.draw_disc(x, y, 100 * r, erases=False)
        at_rest()
        assert masking.coverage is not None
        assert len(masking.coverage.lost) == int((masking.coverage.n_row > 0).sum())


class TestFiles:
    @pytest.mark.parametrize("form", ["mpdaf", "drs"])
    @pytest.mark.parametrize("found", [Automatic("threshold", 4.0, 2, 3), Automatic("sources", 2.5, 6, 1)])
    def test_a_saved_mask_is_that_of_the_command_line(
        self, masking: Masking, at_rest: Rest, tmp_path: Path, small_file: Path, form: str, found: Automatic
    ) -> None:
        masking.set_automatic(found)
        at_rest()
        masking.save(tmp_path / "window.fits", form)
        at_rest()
        by_command(
            "mask", small_file, tmp_path / "command.fits", "--method", found.method, "--threshold",
            found.threshold, "--min-area", found.min_area, "--grow", found.grow, "--form", form,
        )  # fmt: skip
        with fits.open(tmp_path / "window.fits") as mine, fits.open(tmp_path / "command.fits") as theirs:
            assert np.array_equal(mine[0].data, theirs[0].data)
            assert 0 < mine[0].data.mean() < 1
            skipped = ("DATE", "HISTORY")
            cards = [[card for card in h[0].header.cards if card[0] not in skipped] for h in (mine, theirs)]
            assert [tuple(c) for c in cards[0]] == [tuple(c) for c in cards[1]]
            assert f"--method {found.method}" in "".join(map(str, mine[0].header["HISTORY"]))

    @pytest.mark.parametrize("name", ["mask.fits", "mask.reg"])
    def test_what_is_saved_is_the_same_when_loaded(
        self, opened: Workspace, masking: Masking, at_rest: Rest, tmp_path: Path, name: str, heard: list[str]
    ) -> None:
        x, y, r = middle(opened)
        masking.draw_disc(x, y, 2 * r, erases=False)
        masking.draw_disc(x, y, r, erases=True)
        at_rest()
        assert masking.mask is not None
        before = masking.mask.masked
        masking.save(tmp_path / name)
        at_rest()
        masking.clear()
        masking.load(tmp_path / name)
        at_rest()
        assert np.array_equal(masking.mask.masked, before)
        assert opened.history.labels[-1] == f"mask of {name}"
        assert heard[0] == f"saved the mask to {tmp_path / name}"

    def test_a_strokes_mask_has_no_command_line(
        self, opened: Workspace, masking: Masking, at_rest: Rest, tmp_path: Path
    ) -> None:
        masking.draw_disc(*middle(opened), erases=False)
        at_rest()
        masking.save(tmp_path / "mask.fits")
        at_rest()
        assert "HISTORY" not in fits.getheader(tmp_path / "mask.fits")

    def test_a_file_can_be_taken_away_from_the_mask(
        self, opened: Workspace, masking: Masking, at_rest: Rest, tmp_path: Path
    ) -> None:
        masking.draw_disc(*middle(opened), erases=False)
        at_rest()
        masking.save(tmp_path / "mask.fits")
        at_rest()
        masking.load(tmp_path / "mask.fits", erases=True)
        at_rest()
        assert masking.mask is not None
        assert not masking.mask.masked.any()
        assert isinstance(masking.plan.steps[-1], FromFile)

    def test_a_file_that_the_mask_is_made_of_stays_as_it_is(
        self, opened: Workspace, masking: Masking, at_rest: Rest, tmp_path: Path, heard: list[str]
    ) -> None:
        path = tmp_path / "mask.fits"
        masking.draw_disc(*middle(opened), erases=False)
        at_rest()
        masking.save(path)
        at_rest()
        before = path.read_bytes()
        masking.load(path)
        at_rest()
        masking.invert()
        at_rest()
        masking.save(path)
        at_rest()
        assert "choose another name" in heard[-1]
        assert path.read_bytes() == before

    @pytest.mark.parametrize("name", ["none.fits", "none.reg"])
    def test_what_cannot_be_read_is_said_and_nothing_is_lost(
        self, opened: Workspace, masking: Masking, at_rest: Rest, tmp_path: Path, name: str, heard: list[str]
    ) -> None:
        masking.draw_disc(*middle(opened), erases=False)
        at_rest()
        masking.load(tmp_path / name)
        at_rest()
        assert len(heard) == 1
        assert name in heard[0]
        assert len(masking.plan.steps) == 1
        assert masking.mask is not None

    def test_a_file_that_changes_later_is_told_of(
        self, opened: Workspace, masking: Masking, at_rest: Rest, tmp_path: Path, heard: list[str]
    ) -> None:
        path = tmp_path / "mask.fits"
        masking.draw_disc(*middle(opened), erases=False)
        at_rest()
        masking.save(path)
        at_rest()
        masking.clear()
        opened.runner.cache.clear()
        masking.load(path)
        at_rest()
        with fits.open(path, mode="update") as hdus:
            hdus[0].data[:, ::2] = 1
        masking._painter._patches.clear()  # type: ignore[union-attr]
        masking.invert()
        at_rest()
        assert any("has changed since it was taken as a mask" in words for words in heard)
        assert masking.mask is None
        assert "has changed" in masking.state.problem
        opened.undo()
        opened.undo()
        opened.undo()
        at_rest()
        assert masking.mask is not None
        assert masking.state.problem == ""

    def test_nothing_to_save_is_said(self, masking: Masking, tmp_path: Path, heard: list[str]) -> None:
        masking.save(tmp_path / "mask.fits")
        assert heard == ["there is no mask to save"]
        assert not (tmp_path / "mask.fits").exists()

    def test_no_table_can_be_overwritten_by_its_mask(
        self, opened: Workspace, masking: Masking, at_rest: Rest, small_file: Path, heard: list[str]
    ) -> None:
        before = small_file.read_bytes()
        masking.draw_disc(*middle(opened), erases=False)
        at_rest()
        masking.save(small_file)
        at_rest()
        assert len(heard) == 1
        assert small_file.name in heard[0]
        assert small_file.read_bytes() == before


class TestWork:
    def test_a_burst_is_painted_once_or_twice_and_ends_with_the_newest(
        self, opened: Workspace, masking: Masking, at_rest: Rest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        x, y, r = middle(opened)
        masking.draw_disc(x, y, r, erases=False)
        at_rest()
        painted = []
        paint = module.mask_work.paint_mask

        def counted(request: PaintRequest, *rest: Any) -> Painted:
            painted.append(request)
            return paint(request, *rest)

        monkeypatch.setattr(module.mask_work, "paint_mask", counted)
        for i in range(20):
            masking.draw_disc(x + i * r / 10, y, r / 4, erases=True)
        at_rest()
        assert len(painted) == 2
        assert masking.state.plan == masking.plan

    def test_the_white_light_is_read_once(self, opened: Workspace, masking: Masking, at_rest: Rest) -> None:
        masking.set_automatic(Automatic.of("threshold"))
        at_rest()
        painter = masking._painter
        masking.set_automatic(Automatic.of("sources"))
        masking.clear()
        masking.set_automatic(Automatic.of("threshold"))
        at_rest()
        assert masking._painter is painter

    def test_a_run_uses_the_mask(
        self, opened: Workspace, masking: Masking, at_rest: Rest, small_file: Path
    ) -> None:
        masking.set_automatic(Automatic("threshold", 3.0, 1, 2))
        opened.selfcal.run()
        at_rest()
        with pv.open_table(small_file) as table:
            mask = pv.automatic_mask(table, threshold=3.0)
            expected = pv.estimate(pv.gather(table, masker(table, mask)))
        factors = opened.selfcal.state.factors
        assert factors is not None
        np.testing.assert_array_equal(factors.factor, expected.factor)

    def test_another_table_begins_without_a_mask(
        self, opened: Workspace, masking: Masking, at_rest: Rest, small_file: Path
    ) -> None:
        masking.state.is_seen = True
        masking.draw_disc(*middle(opened), erases=False)
        at_rest()
        opened.open(small_file)
        at_rest()
        assert masking.plan == MaskPlan()
        assert masking.mask is None
        assert masking.coverage is not None
        opened.close_table()
        assert masking.coverage is None

    def test_the_brush_stays_within_reason(self, masking: Masking) -> None:
        assert masking.state.radius == pytest.approx(5 * masking.cell)
        masking.set_radius(1e9)
        assert masking.state.radius == 150 * masking.cell
        masking.scale_brush(1e-9)
        assert masking.state.radius == pytest.approx(0.25 * masking.cell)
        with pytest.raises(ValueError, match="shape must be one of"):
            masking.set_shape("star")
        shapes = []
        for _ in range(3):
            masking.next_shape()
            shapes.append(masking.state.shape)
        assert shapes == ["polygon", "circle", "brush"]
