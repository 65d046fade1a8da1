"""Ways through the whole window, by mouse and keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hand import Hand
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QApplication, QMessageBox

from pixviewer import Selection, count_rows, open_table
from pixviewer.gui.dialogs.extract import ExtractDialog
from pixviewer.gui.dialogs.region_numbers import RegionNumbersDialog
from pixviewer.gui.main_window import MainWindow

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def sky(window: MainWindow, name: str = "image") -> object:
    return window.panes[name].view.canvas


def draw_circle(hand: Hand, window: MainWindow, centre: tuple[float, float], radius: float) -> None:
    hand.key(KEY.Key_2)
    hand.drag(sky(window), centre, (centre[0] + radius, centre[1]))
    hand.key(KEY.Key_1)


def test_open_draw_count_band_undo_extract_and_open_again(
    opened: MainWindow, hand: Hand, small_file: Path, tmp_path: Path
) -> None:
    workspace = opened.workspace
    assert opened.windowTitle() == "small.fits — pixviewer"

    draw_circle(hand, opened, (0.0, -15.0), 3.0)
    hand.wait_idle()
    (region,) = workspace.regions.items
    assert region.shape.size == pytest.approx(3.0, abs=0.2)  # a pixel is 0.15″ here

    spectrum = opened.spectrum.view.canvas
    hand.key(KEY.Key_5)
    hand.drag(spectrum, (6056.0, 0.0), (6059.0, 0.0))
    hand.key(KEY.Key_1)
    hand.wait_idle()
    (region,) = workspace.regions.items
    ((low, high),) = region.wave
    assert (low, high) == pytest.approx((6056.0, 6059.0), abs=2.0)

    table = open_table(small_file)
    counts = count_rows(table, Selection(shapes=region.shape, wave=region.wave))
    tally = workspace.shown.tallies[region.ident]
    assert counts.n_row > 0
    assert (tally.n_row, tally.n_good, tally.n_bad) == (counts.n_row, counts.n_good, counts.n_bad)
    assert f"{counts.n_row:,}".replace(",", " ") in opened.spectrum.view.title()

    hand.key(KEY.Key_Z, CTRL)
    assert workspace.regions.items[0].wave == ()
    hand.key(KEY.Key_Z, CTRL)
    assert workspace.regions.items == ()
    hand.key(KEY.Key_Z, CTRL | SHIFT)
    hand.key(KEY.Key_Z, CTRL | SHIFT)
    assert workspace.regions.items == (region,)

    hand.key(KEY.Key_E, CTRL)
    dialog = hand.dialog(ExtractDialog)
    path = tmp_path / "star.fits"
    dialog.path.setText(str(path))
    hand.wait(dialog.extract_button.isEnabled)
    assert f"{counts.n_row:,}".replace(",", " ") in dialog.predicted.text()
    dialog.extract_button.click()
    hand.wait(path.exists)
    hand.wait_idle()
    assert open_table(path).n_row == counts.n_row

    workspace.open(path)
    hand.wait(lambda: workspace.facts is not None and workspace.facts.n_row == counts.n_row)
    hand.wait_exact()
    assert opened.windowTitle() == "star.fits — pixviewer"


def test_moving_a_region_by_mouse_is_one_step(opened: MainWindow, hand: Hand) -> None:
    draw_circle(hand, opened, (0.0, -15.0), 3.0)
    before = opened.workspace.regions.items
    hand.drag(sky(opened), (0.0, -15.0), (5.0, -14.0))
    (moved,) = opened.workspace.regions.items
    assert opened.workspace.facts is not None
    xi, eta = opened.workspace.facts.frame.sky_to_plane(moved.shape.ra, moved.shape.dec)
    assert (float(xi), float(eta)) == pytest.approx((5.0, -14.0), abs=0.3)
    hand.key(KEY.Key_Z, CTRL)
    assert opened.workspace.regions.items == before
    hand.wait_idle()


def test_a_drag_shows_the_rows_inside(opened: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_3)
    hand.drag(sky(opened), (0.0, -15.0), (2.0, -15.0), release=False)
    hand.wait(lambda: opened.workspace.shown.live is not None)
    text = opened.panes["image"].view.canvas.drag_text
    assert "half side" in text
    assert "rows" in text
    hand.key(KEY.Key_Escape, widget=sky(opened))
    assert opened.workspace.regions.items == ()
    assert opened.workspace.regions.dragged is None
    hand.wait_idle()


def test_the_other_view_follows_a_zoom(opened: MainWindow, hand: Hand) -> None:
    before = opened.panes["scatter"].view.view()
    hand.wheel(sky(opened), (0.0, -15.0), 5)
    after = opened.panes["scatter"].view.view()
    assert after[1] - after[0] < 0.6 * (before[1] - before[0])
    hand.wait_exact()
    hand.key(KEY.Key_QuoteLeft)
    assert opened.panes["scatter"].view.view() == pytest.approx(before, abs=1e-6)
    hand.wait_exact()


def test_looking_back_and_forth_does_not_zoom_out(opened: MainWindow, hand: Hand) -> None:
    hand.wheel(sky(opened), (0.0, -15.0), 6)
    width = opened.panes["image"].view.view()
    for _ in range(3):
        hand.drag(sky(opened), (0.0, -15.0), (1.0, -15.0))
        hand.drag(sky(opened, "scatter"), (0.0, -15.0), (-1.0, -15.0))
    after = opened.panes["image"].view.view()
    assert after[1] - after[0] == pytest.approx(width[1] - width[0], rel=1e-6)
    hand.wait_exact()


def test_the_readout_names_place_and_row(opened: MainWindow, hand: Hand) -> None:
    hand.hover(sky(opened), (0.0, -15.0))
    hand.wait(lambda: "IFU" in opened.readout.line.text())
    text = opened.readout.line.text()
    assert "λ" in text
    assert "slice" in text
    hand.key(KEY.Key_F)
    hand.hover(sky(opened), (4.0, -12.0))
    hand.wait_idle()
    assert opened.readout.line.text() == text
    hand.key(KEY.Key_C)
    clipboard = QApplication.clipboard()
    assert clipboard is not None
    assert "row=" in clipboard.text()
    hand.key(KEY.Key_F)


def test_go_to_a_pasted_position(opened: MainWindow, hand: Hand) -> None:
    frame = opened.workspace.facts.frame  # type: ignore[union-attr]
    from pixviewer.model.coordinates import dms, hms

    ra, dec = (float(v) for v in frame.plane_to_sky(3.0, -14.0))
    hand.key(KEY.Key_G, CTRL)
    assert opened.goto_edit.hasFocus() or QApplication.focusWidget() is opened.goto_edit
    opened.goto_edit.setText(f"RA={hms(ra)} Dec={dms(dec)}")
    hand.key(KEY.Key_Return, widget=opened.goto_edit)
    x0, x1, y0, y1 = opened.workspace.view.bounds  # type: ignore[misc]
    assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((3.0, -14.0), abs=0.02)

    opened.goto_edit.setText("NGC 7293")
    hand.key(KEY.Key_Return, widget=opened.goto_edit)
    assert "no position" in opened.status.currentMessage()
    hand.wait_exact()


def test_digits_typed_into_a_field_choose_no_tool(opened: MainWindow, hand: Hand) -> None:
    opened.goto_edit.setFocus()
    hand.type(opened.goto_edit, "235 cf")
    assert opened.goto_edit.text() == "235 cf"
    assert opened.panes["image"].view.tool() == "pan"


def test_numbers_of_a_region_are_edited(opened: MainWindow, hand: Hand) -> None:
    draw_circle(hand, opened, (0.0, -15.0), 3.0)
    hand.key(KEY.Key_Return, CTRL)
    dialog = hand.dialog(RegionNumbersDialog)
    dialog.size_edit.setText("nonsense")
    dialog._on_accepted()
    assert "must be a number" in dialog.problem.text()
    dialog.size_edit.setText("2.5″")
    dialog.fields.wave.setText("6055-6058")
    dialog._on_accepted()
    (region,) = opened.workspace.regions.items
    assert region.shape.size == 2.5
    assert region.wave == ((6055.0, 6058.0),)
    hand.wait_idle()


def test_delete_and_undo(opened: MainWindow, hand: Hand) -> None:
    draw_circle(hand, opened, (0.0, -15.0), 3.0)
    regions = opened.workspace.regions
    hand.key(KEY.Key_Delete, widget=sky(opened))
    assert regions.items == ()
    assert opened.menus.actions["undo"].text() == "&Undo delete region 1"
    assert opened.menus.actions["undo"].toolTip() == "Undo delete region 1 (Ctrl+Z)"
    hand.key(KEY.Key_Z, CTRL)
    assert len(regions.items) == 1
    hand.wait_idle()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("text.fits", b"I am no FITS file" * 1000, "FITS"),
        ("empty.fits", b"", "empty"),
        ("missing.fits", None, "missing.fits"),
    ],
)
def test_a_bad_file_is_one_dialog(
    window: MainWindow, hand: Hand, tmp_path: Path, name: str, content: bytes | None, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    window.workspace.open(path)
    text = hand.error_text()
    assert says.lower() in text.lower()
    assert name in text
    assert "Traceback" not in text
    hand.wait_idle()
    assert window.workspace.table is None


def test_a_truncated_file_is_one_dialog(
    window: MainWindow, hand: Hand, small_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cut.fits"
    path.write_bytes(small_file.read_bytes()[:1_500_000])
    window.workspace.open(path)
    assert "cut.fits" in hand.error_text()
    hand.wait_idle()


def test_a_file_truncated_while_it_is_open_is_one_dialog(
    window: MainWindow, hand: Hand, small_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "shrinks.fits"
    path.write_bytes(small_file.read_bytes())
    window.workspace.open(path)
    hand.wait_exact()
    with path.open("r+b") as file:
        file.truncate(1_000_000)
    window.workspace.editor.add_band(6055.0, 6058.0)
    hand.wait_idle()  # all views have failed by then
    assert "shrinks.fits" in hand.error_text()


def test_a_dropped_file_is_opened(window: MainWindow, hand: Hand, small_file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(small_file))])
    # Dropped where a user would: in the middle of the window, on whatever child is there.
    target = window.childAt(window.rect().center())
    assert target is not None
    arguments = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(target.rect().center(), *arguments)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(5.0, 5.0), *arguments))
    hand.wait_exact()
    assert window.windowTitle() == "small.fits — pixviewer"


def test_an_existing_file_is_overwritten_only_after_a_yes(
    opened: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.fits"
    path.write_text("mine")
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *args, **options: answers.pop(0))
    hand.key(KEY.Key_E, CTRL)
    dialog = hand.dialog(ExtractDialog)
    dialog.criteria.fields.ifu.setText("5")
    dialog.path.setText(str(path))
    hand.wait(dialog.extract_button.isEnabled)
    dialog.extract_button.click()
    assert path.read_text() == "mine"
    dialog.extract_button.click()
    hand.wait(lambda: path.stat().st_size > 10_000)
    hand.wait_idle()
    assert open_table(path).n_row > 0


def test_the_extract_dialog_refuses_what_it_cannot_read(opened: MainWindow, hand: Hand) -> None:
    hand.key(KEY.Key_E, CTRL)
    dialog = hand.dialog(ExtractDialog)
    hand.wait(dialog.extract_button.isEnabled)
    dialog.criteria.fields.ifu.setText("99")
    hand.wait(lambda: "not within 1 to 24" in dialog.criteria.fields.ifu.problem.text())
    assert not dialog.extract_button.isEnabled()
    dialog.criteria.fields.ifu.setText("1")
    hand.wait(lambda: "No row" in dialog.predicted.text())
    assert not dialog.extract_button.isEnabled()
    dialog.close()


def test_a_cancelled_job_says_so_and_the_window_goes_on(
    opened: MainWindow, hand: Hand, tmp_path: Path
) -> None:
    from threading import Event

    from pixviewer.model.jobs import Answer, Ending, Task

    ended: list[Answer] = []
    started = Event()

    def long_work(progress: object) -> None:
        started.set()
        while True:
            progress.step("Long work", 1, 3)  # type: ignore[attr-defined]

    runner = opened.workspace.runner
    runner.submit(Task("long", "long", long_work, ended.append, "Long work"))
    hand.wait(started.is_set)
    hand.wait(lambda: bool(runner.jobs))
    opened.status.jobs.cancelRequested.emit(runner.jobs[0].ident)
    hand.wait(lambda: bool(ended))
    assert ended[0].ending is Ending.CANCELLED
    hand.wait_idle()
    assert runner.jobs == []


def test_pipeline_files_open_in_every_state(
    window: MainWindow, hand: Hand, drs_file: Callable[[str], Path]
) -> None:
    for name in (
        "wfm/PIXTABLE_REDUCED.fits",
        "wfm/PIXTABLE_POSITIONED.fits",
        "wfm/PIXTABLE_REDUCED_pixel.fits",
        "wfm/PIXTABLE_REDUCED_bintable.fits",
        "combined/PIXTABLE_COMBINED.fits",
    ):
        path = drs_file(name)
        window.workspace.open(path)
        hand.wait(lambda path=path: window.windowTitle().startswith(path.name))
        hand.wait_exact()


def test_another_wavelength_range_is_drawn_exactly_too(opened: MainWindow, hand: Hand) -> None:
    # As if the table were large: a sketch first, and the exact scatter when the view rests.
    from pixviewer.model import resolve

    before = resolve.SKETCH_ROWS
    resolve.SKETCH_ROWS = 10_000
    try:
        opened.workspace.editor.add_band(6055.0, 6058.0)
        hand.wait(
            lambda: (
                opened.workspace.shown.scatter is not None
                and opened.workspace.shown.scatter.fraction >= 1.0
                and opened.workspace.shown.scatter.n_row < 60_000
                and not opened.workspace.runner.is_busy()
            )
        )
    finally:
        resolve.SKETCH_ROWS = before


def test_a_locked_region_stays(opened: MainWindow, hand: Hand) -> None:
    draw_circle(hand, opened, (0.0, -15.0), 3.0)
    hand.key(KEY.Key_L, CTRL)
    (region,) = opened.workspace.regions.items
    assert region.locked
    hand.drag(sky(opened), (0.0, -15.0), (5.0, -14.0))
    assert opened.workspace.regions.items == (region,)
    hand.wait_exact()


def test_the_spectrum_is_read_out_too(opened: MainWindow, hand: Hand) -> None:
    canvas = opened.spectrum.view.canvas
    box = canvas.box()
    hand.hover(canvas, (6057.0, (box[2] + box[3]) / 2))
    text = opened.readout.line.text()
    assert "λ  605" in text
    assert "good rows" in text


def test_menus_of_a_right_click_offer_what_works(opened: MainWindow, hand: Hand) -> None:
    from PyQt6.QtWidgets import QMenu

    from pixviewer.gui.context_menu import fill_sky_menu, fill_spectrum_menu

    menu = QMenu(opened)
    fill_sky_menu(menu, opened, 0.0, -15.0)
    {action.text(): action for action in menu.actions()}["New Circle Here"].trigger()
    (region,) = opened.workspace.regions.items
    opened.workspace.editor.add_band(6055.0, 6058.0)
    menu = QMenu(opened)
    fill_spectrum_menu(menu, opened)
    {action.text(): action for action in menu.actions()}["Show All Wavelengths"].trigger()
    assert opened.workspace.regions.items == (region,)
    hand.wait_exact()
