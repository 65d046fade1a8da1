"""What every stroke needs to know: the paper, the letters, and what is left out."""

from dataclasses import dataclass

from pixviewer.model.publish.look import Look
from pixviewer.model.publish.papers import PAPERS, Paper, colour_of


@dataclass(frozen=True, slots=True)
class Pen:
    """Paper and letters of one picture."""

    look: Look

    @property
    def paper(self) -> Paper:
        """Colours by role."""
        return PAPERS[self.look.theme]

    @property
    def text(self) -> float:
        """Height of letters in points."""
        return self.look.text

    @property
    def small(self) -> float:
        """Height of the letters at ticks."""
        return 0.9 * self.look.text

    @property
    def em(self) -> float:
        """Height of letters in inches."""
        return self.look.text / 72.0

    @property
    def line(self) -> float:
        """Width of a plain line in points: thicker where letters are larger."""
        return max(0.4, 0.09 * self.look.text)

    def colour(self, name: str) -> str:
        """A colour by its role, or as it is."""
        return colour_of(self.paper, name)

    def has(self, part: str) -> bool:
        """Whether something that belongs to a part is drawn."""
        return not part or self.look.has(part)
