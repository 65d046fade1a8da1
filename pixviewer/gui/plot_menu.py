"""The menu of a right click on a diagram: its picture, and its numbers."""

from typing import TYPE_CHECKING

from PyQt6.QtGui import QContextMenuEvent
from PyQt6.QtWidgets import QApplication, QMenu, QWidget

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


def add_exports(menu: QMenu, window: "MainWindow", plot: str) -> None:
    """Offer the picture and the numbers of a plot."""
    menu.addSeparator()
    for ident, run in (("export-picture", window.verbs.export_picture),
                       ("export-numbers", window.verbs.export_numbers)):  # fmt: skip
        known = window.menus.actions[ident]
        made = menu.addAction(known.icon(), known.text())
        if made is not None:
            made.setToolTip(known.toolTip())
            made.setEnabled(known.isEnabled())
            made.triggered.connect(lambda checked, run=run: run(plot))


def open_plot_menu(window: "MainWindow", event: QContextMenuEvent) -> bool:
    """Open the menu of a plot that has no other; False where there is none under the mouse."""
    from pixviewer.gui.publishing import plot_at  # here: what plots are made of is not needed before

    plot = plot_at(QApplication.widgetAt(event.globalPos()) or window.childAt(event.pos()))
    if not plot:
        return False
    menu = QMenu(window)
    menu.setToolTipsVisible(True)
    add_exports(menu, window, plot)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(event.globalPos())
    event.accept()
    return True


def add_exports_of(menu: QMenu, widget: QWidget) -> None:
    """Offer the picture and the numbers of what a widget shows, if it is in a window that can write them."""
    from pixviewer.gui.main_window import MainWindow
    from pixviewer.gui.publishing import plot_at

    window, plot = widget.window(), plot_at(widget)
    if isinstance(window, MainWindow) and plot:
        add_exports(menu, window, plot)
