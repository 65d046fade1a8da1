"""The catalogue of colour maps and its favourites, by mouse and keys."""

from hand import Hand
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QComboBox

from pixviewer.gui import settings
from pixviewer.gui.dialogs.colour_maps import ColourMapsDialog
from pixviewer.gui.dialogs.preferences.pictures import PicturesPage
from pixviewer.gui.main_window import MainWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier


def _catalogue(opened: MainWindow, hand: Hand) -> ColourMapsDialog:
    QTest.keyClick(opened.panes["image"].view.canvas, Qt.Key.Key_J, SHIFT)
    dialog = hand.dialog(ColourMapsDialog)
    hand.wait(lambda: dialog.list.count() > 100)
    return dialog


def _menu(opened: MainWindow, view: str) -> QComboBox:
    strips = opened.pictures.strips[view].findChildren(QComboBox)
    return next(combo for combo in strips if combo.accessibleName() == "Colour map")


def test_a_map_is_searched_used_and_undone(opened: MainWindow, hand: Hand) -> None:
    dialog = _catalogue(opened, hand)
    assert dialog.current == "gray"
    QTest.keyClicks(dialog.search, "batlow crameri")
    assert 0 < dialog.list.count() < 10
    dialog.list.setCurrentRow(next(i for i in range(9) if dialog._name_at(i) == "crameri:batlow"))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert opened.workspace.display.image.cmap == "crameri:batlow"
    assert _menu(opened, "image").currentText() == "batlow (crameri)"
    assert _menu(opened, "detector").findData("crameri:batlow") < 0
    dialog.close()
    hand.wait_idle()
    opened.workspace.undo()
    assert _menu(opened, "image").currentText() == "Grey"
    hand.wait_idle()


def test_filters_leave_out_what_does_not_fit(opened: MainWindow, hand: Hand) -> None:
    dialog = _catalogue(opened, hand)
    n_all = dialog.list.count()
    dialog.safe.click()
    n_safe = dialog.list.count()
    dialog.kind.setCurrentIndex(dialog.kind.findData("diverging"))
    assert 5 < dialog.list.count() < n_safe < n_all
    assert all("◐" in dialog.list.item(i).text() for i in range(dialog.list.count()))
    assert f"of {n_all} maps" in dialog.note.text()
    dialog.close()


def test_a_favourite_is_first_in_every_menu_and_remembered(opened: MainWindow, hand: Hand) -> None:
    dialog = _catalogue(opened, hand)
    QTest.keyClicks(dialog.search, "vik")
    dialog.list.setCurrentRow(next(i for i in range(9) if dialog._name_at(i) == "vik"))
    dialog.star.click()
    assert opened.workspace.preferring.value.favourite_maps == ("vik",)
    assert dialog.star.isChecked()
    assert dialog.list.item(0).text().startswith("★ Vik")
    dialog.close()
    for view in ("image", "scatter", "detector", "compare"):
        assert _menu(opened, view).itemText(0) == "★ Vik (diverging)"
        assert _menu(opened, view).count() == _menu(opened, view).findText("More maps…") + 1
    first = opened.menus.menus["Colour"].actions()[0]
    assert first.text() == "★ Vik (diverging)"
    first.trigger()
    assert opened.workspace.display.image.cmap == "vik"
    assert opened.menus.actions["map-favourite"].isChecked()
    hand.wait_idle()
    assert settings.load_preferences()[0].value.favourite_maps == ("vik",)
    opened.activateWindow()
    hand.wait(opened.isActiveWindow)
    QTest.keyClick(opened.panes["image"].view.canvas, Qt.Key.Key_F, SHIFT)
    assert opened.workspace.preferring.value.favourite_maps == ()
    assert opened.menus.menus["Colour"].actions()[0].text() != "★ Vik (diverging)"


def test_more_maps_in_a_strip_leads_to_the_catalogue(opened: MainWindow, hand: Hand) -> None:
    menu = _menu(opened, "scatter")
    before = menu.currentText()
    menu.setCurrentIndex(menu.count() - 1)
    menu.activated.emit(menu.count() - 1)
    assert menu.currentText() == before
    assert opened.active_view == "scatter"
    hand.dialog(ColourMapsDialog).close()
    hand.wait_idle()


def test_colours_and_favourites_are_preferred(opened: MainWindow, hand: Hand) -> None:
    opened.workspace.preferring.change(favourite_maps=("vik", "viridis"))
    page = PicturesPage(opened.workspace)
    try:
        page.maps.setCurrentRow(0)
        page.down.click()
        assert opened.workspace.preferring.value.favourite_maps == ("viridis", "vik")
        page.remove.click()
        assert opened.workspace.preferring.value.favourite_maps == ("viridis",)
        page.change(blank_colour="#204060")
        assert page.colours["blank_colour"].text() == "#204060"
        hand.wait_idle()
        rgba = opened.workspace.shown.image.rgba
        is_blank = (rgba == (0x20, 0x40, 0x60, 255)).all(axis=2)
        assert is_blank.any()
        assert not is_blank.all()
        page.restore()
        assert opened.workspace.preferring.value.favourite_maps == ()
        hand.wait_idle()
    finally:
        page.let_go()
        page.deleteLater()
