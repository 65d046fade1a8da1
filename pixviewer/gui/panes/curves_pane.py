"""Curves of the factors of all slices, IFU by IFU."""

from PyQt6.QtCore import QEvent, QSignalBlocker, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from pixviewer.core.table.origin import ccd_to_sky
from pixviewer.gui import theme
from pixviewer.gui.canvas.colour_bar import ColourBar
from pixviewer.gui.canvas.curve_grid_canvas import CurveGridCanvas
from pixviewer.gui.canvas.curve_panels import N_SLICE, slice_colours
from pixviewer.gui.panes.slice_map_pane import choices_menu
from pixviewer.model.selfcal.cell_text import cell_text
from pixviewer.model.selfcal.curves import CurveSet, curves_of, difference_curves
from pixviewer.model.selfcal.maps import DIFFERENCE, FACTOR, Subject
from pixviewer.model.workspace import Workspace

SUBJECTS = {FACTOR: "Factors", DIFFERENCE: "Difference of sets"}
Cell = tuple[int, int]


class CurvesPane(QWidget):
    """The panels of curves, joined to the model."""

    hovered = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.linked, self.selfcal, self.exhibits = workspace.linked, workspace.selfcal, workspace.exhibits
        self.title = QLabel()
        # However long, the title must not widen the panel.
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.what = choices_menu("Curves", "What the curves show", SUBJECTS)
        self.back_button = QPushButton("All &IFUs")
        self.back_button.setToolTip("Show the panels of all IFUs again (Esc)")
        self.fit_button = QPushButton("&Fit")
        self.fit_button.setToolTip("Show all wavelengths and factors (Home)")
        self.canvas = CurveGridCanvas()
        self.bar = ColourBar(self)
        self._is_seen = True
        self._shown = ("", "")  # set and what of it
        self._drawn: tuple[object, ...] = ()  # what the curves were made of
        self._lay_out()
        self._connect()
        self.show_all()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.addWidget(self.what)
        header.addStretch(1)
        header.addWidget(self.back_button)
        header.addWidget(self.fit_button)
        drawing = QHBoxLayout()
        drawing.setSpacing(0)
        drawing.addWidget(self.canvas, 1)
        drawing.addWidget(self.bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        layout.addLayout(header)
        layout.addWidget(self.title)
        layout.addLayout(drawing, 1)
        self.bar.hide()
        self.setFocusProxy(self.canvas)

    def _connect(self) -> None:
        state = self.exhibits.state
        self.what.activated.connect(lambda i: setattr(state, "curves", self.what.itemData(i)))
        state.events.curves.connect(self.show_all)
        self.back_button.clicked.connect(lambda: setattr(state, "zoomed", 0))
        self.fit_button.clicked.connect(self.canvas.fit)
        self.canvas.zoomRequested.connect(lambda ifu: setattr(state, "zoomed", ifu))
        self.canvas.sliceHovered.connect(self._on_hovered)
        self.canvas.sliceClicked.connect(lambda cell: self.linked.pick_slice(*cell))
        self.exhibits.changed.connect(self.show_all)
        self.selfcal.state.events.is_stale.connect(self._show_title)
        self.selfcal.state.events.running.connect(self._show_needs)
        self.selfcal.state.events.bin_no.connect(lambda *_: self.canvas.set_bin(self.exhibits.bin_no))
        state.events.zoomed.connect(self._show_zoomed)
        state.events.hovered.connect(self.canvas.set_marked)
        self.linked.links.events.connect(self._show_picked)

    def set_seen(self, is_seen: bool) -> None:
        """Draw while the panel is in front."""
        self._is_seen = is_seen
        if is_seen:
            self.show_all()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the colour bar beside the panels."""
        super().resizeEvent(event)
        self._align()

    def changeEvent(self, event: QEvent | None) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and hasattr(self, "exhibits"):
            self.show_all()

    # From the model

    def show_all(self) -> None:
        """Show the subject as it is now."""
        if not self._is_seen:
            return
        subject = self.exhibits.subject
        self._show_title()
        with QSignalBlocker(self.what):
            self.what.setCurrentIndex(self.what.findData(self.exhibits.state.curves))
        if subject is None or not self._is_drawn(subject):
            self._draw(subject)
        self.canvas.set_bin(self.exhibits.bin_no)
        self._show_zoomed()
        self._show_picked()
        self._align()

    def _draw(self, subject: Subject | None) -> None:
        curves = None if subject is None else self._curves(subject)
        if subject is None or curves is None:
            self._shown, self._drawn = ("", ""), ()
            self.bar.clear()
            self._show_needs()
            return
        # Another set has factors of another size; a clip that moves must not move the view.
        now = (subject.name, self.exhibits.state.curves)
        fits, self._shown = now != self._shown, now
        self.canvas.set_curves(curves, fits=fits)
        colours = slice_colours(is_dark=theme.is_dark()).tolist()
        numbers = [str(number) for number in range(1, N_SLICE + 1)]
        self.bar.set_legend("slice", numbers, colours, "Slice (CCD numbering)")

    def _is_drawn(self, subject: Subject) -> bool:
        """Whether the curves are there already: a judgement that arrives changes nothing of them."""
        state, before = self.exhibits.state, self._drawn
        self._drawn = (subject.factors, subject.levels, subject.other, state.curves, theme.is_dark())
        return len(before) == 5 and all(a is b for a, b in zip(before, self._drawn, strict=True))

    def _curves(self, subject: Subject) -> CurveSet | None:
        """Curves of the choice; None where there are none, with the reason in the canvas."""
        if self.exhibits.state.curves == FACTOR:
            return curves_of(subject)
        try:
            return difference_curves(subject)
        except ValueError as error:
            text = str(error)
            self.canvas.set_curves(None, text[:1].upper() + text[1:])
            return None

    def _show_needs(self) -> None:
        if self.exhibits.subject is None:
            self.canvas.set_curves(None, self.exhibits.needs)

    def _show_title(self) -> None:
        subject, state = self.exhibits.subject, self.exhibits.state
        parts = [] if subject is None else [subject.name]
        if subject is not None and subject.other is not None:
            is_difference = state.curves == DIFFERENCE
            parts.append(f"{'minus' if is_difference else 'dashed:'} {subject.other_name}")
        self.title.setText(" · ".join([*parts, *([self.exhibits.mark] if self.exhibits.mark else [])]))
        self.title.setToolTip(
            "Dots: taken for spikes and replaced. Crosses: too far off the half IFU and replaced. Dotted: as "
            "measured, of the slice under the mouse. Double click: one IFU alone."
        )

    def _show_zoomed(self) -> None:
        self.canvas.set_zoomed(self.exhibits.state.zoomed)
        self.back_button.setVisible(bool(self.exhibits.state.zoomed))
        self.fit_button.setEnabled(self.exhibits.subject is not None)
        self._align()

    def _show_picked(self) -> None:
        self.canvas.set_picked(self.linked.slice_picked)

    def _align(self) -> None:
        area = self.canvas.panels().area
        self.bar.set_margins(area.top(), self.canvas.height() - area.bottom())

    # From the user

    def _on_hovered(self, cell: Cell | None, bin_no: int) -> None:
        subject = self.exhibits.subject
        self.exhibits.state.hovered = cell
        if cell is None or subject is None:
            self.canvas.set_pill("")
            self.hovered.emit("")
            return
        number = bin_no or self.exhibits.bin_no
        self.canvas.set_pill(f"slice {cell[1]} ccd / {int(ccd_to_sky(cell[1]))} sky")
        self.hovered.emit(cell_text(subject, cell, number))
