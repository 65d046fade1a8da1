"""The slice inspector, joined to the model: the picked slice from all sides."""

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from pixviewer.gui.canvas.picture_canvas import PictureCanvas
from pixviewer.gui.canvas.xy_canvas import XYCanvas
from pixviewer.gui.panels.slice_card import NeighbourGrid, SliceCard
from pixviewer.model.diagrams import Diagram
from pixviewer.model.inspecting import Inspected
from pixviewer.model.linked import slice_plots
from pixviewer.model.units import pretty_number, pretty_unit
from pixviewer.model.workspace import Workspace

SETTLED_MS = 100
_HEIGHT = 132
_HINT = "Click a place in any view, a cell of the slice map, or press } for the first slice."


class SlicePane(QScrollArea):
    """Names, numbers, neighbours and diagrams of the picked slice, below each other."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.linked = workspace.linked
        self.inspector = workspace.linked.inspector
        self.card, self.around = SliceCard(), NeighbourGrid()
        self.hint = QLabel(_HINT)
        self.hint.setWordWrap(True)
        self.field = PictureCanvas(is_square=True)
        self.strip, self.sky_strip = PictureCanvas(), PictureCanvas()
        self.profile, self.offsets, self.residuals, self.curve = (XYCanvas() for _ in range(4))
        self.fraction = QLabel()
        self.fraction.setWordWrap(True)
        # A panel that is laid out behind another is shown for a moment: nobody looks at it then.
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        inner = QWidget()
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(self.card)
        layout.addWidget(self.hint)
        layout.addWidget(self.around)
        self.parts: list[QWidget] = [self.around]
        for title, canvas, height in (
            ("On the detector", self.strip, _HEIGHT),
            ("Against wavelength", self.profile, _HEIGHT),
            ("Against the sky of the field", self.offsets, _HEIGHT),
            ("Values about the sky", self.residuals, _HEIGHT),
            ("Correction", self.curve, _HEIGHT),
            ("On the sky", self.sky_strip, 96),
            ("In the field", self.field, 220),
        ):
            heading = QLabel(title)
            canvas.setFixedHeight(height)
            canvas.setAccessibleName(f"{title}: the picked slice")
            layout.addWidget(heading)
            layout.addWidget(canvas)
            self.parts += [heading, canvas]
        layout.addWidget(self.fraction)
        layout.addStretch(1)
        self.setWidget(inner)
        self.setAccessibleName("The picked slice")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _connect(self) -> None:
        self._settled.timeout.connect(lambda: self.inspector.watch(True))
        self.card.stepRequested.connect(self.linked.step_slice)
        self.around.cellRequested.connect(self.linked.pick_slice)
        for signal in (self.linked.links.events.pick, self.linked.links.events.row):
            signal.connect(self._show)
        self.inspector.shown.events.inspected.connect(self._show)
        self.inspector.shown.events.neighbours.connect(self._show_around)
        self.workspace.shown.events.image.connect(self._show_field)

    def set_seen(self, is_seen: bool) -> None:
        """Look at slices while the panel is in front."""
        if is_seen:
            self._settled.start()
        else:
            self._settled.stop()
            self.inspector.watch(False)

    # From the model

    def _show(self) -> None:
        cell = self.linked.slice_picked
        self.card.show_name(cell)
        self.hint.setVisible(cell is None)
        for part in self.parts:
            part.setVisible(cell is not None)
        if cell is None:
            self.fraction.setText("")
            return
        inspected = self.inspector.shown.inspected
        if inspected is None or self.inspector.is_waiting:
            self.card.show_numbers(None)
        else:
            self._show_inspected(inspected)
        self._show_around()

    def _show_around(self) -> None:
        cell, found = self.linked.slice_picked, self.inspector.shown.inspection
        if cell is not None:
            is_known = found is not None and not self.inspector.is_waiting
            levels = self.inspector.shown.neighbours if is_known else {}
            own = found.before if found is not None and is_known else None
            self.around.show_cell(cell, own, levels, self.linked.present)

    def _show_inspected(self, inspected: Inspected) -> None:
        found, state = inspected.inspection, self.inspector.state
        self.card.show_numbers(found, state.factors_name)
        unit = pretty_unit(found.unit)
        lo, hi = inspected.limits
        self.strip.set_picture(
            inspected.strip, slice_plots.strip_grid(found), found.strip, units=(" Å", " x")
        )
        self.strip.set_labels(slice_plots.WAVE, slice_plots.column_labels(found))
        self.strip.setToolTip(f"Mean of good rows, {pretty_number(lo)} to {pretty_number(hi)} {unit}")
        _draw(self.profile, slice_plots.profile_of(found))
        _draw(self.offsets, slice_plots.offsets_of(found))
        _draw(self.residuals, slice_plots.residuals_of(found))
        if state.factors is not None:
            _draw(self.curve, slice_plots.curve_of(state.factors, found.ifu, found.slice_no))
        else:
            self.curve.clear_series("no correction factors yet")
        self._show_sky(inspected)
        self._show_field()
        about = "" if found.sky_fraction >= 1 else f", from {100 * found.sky_fraction:.2g} % of the rows"
        self.fraction.setText(f"Sky of the field: median of good unmasked rows in bins of 1.25 Å{about}.")

    def _show_sky(self, inspected: Inspected) -> None:
        found = inspected.inspection
        plane = self._plane()
        self.sky_strip.set_picture(inspected.image, found.grid, found.image, units=(plane, plane))
        self._label_plane(self.sky_strip)

    def _show_field(self) -> None:
        picture, found = self.workspace.shown.image, self.inspector.shown.inspection
        if picture is None:
            self.field.clear_picture()
            return
        self.field.set_picture(picture.rgba, picture.grid)
        self.field.set_outlines(found.outlines if found is not None else ())
        self._label_plane(self.field)

    def _plane(self) -> str:
        facts = self.workspace.facts
        return "″" if facts is None or facts.frame.is_sky else " pix"

    def _label_plane(self, canvas: XYCanvas) -> None:
        is_sky = self._plane() == "″"
        canvas.set_labels(
            ("Δα cos δ [arcsec]", "Δα [″]") if is_sky else ("x [pix]",),
            ("Δδ [arcsec]", "Δδ [″]", "Δδ") if is_sky else ("y [pix]", "y"),
        )


def _draw(canvas: XYCanvas, drawing: Diagram) -> None:
    canvas.set_labels(drawing.bottom, drawing.left)
    canvas.set_series(drawing.series, zero=drawing.zero, units=drawing.units)
