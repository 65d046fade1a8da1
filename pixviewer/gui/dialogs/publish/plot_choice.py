"""A list of all plots, of which those can be chosen that show something."""

from PyQt6.QtGui import QStandardItemModel
from PyQt6.QtWidgets import QComboBox

from pixviewer.model.publish.plot import Plot
from pixviewer.model.publish.registry import BY_IDENT, PLOTS
from pixviewer.model.publish.stage import Stage


class PlotChoice(QComboBox):
    """The plots; one that shows nothing says in its tip what is missing."""

    def __init__(self, stage: Stage, first: str) -> None:
        super().__init__()
        self.setAccessibleName("View")
        shown = [plot.is_shown(stage) for plot in PLOTS]
        for plot, is_shown in zip(PLOTS, shown, strict=True):
            self.addItem(plot.title if is_shown else f"{plot.title} – {plot.needs}", plot.ident)
        model = self.model()
        for i, is_shown in enumerate(shown):
            item = model.item(i) if isinstance(model, QStandardItemModel) else None
            if item is not None:
                item.setEnabled(is_shown)
        wanted = self.findData(first)
        if wanted < 0 or not shown[wanted]:
            wanted = shown.index(True) if any(shown) else 0
        self.setCurrentIndex(wanted)
        self.setMaxVisibleItems(len(PLOTS))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(24)

    @property
    def plot(self) -> Plot:
        """The plot that is chosen."""
        return BY_IDENT[self.currentData()]
