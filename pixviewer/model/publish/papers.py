"""Colours of paper: light as for print, dark as for a slide."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """Colours by role, as in the window, with ink that is black or white enough for print."""

    paper: str
    axis: str
    grid: str
    curve: str
    error_band: str
    counts: str
    band: str
    sky_line: str
    warning: str
    bad: str
    picked: str = "#ff3cc8"


LIGHT, DARK = "light", "dark"
PAPERS = {
    LIGHT: Paper(
        paper="#ffffff", axis="#000000", grid="#cfd4da", curve="#1f4e9e", error_band="#a9c4ec",
        counts="#8a929b", band="#d98200", sky_line="#1d7a5a", warning="#a05a00", bad="#b3261e",
    ),
    DARK: Paper(
        paper="#14171b", axis="#eef1f4", grid="#3b434c", curve="#8ab8ff", error_band="#41648f",
        counts="#8d97a3", band="#ffb347", sky_line="#57c7a0", warning="#ffc266", bad="#ff8a80",
    ),
}  # fmt: skip


def colour_of(paper: Paper, colour: str) -> str:
    """A colour by its role, or as it is."""
    return colour if colour.startswith("#") else str(getattr(paper, colour))
