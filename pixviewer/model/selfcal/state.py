"""What is known of the self-calibration of the open table, observable."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.model.selfcal.decisions import Calibration

if TYPE_CHECKING:
    from pixviewer.core.calib.estimate import Estimate
    from pixviewer.core.calib.factors import Factors
    from pixviewer.core.calib.judging import Judgement
    from pixviewer.core.calib.refusing import Objections
    from pixviewer.core.calib.reviewing import Review
    from pixviewer.core.calib.sums import Sums
    from pixviewer.core.calib.suspects import Suspect
    from pixviewer.core.calib.truth import TruthComparison
    from pixviewer.core.table.pixtable import PixTable

OWN = ""  # name of the factors that were measured here


@dataclass(frozen=True, slots=True, eq=False)
class NamedFactors:
    """Factors of a file, and the open table seen through them.

    ``refusals`` and ``remarks`` say what speaks against applying them to the open table: the former stop it.
    """

    name: str
    path: Path
    factors: "Factors"
    refusals: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    after: "PixTable | None" = None


@dataclass
class CalState:
    """Decisions and newest answers, None or empty where there are none yet.

    Attributes
    ----------
    calibration : Calibration
        What is decided.
    objections : Objections or None
        What speaks against running.
    sums, estimate, judgement, suspects
        Of the last run, with the choices that were made since.
    factors : Factors or None
        What is shown everywhere: those measured here, verdicts applied, or those of a file.
    factors_name : str
        Name of the file that they are from; empty for those measured here.
    is_stale : bool
        Whether decisions have changed since the estimate.
    loaded : tuple of NamedFactors
    bin_no : int
        Bin that maps and images show, from 1; 0 for all.
    running : str
        What is being done, empty when nothing is.
    review : Review or None
        Of the estimate, as it is and with verdicts applied.
    remarks : tuple of str
        What is odd about the last run.
    truth : TruthComparison or None
        Factors beside the known errors of a simulated table.
    words : tuple of str
        How good the result is, in sentences.
    problem : str
        Why the last run gave nothing.
    """

    calibration: Calibration = field(default_factory=Calibration)
    objections: "Objections | None" = None
    sums: "Sums | None" = None
    estimate: "Estimate | None" = None
    judgement: "Judgement | None" = None
    suspects: "tuple[Suspect, ...]" = ()
    review: "Review | None" = None
    factors: "Factors | None" = None
    factors_name: str = OWN
    is_stale: bool = False
    loaded: tuple[NamedFactors, ...] = ()
    bin_no: int = 0
    running: str = ""
    remarks: tuple[str, ...] = ()
    truth: "TruthComparison | None" = None
    words: tuple[str, ...] = ()
    problem: str = ""

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()
