from pathlib import Path

import numpy as np
import pytest
from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFontMetrics, QImage
from PyQt6.QtWidgets import QTabBar, QWidget

from pixviewer import SEGMENTS, Factors, write_factors
from pixviewer.core.errors import OutputError, PixTableError, PixviewerError
from pixviewer.gui import settings
from pixviewer.gui.main_window import MainWindow
from pixviewer.gui.panes.sky_pane import SkyPane
from pixviewer.gui.snapshot import render_snapshot
from pixviewer.model.workspace import Workspace


def pixels(path: Path) -> np.ndarray:
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGBA8888)
    bits = image.bits()
    assert bits is not None
    shape = (image.height(), image.width(), 4)
    # Copied, as the bytes go with the image.
    return np.frombuffer(bits.asarray(image.sizeInBytes()), np.uint8).reshape(shape).copy()


@pytest.mark.parametrize(("theme", "perspective"), [("light", "inspect"), ("dark", "extract")])
def test_a_snapshot_shows_the_table(
    qapp: object, small_file: Path, tmp_path: Path, theme: str, perspective: str
) -> None:
    out = tmp_path / "window.png"
    render_snapshot(small_file, out, size=(1280, 800), theme=theme, perspective=perspective)
    picture = pixels(out)
    assert picture.shape == (800, 1280, 4)
    assert len(np.unique(picture.reshape(-1, 4), axis=0)) > 50
    # The middle of the left view is the image: neither empty nor of one colour.
    assert picture[220:470, 240:440, :3].std() > 5


