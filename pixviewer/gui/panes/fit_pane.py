"""The fit panel: a star of the current region, its numbers, and how good they are."""

from pathlib import Path

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pixviewer.gui import theme
from pixviewer.gui.canvas.sky_view import SkyView
from pixviewer.gui.canvas.xy_canvas import XYCanvas
from pixviewer.gui.panels.number_table import NumberTable
from pixviewer.model.tools import fit_plots
from pixviewer.model.tools.fitting import MODELS, FitAnswer, result_rows, result_text
from pixviewer.model.units import pretty_unit
from pixviewer.model.workspace import Workspace

_HINT = "Draw a circle of three to four FWHM around one star, and fit it."


class FitPane(QWidget):
    """Fit, joined to the model."""

    circleRequested = pyqtSignal(float, float)  # a region at the fitted centre, in the plane
    told = pyqtSignal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.fitting = workspace.tools.fitting
        self.model = QComboBox()
        self.by_wave = QCheckBox("&Every")
        self.step = QDoubleSpinBox()
        self.fit_button = QPushButton("&Fit")
        self.cancel_button = QPushButton("Cancel")
        self.state = QLabel(_HINT)
        self.results = NumberTable("Results of the fit", n_column=2, can_shrink=True)
        self.unit = QLabel()
        self.plot = QComboBox()
        self.diagram = XYCanvas()
        self.sky = SkyView()
        self.pages = QStackedWidget()
        self.copy_button = QPushButton("Copy")
        self.save_button = QPushButton("Save…")
        self.circle_button = QPushButton("Circle There")
        self._dress()
        self._lay_out()
        self._connect()
        self._on_table_changed()
        self._show()

    def _dress(self) -> None:
        for name in MODELS:
            self.model.addItem(name.title(), name)
        self.model.setAccessibleName("Model")
        self.model.setToolTip("Round profile on a constant background")
        self.by_wave.setToolTip("Fit in bins of wavelength too: FWHM and centre against wavelength")
        self.step.setRange(1.25, 5000.0)
        self.step.setDecimals(2)
        self.step.setValue(100.0)
        self.step.setSuffix(" Å")
        self.step.setAccessibleName("Width of a bin of wavelength")
        self.fit_button.setToolTip("Fit the good rows of the current region (Ctrl+F)")
        self.state.setWordWrap(True)
        self.unit.setWordWrap(True)
        self.state.setAccessibleName("State of the fit")
        self.state.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.plot.setAccessibleName("Diagram")
        self.plot.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.diagram.setAccessibleName("Diagram of the fit")
        self.sky.setAccessibleName("Value minus model on the sky")
        self.copy_button.setToolTip("Copy all numbers as text")
        self.save_button.setToolTip("Save the numbers as ECSV: a line for each bin of wavelength, or one")
        self.circle_button.setToolTip("New circle at the fitted centre, with a radius of twice the FWHM")

    def _lay_out(self) -> None:
        self.pages.addWidget(self.diagram)
        self.pages.addWidget(self.sky)
        top = QGridLayout()
        top.addWidget(self.model, 0, 0)
        wave = QHBoxLayout()
        wave.addWidget(self.by_wave)
        wave.addWidget(self.step)
        top.addLayout(wave, 0, 1)
        top.addWidget(self.fit_button, 1, 0)
        top.addWidget(self.cancel_button, 1, 1)
        bottom = QHBoxLayout()
        for button in (self.copy_button, self.save_button, self.circle_button):
            bottom.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(top)
        layout.addWidget(self.state)
        layout.addWidget(self.results)
        layout.addWidget(self.unit)
        layout.addWidget(self.plot)
        layout.addWidget(self.pages, 1)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        self.fit_button.clicked.connect(self.fit)
        self.cancel_button.clicked.connect(self.fitting.cancel)
        self.by_wave.toggled.connect(self.step.setEnabled)
        self.plot.currentIndexChanged.connect(self._show_plot)
        self.copy_button.clicked.connect(self._on_copy)
        self.save_button.clicked.connect(self._on_save)
        self.circle_button.clicked.connect(self._on_circle)
        self.fitting.inquiry.changed.connect(self._show)
        workspace = self.workspace
        workspace.table_changed.connect(self._on_table_changed)
        workspace.regions.events.selected.connect(self._show_state)
        workspace.decider.decided.connect(self._show_state)
        workspace.runner.jobs_changed.connect(self._show_progress)

    def fit(self) -> None:
        """Fit the current region."""
        step = self.step.value() if self.by_wave.isChecked() else None
        try:
            self.fitting.fit(self.model.currentData(), step)
        except ValueError as error:
            self._say(str(error).capitalize() + ".", "warning")

    # From the model

    def _on_table_changed(self) -> None:
        facts = self.workspace.facts
        self.sky.set_frame(facts.frame if facts else None)

    def _show(self) -> None:
        answer = self.fitting.answer
        self.results.set_rows(_short_rows(answer) if answer else [])
        unit = pretty_unit(answer.fit.unit) if answer else ""
        self.unit.setText(f"Amplitude and background in {unit}" if unit else "")
        self.unit.setVisible(bool(unit))
        wanted = self.plot.currentData() or fit_plots.PROFILE
        self.plot.blockSignals(True)
        self.plot.clear()
        for name, title in fit_plots.plots_of(answer) if answer else fit_plots.PLOTS:
            self.plot.addItem(title, name)
        if answer is not None and answer.curve is not None and wanted in dict(fit_plots.PLOTS):
            wanted = "fwhm"  # what the bins were asked for
        self.plot.setCurrentIndex(max(self.plot.findData(wanted), 0))
        self.plot.blockSignals(False)
        self._show_plot()
        self._show_state()

    def _show_plot(self) -> None:
        answer, name = self.fitting.answer, self.plot.currentData()
        self.pages.setCurrentWidget(self.sky if name == fit_plots.MAP else self.diagram)
        if answer is None:
            self.diagram.clear_series()
            self.sky.clear_picture()
            self.sky.clear_scale()
        elif name == fit_plots.MAP:
            self._show_map(answer)
        else:
            made = fit_plots.diagram(answer, name)
            self.diagram.set_labels(made.bottom, made.left)
            self.diagram.set_series(made.series, zero=made.zero, units=made.units)

    def _show_map(self, answer: FitAnswer) -> None:
        found = answer.residual_map
        self.sky.set_picture(found.rgba, found.grid)
        self.sky.set_scale(
            -found.limit, found.limit, "Linear", "coolwarm", answer.fit.unit, title="Value − model"
        )
        self.sky.set_view(*found.grid.bounds)
        self.sky.set_marks([mark for mark in self.workspace.tools.marks if mark.kind == "fit"])

    def _show_state(self) -> None:
        inquiry, answer = self.fitting.inquiry, self.fitting.answer
        has_region = self.workspace.regions.current is not None
        self.fit_button.setEnabled(has_region and not inquiry.is_working)
        self.cancel_button.setEnabled(inquiry.is_working)
        self.step.setEnabled(self.by_wave.isChecked())
        for button in (self.copy_button, self.save_button):
            button.setEnabled(answer is not None)
        self.circle_button.setEnabled(answer is not None and answer.fit.converged)
        if inquiry.is_working:
            self._show_progress()
        elif inquiry.problem == "cancelled":
            self._say("Cancelled.", "")
        elif inquiry.problem:
            self._say(inquiry.problem[:1].upper() + inquiry.problem[1:] + ".", "bad")
        elif answer is not None:
            self._show_verdict(answer)
        else:
            self._say(_HINT if not has_region else "Ready to fit the current region.", "")

    def _show_verdict(self, answer: FitAnswer) -> None:
        stale = " The region has changed since." if self.fitting.is_stale else ""
        where = f"{answer.fit.model.title()} fit of {answer.region}"
        if not answer.fit.converged:
            reason = answer.fit.message.removeprefix("not converged").lstrip(": ")
            self._say(f"✗ {where}: not converged — {reason}. The numbers are no fit.{stale}", "bad")
            return
        lost = ""
        if answer.curve is not None:
            has_rows = answer.curve.n_point > 0
            n_bad = int((~answer.curve.converged & has_rows).sum())
            lost = f" {n_bad} of {int(has_rows.sum())} bins did not converge." if n_bad else ""
        self._say(f"✓ {where}: converged.{lost}{stale}", "warning" if lost or stale else "good")

    def _show_progress(self) -> None:
        if self.fitting.inquiry.is_working:
            fraction = self.workspace.runner.fraction_of("fit")
            self._say("Fitting…" if not fraction else f"Fitting… {100 * fraction:.0f} %", "")

    def _say(self, text: str, role: str) -> None:
        self.state.setText(text)
        colour = getattr(theme.colours(), role) if role else ""
        self.state.setStyleSheet(f"color: {colour}" if colour else "")

    # From the user

    def _on_copy(self) -> None:
        answer, clipboard = self.fitting.answer, QApplication.clipboard()
        if answer is not None and clipboard is not None:
            clipboard.setText(result_text(answer))
            self.told.emit("copied the fit")

    def _on_save(self) -> None:
        answer = self.fitting.answer
        if answer is None:
            return
        name, _ = QFileDialog.getSaveFileName(self, "Save the fit", "fit.ecsv", "ECSV tables (*.ecsv)")
        if name:
            path = Path(name if name.lower().endswith(".ecsv") else f"{name}.ecsv")
            self.workspace.tools.files.write_fit(answer, path)

    def _on_circle(self) -> None:
        answer = self.fitting.answer
        if answer is not None:
            fit = answer.fit
            self.workspace.editor.add_shape("circle", fit.x0, fit.y0, 2 * fit.fwhm)


def _short_rows(answer: FitAnswer) -> list[tuple[str, str]]:
    """Results for a narrow panel: the unit of the values stands below."""
    rows = []
    for name, value, unit in result_rows(answer.fit):
        short = unit if len(unit) <= 3 else ""
        rows.append((name, f"{value}{'' if short in ('°', '″') else ' '}{short}".rstrip()))
    return rows
