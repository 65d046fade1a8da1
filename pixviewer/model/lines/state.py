"""What of a line map can be observed."""

from dataclasses import dataclass, field
from typing import ClassVar

from psygnal import SignalGroupDescriptor

from pixviewer.model.lines.bands import LineBands


@dataclass
class LineState:
    """The bands, as decided or as they are being dragged, and what is wrong with them.

    Attributes
    ----------
    bands : LineBands
    problem : str
        Why there is no map of them, in one sentence; nothing while there is one, or none was asked for.
    """

    bands: LineBands = field(default_factory=LineBands)
    problem: str = ""

    events: ClassVar[SignalGroupDescriptor] = SignalGroupDescriptor()
