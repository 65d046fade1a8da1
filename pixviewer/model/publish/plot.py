"""One entry of the registry of plots."""

from collections.abc import Callable
from dataclasses import dataclass

from pixviewer.model.publish.figure import Figure
from pixviewer.model.publish.numbers import Numbers
from pixviewer.model.publish.stage import Stage


@dataclass(frozen=True, slots=True)
class Plot:
    """Something that a view shows, and that can be had as a picture and as numbers.

    Attributes
    ----------
    ident, title : str
        The title as a menu has it.
    is_shown : callable
        Whether there is anything to draw now.
    figure : callable
        Describes the picture as it is shown; called where the model lives, so it must not take long.
    numbers : callable
        The numbers behind it, likewise.
    needs : str
        What to do so that there is something.
    """

    ident: str
    title: str
    is_shown: Callable[[Stage], bool]
    figure: Callable[[Stage], Figure]
    numbers: Callable[[Stage], Numbers]
    needs: str = "open a table"
