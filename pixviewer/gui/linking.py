"""Joins the views: what is picked in one lights up in all."""

from typing import TYPE_CHECKING

from pixviewer.gui.panes.sky_pane import SkyPane

if TYPE_CHECKING:
    from pixviewer.gui.main_window import MainWindow


class Linking:
    """Between the sky views, the spectrum, and what is picked; the other panes look after themselves."""

    def __init__(self, window: "MainWindow") -> None:
        self._window = window
        self._linked = window.workspace.linked
        for pane in window.panes.values():
            pane.view.canvas.placePicked.connect(self._linked.pick_place)
            pane.view.canvas.escaped.connect(self._linked.drop_pick)
        window.spectrum.view.clicked.connect(self._on_wave_clicked)
        self._linked.shown.events.lit.connect(self._show_lit)
        self._linked.links.events.row.connect(self._show_row)

    def _show_lit(self) -> None:
        for name, pane in self._window.panes.items():
            if isinstance(pane, SkyPane):
                lit = self._linked.shown.lit.get(name)
                pane.view.canvas.set_lit(
                    *((lit.rgba, lit.grid) if lit is not None else (None,)), dims=lit is not None and lit.dims
                )

    def _show_row(self) -> None:
        row = self._linked.links.row
        for pane in self._window.panes.values():
            pane.view.canvas.picked = None if row is None else (row.xi, row.eta)
            pane.view.canvas.refresh()
        self._window.spectrum.view.set_picked(None if row is None else row.wave)

    def _on_wave_clicked(self, wave: float) -> None:
        """Pick the rows of a bin of the spectrum."""
        shown = self._window.workspace.shown.spectrum
        if shown is None or self._window.spectrum.view.canvas.selected is not None:
            return  # the click was for a band
        edges = shown.product.edges
        i = int(edges.searchsorted(wave, side="right")) - 1
        if 0 <= i < edges.size - 1:
            self._linked.pick_waves(float(edges[i]), float(edges[i + 1]))
