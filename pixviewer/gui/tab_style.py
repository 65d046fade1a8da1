"""Tabs of panels, narrow enough for all their names."""

from PyQt6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

SPACE = 6  # pixels beside the name of a tab, both sides together; Fusion has 24


class TabStyle(QProxyStyle):
    """Fusion with narrow tabs: seven names fit below a panel of 280 pixels."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Measure of the style."""
        if metric == QStyle.PixelMetric.PM_TabBarTabHSpace:
            return SPACE
        return super().pixelMetric(metric, option, widget)
