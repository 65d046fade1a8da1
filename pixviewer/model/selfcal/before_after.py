"""Offers the open table, and the same seen through factors, as a pair to the compare view."""

from pixviewer.model.compare_state import Side
from pixviewer.model.comparing import Comparison
from pixviewer.model.selfcal.calibrator import SelfCal

BEFORE_AFTER = "before | after"


class BeforeAfter:
    """Keeps the pair, and the wavelengths that it is compared at, as the self-calibration has them.

    Parameters
    ----------
    selfcal : SelfCal
    comparison : Comparison
    """

    def __init__(self, selfcal: SelfCal, comparison: Comparison) -> None:
        self._selfcal, self._comparison = selfcal, comparison
        self._offered: object = None
        selfcal.changed.connect(self.offer)
        selfcal.state.events.bin_no.connect(self.show_bin)

    def offer(self) -> None:
        """Offer the pair with the newest factors; withdraw it when there are none."""
        selfcal, table = self._selfcal, self._selfcal.table
        after, facts, before = selfcal.after, selfcal.after_facts, selfcal.facts
        if after is self._offered:
            return
        is_first = self._offered is None
        self._offered = after
        if table is None or after is None or facts is None or before is None:
            self._comparison.withdraw(BEFORE_AFTER)
            self._comparison.set_wave(None)
            return
        pair = (Side("before", table, before), Side(f"after, {_name(selfcal)}", after, facts))
        self._comparison.offer(BEFORE_AFTER, pair)
        if is_first:
            self._comparison.choose(BEFORE_AFTER)
        self.show_bin()

    def show_bin(self) -> None:
        """Compare the bin that maps show, or all of the range."""
        factors, bin_no = self._selfcal.state.factors, self._selfcal.state.bin_no
        if self._comparison.chosen != BEFORE_AFTER:
            return
        if factors is None or not 1 <= bin_no <= factors.n_bin:
            self._comparison.set_wave(None)
        else:
            low, high = factors.edges[bin_no - 1 : bin_no + 1].tolist()
            self._comparison.set_wave((low, high))


def _name(selfcal: SelfCal) -> str:
    return selfcal.state.factors_name or "measured here"
