"""Which factors the table is seen through: those measured here, or those of a file."""

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pixviewer.gui import theme
from pixviewer.model.selfcal.state import OWN, NamedFactors

MEASURED_HERE = "measured here"


class FactorsPanel(QWidget):
    """A list of factors to choose from."""

    chosen = pyqtSignal(str)
    dropRequested = pyqtSignal(str)
    loadRequested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = QComboBox()
        self.load_button = QPushButton("&Load…")
        self.drop_button = QPushButton("Forget")
        self.remarks = QLabel()
        self.names.setAccessibleName("Factors that are shown")
        self.names.setToolTip("Factors that the table is seen through, in every view of this perspective")
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.load_button.setToolTip("Factors of the pipeline (AUTOCAL_FACTORS) or of MPDAF (Ctrl+Alt+O)")
        self.drop_button.setToolTip("Forget the factors of this file")
        self.remarks.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.load_button)
        buttons.addWidget(self.drop_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.names)
        layout.addWidget(self.remarks)
        layout.addLayout(buttons)
        self.names.activated.connect(lambda: self.chosen.emit(self.names.currentData()))
        self.load_button.clicked.connect(self.loadRequested)
        self.drop_button.clicked.connect(lambda: self.dropRequested.emit(self.names.currentData()))

    def set_factors(
        self, loaded: Sequence[NamedFactors], shown: str, *, has_own: bool, has_table: bool
    ) -> None:
        """Show what there is, and which are shown."""
        self.names.clear()
        if has_own:
            self.names.addItem(MEASURED_HERE, OWN)
        for one in loaded:
            self.names.addItem(one.name, one.name)
        self.names.setCurrentIndex(self.names.findData(shown))
        self.names.setVisible(self.names.count() > 0)
        self.load_button.setEnabled(has_table)
        found = next((one for one in loaded if one.name == shown), None)
        self.drop_button.setEnabled(found is not None)
        told = (
            [] if found is None else [f"{t[:1].upper()}{t[1:]}." for t in (*found.refusals, *found.remarks)]
        )
        self.remarks.setText("\n".join(told))
        self.remarks.setVisible(bool(told))
        self.remarks.setStyleSheet(f"color: {theme.colours().warning}")
