"""Select rows, and extract them."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

import astropy.units as u
import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Circle, Shape, Square
from pixviewer.core.products.membership import has_more_bits, mark_rows
from pixviewer.core.products.subset import subset
from pixviewer.core.table.pixtable import PixTable as CoreTable
from pixviewer.core.table.selection import Expression, Selection
from pixviewer.core.table.units import factor
from pixviewer.mpdaf.origins import Origins
from pixviewer.mpdaf.positions import Positions

Bools = npt.NDArray[np.bool_]
Range = tuple[float, float]

NOTHING = Selection(match="any")

# What MPDAF calls the kinds of criteria.
_THEIRS = {"wave": "lbda", "slice_no": "sl", "x_det": "xpix", "y_det": "ypix", "exposure": "exp"}

_SHAPES: dict[str, type[Circle] | type[Square]] = {"C": Circle, "S": Square}


class Selecting(Positions, Origins):
    """Selections by MPDAF's arguments, as columns of booleans and as smaller tables."""

    def select_lambda(self, lbda: Any, unit: Any = u.angstrom) -> Bools:
        """Mark rows with ``min <= λ < max`` for any of some ranges, given in a unit."""
        return self._mark(_kind("wave", self._waves(lbda, unit)))

    def select_stacks(self, stacks: Any, origin: Any = None) -> Bools:
        """Mark rows of stacks 1 (left) to 4, with all twelve slices of each."""
        from pixviewer.core.table.origin import slices_of_stack

        return self.select_slices([n for stack in _several(stacks) for n in slices_of_stack(stack)], origin)

    def select_slices(self, slices: Any, origin: Any = None) -> Bools:
        """Mark rows of slices, numbered on the CCD; of the whole table, or of origins that are given."""
        if origin is not None:
            return np.isin(self.origin2slice(origin), _several(slices))
        return self._mark(_kind("slice_no", _several(slices)))

    def select_ifus(self, ifus: Any, origin: Any = None) -> Bools:
        """Mark rows of IFUs; of the whole table, or of origins that are given."""
        if origin is not None:
            return np.isin(self.origin2ifu(origin), _several(ifus))
        return self._mark(_kind("ifu", _several(ifus)))

    def select_exp(self, exp: Any, col_exp: npt.ArrayLike | None = None) -> Bools:
        """Mark rows of exposures; of the whole table, or of exposure numbers that are given."""
        numbers = self.get_exp() if col_exp is None else col_exp
        if numbers is None:
            raise ValueError("the table is not combined of exposures, so none can be selected")
        return np.isin(numbers, _several(exp))

    def select_xpix(self, xpix: Any, origin: Any = None) -> Bools:
        """Mark rows with ``min <= x < max`` on the detector, from 0, for any of some ranges."""
        if origin is not None:
            return _within(self.origin2xpix(origin), _pairs("xpix", xpix))
        return self._mark(_kind("x_det", _pairs("xpix", xpix)))

    def select_ypix(self, ypix: Any, origin: Any = None) -> Bools:
        """Mark rows with ``min <= y < max`` on the detector, from 0, for any of some ranges."""
        if origin is not None:
            return _within(self.origin2ypix(origin), _pairs("ypix", ypix))
        return self._mark(_kind("y_det", _pairs("ypix", ypix)))

    def select_sky(self, sky: Any) -> Bools:
        """Mark rows inside any of some apertures (y, x, size, shape); see `extract`."""
        return self._mark(_kind("shapes", _apertures(sky) or []))

    def extract(
        self,
        filename: str | os.PathLike[str] | None = None,
        sky: Any = None,
        lbda: Any = None,
        ifu: Any = None,
        sl: Any = None,
        xpix: Any = None,
        ypix: Any = None,
        exp: Any = None,
        stack: Any = None,
        method: str = "and",
    ) -> Self | None:
        """Take the rows that meet criteria as a new table, with its header kept true.

        Parameters
        ----------
        filename : path, optional
            Where to write it too, as image extensions; a file of that name is replaced.
        sky : (y, x, size, shape) or several
            Apertures: centre, Dec first, in degrees, radius (``C``) or half side (``S``) in arcsec; all in
            pixels in a table that is not projected.
        lbda : (min, max) or several
            Wavelength ranges in Å.
        ifu, sl, exp, stack : int or several
            IFUs, slices on the CCD, exposures (ignored, with a warning, in a table that is not combined), and
            stacks 1 (left) to 4.
        xpix, ypix : (min, max) or several
            Detector ranges in pixels from 0.
        method : {"and", "or"}
            Whether rows must meet all kinds of criteria, or any.

        Returns
        -------
        PixTable or None
            None if no row meets them; then no file is written.

        Raises
        ------
        ValueError
            If a criterion is impossible: an unknown shape, a range that does not increase, a number that
            does not exist.
        """
        if self._table is None:
            return None
        kinds = {
            "wave": None if lbda is None else self._waves(lbda, u.angstrom),
            "ifu": _list_of(ifu),
            "slice_no": _list_of(sl),
            "stack": _list_of(stack),
            "exposure": _list_of(exp),
            "x_det": _pairs_of("xpix", xpix),
            "y_det": _pairs_of("ypix", ypix),
            "shapes": _apertures(sky),
        }
        found = self._take(_merged(kinds, method))
        if found is None:
            return None
        given = {"sky": sky, "lbda": lbda, "ifu": ifu, "sl": sl, "xpix": xpix, "ypix": ypix, "exp": exp}
        given |= {"stack": stack, "method": None if method == "and" else method}
        said = ", ".join(f"{name}={value!r}" for name, value in given.items() if value is not None)
        found._story = f"{self._story}.extract({said})"
        if filename is not None:
            found.filename = filename
            found.write(filename)  # type: ignore[attr-defined]
        return found

    def extract_from_mask(self, mask: npt.ArrayLike) -> Self | None:
        """Take the rows that a mask marks as a new table; None if it marks none.

        Parameters
        ----------
        mask : (n_row,) bool array

        Raises
        ------
        ValueError
            If it is not as long as the table.
        """
        if self._table is None:
            return None
        found = self._child(subset(self._frozen(), rows=self._places(mask)))
        if found is not None:
            found._story = f"{self._story}.extract_from_mask(mask)"
        return found

    def _mark(self, selection: Expression) -> Bools:
        if self._table is None:
            return np.zeros(0, np.bool_)
        self._bound()
        return mark_rows(self._searched(), selection)

    def _take(self, selection: Expression) -> Self | None:
        self._bound()
        core = self._frozen()
        if self._frame() is not None and not has_more_bits(core):
            return self._child(subset(core, selection))
        return self._child(subset(core, rows=mark_rows(self._searched(), selection)))

    def _child(self, core: CoreTable | None) -> Self | None:
        """A table of the face of rows that were taken from this one."""
        if core is None:
            return None
        child = type(self).__new__(type(self))
        Positions.__init__(child)
        child._table = core
        child.filename = None
        child.nrows = core.n_row
        child.wcs, child.wave, child.unit_data = self.wcs, self.wave, self.unit_data
        child.ima, child.xc, child.yc = self.ima, self.xc, self.yc
        child._inputs = self._inputs
        return child

    def _waves(self, lbda: Any, unit: Any) -> list[Range]:
        times = factor(unit, self.wave)
        return [(low * times, high * times) for low, high in _pairs("lbda", lbda)]


