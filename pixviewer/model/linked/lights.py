"""Lights up what is picked, in every view that can be seen."""

from collections.abc import Callable, Hashable
from functools import partial

from pixviewer.model import detector, linked_work, resolve
from pixviewer.model.detector import DetectorLitRequest
from pixviewer.model.jobs import Answer
from pixviewer.model.linked.asker import Asker
from pixviewer.model.linked.detector_canvas import DetectorCanvas
from pixviewer.model.linked.shown import LinkedShown
from pixviewer.model.linked_work import Lit, LitRequest, LitSlicesRequest
from pixviewer.model.linking import Links
from pixviewer.model.resolve import TableFacts
from pixviewer.model.slices import SliceMapState
from pixviewer.model.state import IMAGE, SCATTER

LIT_SLICES = "slices of the pick"


class Lights:
    """Asks which cells of the views have rows of what is picked."""

    def __init__(
        self,
        asker: Asker,
        links: Links,
        slices: SliceMapState,
        detectors: DetectorCanvas,
        shown: LinkedShown,
    ) -> None:
        self.asker, self.links, self.slices = asker, links, slices
        self.detectors, self.shown = detectors, shown

    def refresh(self, facts: TableFacts) -> None:
        """Ask for whatever is not lit up yet."""
        pick, dims = self.links.lit, self.links.glance is not None
        self._light_slices(facts)
        if pick is None:
            self._forget_lit(())
            return
        wanted: list[str | int] = []
        rows = self.asker.lit_rows(pick)
        for name in (IMAGE, SCATTER):
            shape = getattr(self.asker.view, f"{name}_shape")
            if self.asker.view.bounds is not None:
                wanted.append(name)
                grid = resolve.screen_grid(facts.frame, self.asker.view.bounds, shape)
                self._light(name, LitRequest(facts.number, rows, grid, dims),
                            lambda r, t, p: linked_work.compute_lit(r, facts.frame, t, p))  # fmt: skip
        for ifu in self.shown.ifus if self.detectors.state.is_visible else ():
            bounds = self.detectors.bounds_of(ifu)
            box = detector.cells_of(bounds, self.detectors.state.shape) if bounds is not None else None
            if box is not None:
                wanted.append(ifu)
                request_lit = DetectorLitRequest(facts.number, ifu, rows, box, dims)
                self._light(ifu, request_lit, linked_work.compute_detector_lit)
        self._forget_lit(wanted)

    def _light_slices(self, facts: TableFacts) -> None:
        pick = self.links.lit
        if pick is None:
            self.asker.forget(LIT_SLICES)
            self.shown.lit_slices = frozenset()
        elif self.slices.is_visible and facts.has_blocks:
            request = LitSlicesRequest(facts.number, self.asker.lit_rows(pick))
            if self.asker.is_new(LIT_SLICES, request):
                self.shown.lit_slices = frozenset()
                self.asker.submit(LIT_SLICES, request, linked_work.compute_lit_slices, self._on_lit_slices)

    def _light(self, name: str | int, request: Hashable, compute: Callable[..., Lit]) -> None:
        if self.asker.is_new(f"lit {name}", request):
            self.asker.submit(f"lit {name}", request, compute, partial(self._on_lit, name))

    def _forget_lit(self, wanted: "list[str | int] | tuple[()]") -> None:
        gone = [name for name in self.shown.lit if name not in wanted]
        for key in [key for key in self.asker.asked if key.startswith("lit ")]:
            if key.removeprefix("lit ") not in {str(name) for name in wanted}:
                self.asker.forget(key)
        if gone:
            self.shown.lit = {name: lit for name, lit in self.shown.lit.items() if name not in gone}

    def _on_lit(self, name: str | int, answer: Answer) -> None:
        if self.asker.is_good(answer, "Lighting up what is picked") and self.links.lit is not None:
            self.shown.lit = {**self.shown.lit, name: answer.value}

    def _on_lit_slices(self, answer: Answer) -> None:
        if self.asker.is_good(answer, "Lighting up what is picked") and self.links.lit is not None:
            self.shown.lit_slices = answer.value
