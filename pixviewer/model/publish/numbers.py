"""The numbers behind a plot: a table with units and descriptions, pictures as arrays, or both."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Frame, Grid

if TYPE_CHECKING:
    from astropy.io.fits import Header

ENDINGS = {
    ".csv": "CSV, for spreadsheets",
    ".ecsv": "ECSV, with units, for astropy",
    ".fits": "FITS, with units and coordinates",
}


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column; the unit is as pixel tables spell it."""

    name: str
    values: npt.NDArray[Any] = field(repr=False)
    unit: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ArrayImage:
    """One picture as numbers, NaN where there are none.

    Attributes
    ----------
    name : str
        Of the extension.
    values : (n_y, n_x)
        On `grid`, whose lines go in the same order.
    frame : Frame, optional
        How the plane lies on the sky; without, cells have linear coordinates in ``axes``.
    axes : ((name, unit), (name, unit))
    """

    name: str
    values: npt.NDArray[Any] = field(repr=False)
    grid: Grid
    unit: str = ""
    frame: Frame | None = None
    axes: tuple[tuple[str, str], tuple[str, str]] = (("X", ""), ("Y", ""))
    about: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """All that a plot shows.

    Attributes
    ----------
    title : str
        What they are, in words.
    columns : tuple of Column
        Of one table; none where there are only pictures.
    images : tuple of ArrayImage
    notes : tuple of (name, value)
        What else is to be known: wavelengths, filters.
    command : str
        The command that makes the same without a window, where there is one.
    """

    title: str
    columns: tuple[Column, ...] = ()
    images: tuple[ArrayImage, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    command: str = ""

    @property
    def endings(self) -> tuple[str, ...]:
        """Forms in which they can be written; the first is the most faithful one."""
        return (".fits", ".ecsv", ".csv") if self.images else (".csv", ".ecsv", ".fits")

    @property
    def table(self) -> tuple[Column, ...]:
        """Columns of a table of everything: cells of pictures one by one, where there are only pictures."""
        return self.columns or _cells(self.images)


def _cells(images: tuple[ArrayImage, ...]) -> tuple[Column, ...]:
    """A line for each cell with a value of any picture."""
    names, x, y, values = [], [], [], []
    for image in images:
        grid = image.grid
        row, col = np.nonzero(np.isfinite(image.values))
        names.append(np.full(row.size, image.name))
        x.append(grid.x0 + (col + 0.5) * grid.dx)
        y.append(grid.y0 + (row + 0.5) * grid.dy)
        values.append(image.values[row, col])
    first = images[0]
    axes = first.axes
    if first.frame is not None:
        unit = first.frame.plane_unit
        axes = (("xi", unit), ("eta", unit)) if first.frame.is_sky else (("x", unit), ("y", unit))
    (name_x, unit_x), (name_y, unit_y) = axes
    columns = [
        Column(name_x.lower(), np.concatenate(x), unit_x, "centre of the cell"),
        Column(name_y.lower(), np.concatenate(y), unit_y, "centre of the cell"),
        Column("value", np.concatenate(values), first.unit, first.about),
    ]
    if len(images) > 1:
        columns.insert(0, Column("picture", np.concatenate(names), "", "which of the pictures"))
    return tuple(columns)


def with_ending(path: Path, ending: str, known: "tuple[str, ...] | list[str]") -> Path:
    """A path with an ending: its own if it is known, else that of the form that was chosen."""
    return path if path.suffix.lower() in known else Path(f"{path}{ending}")


def image_header(image: ArrayImage) -> "Header":
    """World coordinates and unit of a picture, as FITS cards."""
    from astropy.io import fits

    from pixviewer.core.products.image import grid_cards

    if image.frame is not None:
        header = grid_cards(image.grid, image.frame)
    else:
        header = fits.Header()
        grid = image.grid
        sides = ((1, grid.x0, grid.dx), (2, grid.y0, grid.dy))
        for (axis, start, step), (name, unit) in zip(sides, image.axes, strict=True):
            header[f"CTYPE{axis}"] = name
            header[f"CRPIX{axis}"] = 1.0
            header[f"CRVAL{axis}"] = start + 0.5 * step
            header[f"CDELT{axis}"] = step
            if unit:
                header[f"CUNIT{axis}"] = unit
    if image.unit:
        header["BUNIT"] = image.unit
    if image.about:
        header["COMMENT"] = as_ascii(image.about)
    return header


def as_ascii(text: str) -> str:
    """Text as FITS can hold it."""
    spelt = {"Å": "Angstrom", "λ": "lambda", "σ": "sigma", "−": "-", "″": "arcsec", "Δ": "Delta ", "²": "2"}
    for sign, word in spelt.items():
        text = text.replace(sign, word)
    return "".join(c if " " <= c <= "~" else "?" for c in text)