def test_a_snapshot_is_seen_through_factors(
    qapp: object, small_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factors = tmp_path / "nights.fits"
    level = np.where(np.arange(48) % 2, 1.5, 0.6) * np.ones((20, 24, 48))
    write_factors(Factors(level, np.array(SEGMENTS)), factors)
    titles = []
    show = MainWindow.setWindowTitle
    monkeypatch.setattr(MainWindow, "setWindowTitle", lambda *args: (titles.append(args[1]), show(*args)))
    pictures = []
    for chosen in (None, factors):
        render_snapshot(small_file, tmp_path / "window.png", size=(1280, 800), factors=chosen)
        pictures.append(pixels(tmp_path / "window.png"))
    assert f"{small_file.name} — pixviewer" in titles
    assert f"{small_file.name} through nights.fits — pixviewer" in titles
    before, after = (picture[220:470, 240:440, :3].astype(int) for picture in pictures)
    assert np.abs(before - after).mean() > 3


def test_a_snapshot_through_what_is_no_factors_is_refused(
    qapp: object, small_file: Path, tmp_path: Path
) -> None:
    with pytest.raises(PixTableError, match="no factors"):
        render_snapshot(small_file, tmp_path / "window.png", factors=small_file)
    assert not (tmp_path / "window.png").exists()


def test_a_snapshot_of_a_bad_file_is_refused(qapp: object, tmp_path: Path) -> None:
    bad = tmp_path / "bad.fits"
    bad.write_bytes(b"no FITS")
    with pytest.raises(PixTableError, match=r"bad\.fits"):
        render_snapshot(bad, tmp_path / "window.png")
    assert not (tmp_path / "window.png").exists()


def test_a_snapshot_is_not_of_a_window_that_failed(
    qapp: object, small_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("no paint left")

    monkeypatch.setattr(SkyPane, "_show_picture", fail)
    with pytest.raises(RuntimeError, match="no paint left"):
        render_snapshot(small_file, tmp_path / "window.png")
    assert not (tmp_path / "window.png").exists()


def test_a_snapshot_of_a_table_never_shows_the_empty_window(
    qapp: object, small_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workspace, "open", lambda *args, **settings: None)
    with pytest.raises(PixviewerError, match=f"{small_file.name} could not be shown"):
        render_snapshot(small_file, tmp_path / "window.png")
    assert not (tmp_path / "window.png").exists()


def test_a_snapshot_goes_to_a_folder_that_exists(qapp: object, small_file: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="folder"):
        render_snapshot(small_file, tmp_path / "nowhere" / "window.png")


def test_the_empty_window_offers_ways_in(window: MainWindow, small_file: Path) -> None:
    assert not window.arrangement.has_views
    assert "Ctrl+O" in window.start.title.text()
    assert window.start.open_button.isVisible()
    assert window.start.demo_button.isVisible()


def test_recent_files_are_kept_and_offered(opened: MainWindow, hand: Hand, small_file: Path) -> None:
    assert settings.remembered_files() == [small_file]
    opened.workspace.close_table()
    hand.wait_idle()
    assert not opened.arrangement.has_views
    assert [button.text() for button in opened.start.file_buttons()] == [small_file.name]
    opened.start.fileRequested.emit(str(small_file))
    hand.wait_exact()


def test_a_file_is_remembered_without_a_look_at_any_disk(
    tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.settings().clear()
    paths = [tmp_path / f"{i}.fits" for i in range(3)]
    for path in paths:
        path.touch()

    def looked(path: Path, **kwargs: object) -> object:
        raise AssertionError(f"{path} was looked at")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", looked)
        patch.setattr(Path, "exists", looked)
        for path in (*paths, paths[0]):
            settings.remember_file(path)
    assert settings.remembered_files() == [paths[0], paths[2], paths[1]]
    paths[0].unlink()
    assert settings.last_folder() == str(tmp_path)


def test_the_views_are_not_laid_out_anew_with_each_panel(window: MainWindow) -> None:
    sizes: list[tuple[int, int]] = []
    view = window.panes["image"].view
    view.screenChanged.connect(lambda: sizes.append(view.screen_shape()))
    window.arrangement.show_views(True)
    assert window.arrangement.has_views
    assert 1 <= len(sizes) <= 2  # one for each dock, bar and tab otherwise
    window.arrangement.show_views(False)
    assert not window.arrangement.has_views


def test_geometry_is_remembered(window: MainWindow) -> None:
    window.resize(800, 701)  # the offscreen screen has 800 × 800 pixels
    window.close()
    again = MainWindow()
    height = again.height()
    again.workspace.close()
    again.close()
    again.deleteLater()
    assert height == 701


def test_the_window_fits_a_small_screen(opened: MainWindow) -> None:
    opened.resize(1280, 800)
    assert opened.minimumSizeHint().width() <= 1280
    assert opened.minimumSizeHint().height() <= 800
    for pane in opened.panes.values():
        assert pane.view.width() > 250
        assert pane.view.height() > 250
    assert opened.spectrum.view.height() > 120


def test_views_and_controls_have_names_for_screen_readers(opened: MainWindow) -> None:
    for widget in (
        *(pane.view for pane in opened.panes.values()),
        *(pane.strip for pane in opened.panes.values()),
        opened.spectrum.view,
        opened.goto_edit,
        opened.readout.line,
    ):
        assert isinstance(widget, QWidget)
        assert widget.accessibleName()


def test_perspectives_rearrange(opened: MainWindow, hand: Hand) -> None:
    opened.set_perspective("extract")
    wide = opened.arrangement.splitter.sizes()
    assert wide[0] > 1.5 * wide[1]
    opened.set_perspective("inspect")
    even = opened.arrangement.splitter.sizes()
    assert abs(even[0] - even[1]) < 60
    with pytest.raises(ValueError, match="perspective must be"):
        opened.set_perspective("nonsense")
    hand.wait_idle()


def test_displays_are_changed_in_the_strip_and_undone(opened: MainWindow, hand: Hand) -> None:
    pane = opened.panes["image"]
    pane.strip.changed.emit({"stretch": "ASINH"})
    assert opened.workspace.display.image.stretch == "ASINH"
    pane.strip.changed.emit({"lo": 5.0})
    display = opened.workspace.display.image
    assert (display.limits, display.low) == ("User", 5.0)
    assert display.high is not None
    opened.workspace.undo()
    opened.workspace.undo()
    assert opened.workspace.display.image.stretch == "Linear"
    hand.wait_exact()


def test_right_drag_changes_brightness_and_double_click_resets(opened: MainWindow, hand: Hand) -> None:
    view = opened.panes["image"].view
    before = opened.workspace.display.image
    view.contrastDragged.emit(0.1, 0.2)
    view.contrastDragged.emit(0.1, 0.2)
    view.contrastEnded.emit(True)
    display = opened.workspace.display.image
    assert display.limits == "ZScale"
    assert display.bias == pytest.approx(0.7)
    assert display.contrast > 2
    assert opened.workspace.history.labels == ["contrast and bias of the image"]
    view.contrastReset.emit()
    assert opened.workspace.display.image == before
    hand.wait_exact()


def test_jobs_are_listed_and_do_not_widen_the_window(opened: MainWindow, hand: Hand) -> None:
    from threading import Event

    from pixviewer.model.jobs import Task

    go_on = Event()

    def waits(progress: object) -> None:
        progress.step("A job with quite a long name", 1, 4)  # type: ignore[attr-defined]
        go_on.wait(20)

    width = opened.width()
    runner = opened.workspace.runner
    for i in range(5):
        name = f"a job with quite a long name, number {i}"
        runner.submit(Task(name, name, waits, lambda answer: None, name, is_kept=False))
    hand.wait(lambda: any(job.fraction for job in runner.jobs))
    hand.wait(lambda: opened.status.jobs.isVisible())
    assert opened.width() == width
    assert opened.minimumSizeHint().width() <= 1280
    go_on.set()
    hand.wait_idle()


def test_menus_name_the_view_they_speak_of(opened: MainWindow, hand: Hand) -> None:
    hand.click(opened.panes["scatter"].view.canvas, (0.0, -15.0))
    texts = [action.text() for action in opened.menus.menus["Scale"].actions()]
    assert "Stretch of the scatter" in texts
    hand.wait_exact()


def test_names_of_all_panels_can_be_read_below_them(opened: MainWindow, hand: Hand) -> None:
    opened.resize(1280, 800)
    opened.set_perspective("inspect")
    hand.wait_idle()
    bars = opened.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    bar = next(bar for bar in bars if bar.isVisible())
    n_first = bar.count()
    assert {"Regions", "Flags", "Rows", "Slice"} <= {bar.tabText(i) for i in range(n_first)}
    metrics = QFontMetrics(bar.font())
    for i in range(bar.count()):
        assert bar.tabRect(i).width() >= metrics.horizontalAdvance(bar.tabText(i))
    assert bar.usesScrollButtons()
    # One more comes to the front: the bar is scrolled to it, and no name is cut.
    opened.menus.actions["history"].trigger()
    hand.wait(lambda: bar.count() == n_first + 1)
    assert bar.tabText(bar.currentIndex()) == "History"
    for i in range(bar.count()):
        assert bar.tabRect(i).width() >= metrics.horizontalAdvance(bar.tabText(i))