def _merged(kinds: Mapping[str, Sequence[Any] | None], method: str) -> Expression:
    """One selection of all kinds of criteria that are given; one without any value is met by no row."""
    if method not in ("and", "or"):
        raise ValueError(f"method must be 'and' or 'or', got {method!r}")
    given: dict[str, Any] = {name: values for name, values in kinds.items() if values is not None}
    if method == "and" and not all(given.values()):
        return NOTHING
    try:
        return Selection(**given, match="all" if method == "and" else "any")
    except ValueError as error:
        first, _, rest = str(error).partition(" ")
        raise ValueError(f"{_THEIRS.get(first, first)} {rest}") from None


def _kind(name: str, values: Sequence[Any]) -> Expression:
    return _merged({name: values}, "and")


def _several(values: Any) -> list[Any]:
    return [values] if np.ndim(values) == 0 else list(values)


def _list_of(values: Any) -> list[Any] | None:
    return None if values is None else _several(values)


def _pairs_of(name: str, ranges: Any) -> list[Range] | None:
    return None if ranges is None else _pairs(name, ranges)


def _pairs(name: str, ranges: Any) -> list[Range]:
    several = list(ranges) if np.ndim(ranges) else [ranges]
    if len(several) == 2 and np.ndim(several[0]) == np.ndim(several[1]) == 0:
        several = [several]
    if any(np.shape(pair) != (2,) for pair in several):
        raise ValueError(f"{name} must be (min, max), or a list of these, got {ranges!r}")
    return [(float(low), float(high)) for low, high in several]


def _within(values: Any, ranges: Sequence[Range]) -> Bools:
    found = np.zeros(np.shape(values), np.bool_)
    for low, high in ranges:
        found |= (values >= low) & (values < high)
    return found


def _apertures(sky: Any) -> list[Shape] | None:
    if sky is None:
        return None
    is_one = not isinstance(sky, Iterable) or all(np.ndim(part) == 0 for part in sky)
    return [_shape(aperture) for aperture in ([sky] if is_one and sky != [] else sky)]


def _shape(aperture: Iterable[Any]) -> Shape:
    try:
        y, x, size, letter = aperture
        kind = _SHAPES[letter]
    except (TypeError, ValueError):
        raise ValueError(f"an aperture is (y, x, size, shape), got {aperture!r}") from None
    except KeyError:
        raise ValueError(f"Unknown shape parameter {letter!r}: 'C' is a circle, 'S' a square") from None
    return kind(float(x), float(y), float(size))
