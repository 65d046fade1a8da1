"""An image of the sky or of a detector: astropy's `CCDData`, with MPDAF's plot, info, peak and write."""

import os
import warnings
from typing import TYPE_CHECKING, Any

import astropy.units as u
import numpy as np
import numpy.typing as npt
from astropy.io import fits
from astropy.nddata import CCDData, NDData, VarianceUncertainty

from pixviewer.core.io.images import read_image
from pixviewer.core.products.peak import find_peak_in
from pixviewer.mpdaf import drawing
from pixviewer.mpdaf.talking import logger

if TYPE_CHECKING:
    from astropy.wcs import WCS
    from matplotlib.axes import Axes
    from matplotlib.image import AxesImage

Pair = tuple[float, float]

_WCS_CARDS = (
    "CD*", "PC*", "CDELT*", "CRPIX*", "CRVAL*", "CTYPE*", "CUNIT*", "CROTA*", "WCSAXES", "WCSNAME",
    "RADESYS", "LONPOLE", "LATPOLE", "EQUINOX", "MJDREF*", "DATE-OBS", "MJD-OBS",
)  # fmt: skip


class Image(CCDData):  # type: ignore[misc]
    """An image with its variance, mask, unit and world coordinates.

    Parameters
    ----------
    filename : path, optional
        FITS file to read: its extension DATA or SCI, or else the first image, with STAT and DQ.
    ext : number, name, or two or three of them, optional
        Which extensions to read instead.
    wcs : astropy.wcs.WCS, optional
    data : (n_y, n_x) array, optional
        Values, instead of a file. What is not finite is masked.
    var : (n_y, n_x) array, optional
        Variance.
    unit : astropy unit
        Of the values.
    copy : bool
        Whether arrays are copied.
    dtype : optional
        Type to convert the values to; by default float64 for floats.
    mask : (n_y, n_x) bool array, optional
        Pixels to leave out.
    primary_header : Header, optional
        Of the file.
    """

    def __init__(
        self,
        filename: Any = None,
        ext: Any = None,
        wcs: "WCS | None" = None,
        data: npt.ArrayLike | None = None,
        var: npt.ArrayLike | None = None,
        unit: Any = u.dimensionless_unscaled,
        copy: bool = True,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        if filename is not None and not isinstance(filename, (str, os.PathLike)):
            data, filename = filename, None  # as astropy makes one of its own results
        self.filename = filename
        self.primary_header = kwargs.pop("primary_header", None)
        mask = kwargs.pop("mask", None)
        if data is None:
            if filename is None:
                raise ValueError("an Image is made of a file or of data, and neither was given")
            stored = read_image(filename, ext)
            data, var, mask = stored.value, stored.variance, stored.flagged
            wcs = stored.wcs if wcs is None else wcs
            unit = stored.unit
            kwargs["header"], self.primary_header = stored.header, stored.primary
        if self.primary_header is None:
            self.primary_header = fits.Header()
        source: Any = data
        if isinstance(source, u.Quantity):
            data, unit = source.value, source.unit
        if isinstance(data, NDData):
            unit = None  # it has its own
        else:
            data, mask = _values_and_mask(data, mask, dtype)
        if var is not None:
            kwargs["uncertainty"] = VarianceUncertainty(np.asarray(var, np.float64))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", u.UnitsWarning)
            super().__init__(data, unit=unit and u.Unit(unit), wcs=wcs, mask=mask, copy=copy, **kwargs)

    @property
    def var(self) -> npt.NDArray[np.float64] | None:
        """Variance, None where there is none."""
        return None if self.uncertainty is None else self.uncertainty.array

    @property
    def data_header(self) -> fits.Header:
        """Header of the image."""
        return self.header

    def __repr__(self) -> str:
        return f"<Image {' x '.join(map(str, self.shape))} ({self.unit or 'no unit'})>"

    def masked_data(self) -> np.ma.MaskedArray:
        """The values as a masked array."""
        return np.ma.MaskedArray(self.data, np.ma.nomask if self.mask is None else self.mask)

    def get_step(self, unit: Any = None) -> npt.NDArray[np.float64]:
        """Height and width of a pixel; in the unit of the coordinates by default."""
        return np.abs(drawing.steps(self.wcs)) * self._scale(unit)

    def get_rot(self, unit: Any = u.deg) -> float:
        """Angle from the y axis to north, to the east."""
        return float(u.rad.to(unit, drawing.rotation(self.wcs)))

    def info(self) -> None:
        """Say size, unit, centre, step and rotation in the log."""
        say = logger(__name__).info
        shape = " x ".join(map(str, self.shape))
        say("%s Image (%s)", shape, self.filename or "no name")
        noise = "no noise" if self.var is None else f".var({shape})"
        say(".data(%s) (%s), %s", shape, self.unit or "no unit", noise)
        say(drawing.describe(self.wcs, self.shape) if self.wcs is not None else "no world coordinates")

    def peak(
        self,
        center: Pair | None = None,
        radius: float | Pair = 0,
        unit_center: Any = u.deg,
        unit_radius: Any = u.arcsec,
        dpix: int = 2,
        background: float | None = None,
        plot: bool = False,
    ) -> dict[str, float] | None:
        """Find the brightest object: the maximum, then the centre of gravity around it.

        Parameters
        ----------
        center : (y, x), optional
            Where to look: Dec first, or row first. Everywhere by default.
        radius : float or (float, float)
            Half the side of the box to look in, or one for y and one for x; 0 for everywhere.
        unit_center, unit_radius : astropy unit or None
            None for pixels.
        dpix : int
            The centre of gravity is taken over so many pixels to each side.
        background : float, optional
            What is taken off before; by default the clipped mean of the image.
        plot : bool
            Mark the peak on the axes of the last `plot`.

        Returns
        -------
        dict or None
            ``x``, ``y`` (RA and Dec in degrees, or world coordinates), ``p``, ``q`` (row and column from 0),
            ``data`` (value of that pixel). None if the centre of gravity lies outside the image.

        Raises
        ------
        ValueError
            If the box lies outside the image, or a unit does not convert.
        """
        at = size = None
        if center is not None and np.any(np.asarray(radius) != 0):
            at = self._row_and_column(center, unit_center)
            sides = np.broadcast_to(np.asarray(radius, np.float64), 2)
            if unit_radius is not None:
                sides = sides / self.get_step(unit_radius)
            size = (float(sides[0]), float(sides[1]))
        values = np.ma.filled(self.masked_data().astype(np.float64), np.nan)
        found = find_peak_in(values, centre=at, radius=size, background=background, window=dpix)
        if found is None:
            return None
        x, y = found.col, found.row
        if self.wcs is not None:
            x, y = (float(w) for w in self.wcs.wcs_pix2world(found.col, found.row, 0))
        if plot:
            drawing.mark_peak(getattr(self, "_axes", None), found.col, found.row)
        return {"x": x, "y": y, "p": found.row, "q": found.col, "data": found.value}

    def plot(
        self,
        title: str | None = None,
        scale: str = "linear",
        vmin: float | None = None,
        vmax: float | None = None,
        zscale: bool = False,
        colorbar: str | None = None,
        var: bool = False,
        show_xlabel: bool = False,
        show_ylabel: bool = False,
        ax: "Axes | None" = None,
        unit: Any = u.deg,
        use_wcs: bool = False,
        **kwargs: Any,
    ) -> "AxesImage":
        """Draw the image with matplotlib.

        Parameters
        ----------
        title : str, optional
        scale : {"linear", "log", "sqrt", "arcsinh"}
            How values become colours between the limits.
        vmin, vmax : float, optional
            Limits; the smallest and the largest value by default.
        zscale : bool
            Take the limits from the zscale algorithm.
        colorbar : {"h", "v"}, optional
            Above the image, or to its right.
        var : bool
            Draw the variance instead.
        show_xlabel, show_ylabel : bool
        ax : matplotlib Axes, optional
            Where to draw; the current axes by default.
        unit : astropy unit
            Of the coordinates under the cursor.
        use_wcs : bool
            Axes with world coordinates; not where `ax` is given.
        **kwargs
            For ``Axes.imshow``.

        Raises
        ------
        ValueError
            If there is no such scale or colour bar, or no variance.
        """
        values = self.masked_data()
        if var:
            if self.var is None:
                raise ValueError("the image has no variance to plot")
            values = np.ma.MaskedArray(self.var, values.mask)
        if ax is None:
            ax = drawing.new_axes(self.wcs if use_wcs else None)
        picture = drawing.draw(ax, values, scale, vmin, vmax, zscale, colorbar, **kwargs)
        if show_xlabel:
            ax.set_xlabel("ra" if use_wcs else "q (pixel)")
        if show_ylabel:
            ax.set_ylabel("dec" if use_wcs else "p (pixel)")
        if title is not None:
            ax.set_title(title)
        if self.wcs is not None:
            times = self._scale(unit) if self.wcs.has_celestial else 1.0
            ax.format_coord = drawing.cursor(self.wcs, values, times)  # type: ignore[assignment, method-assign]
        self._axes = ax
        return picture

    def write(
        self,
        filename: str | os.PathLike[str],
        savemask: str = "dq",
        checksum: bool = False,
        convert_float32: bool = True,
    ) -> None:
        """Write the image; a file of that name is replaced.

        Parameters
        ----------
        filename : path
        savemask : {"dq", "nan", "none"}
            Where masked pixels are told: in an extension DQ, as NaN in the data, or nowhere.
        checksum : bool
            With CHECKSUM and DATASUM.
        convert_float32 : bool
            Write float64 as float32.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        from pixviewer.core.io.pictures import write_hdus

        if savemask not in ("dq", "nan", "none"):
            raise ValueError(f"savemask must be 'dq', 'nan' or 'none', got {savemask!r}")
        hdus = fits.HDUList([fits.PrimaryHDU(header=self.primary_header), self._data_hdu(savemask)])
        kind = np.float32 if convert_float32 else None
        cards = hdus[1].header
        if convert_float32 and hdus[1].data.dtype == np.float64:
            hdus[1].data = hdus[1].data.astype(np.float32)
        if self.var is not None:
            hdus.append(_hdu(self.var.astype(kind or np.float64), cards, "STAT", str_of(self.unit**2)))
        if savemask == "dq" and self.mask is not None and np.any(self.mask):
            hdus.append(_hdu(np.asarray(self.mask, np.uint8), cards, "DQ", ""))
        if checksum:
            for hdu in hdus:
                hdu.add_checksum()
        write_hdus(hdus, filename, overwrite=True)
        self.filename = filename

    def _data_hdu(self, savemask: str) -> fits.ImageHDU:
        values = self.data
        if savemask == "nan" and self.mask is not None and np.any(self.mask):
            if values.dtype.kind != "f":
                raise ValueError(f"pixels of type {values.dtype} cannot be NaN; use savemask='dq'")
            values = self.masked_data().filled(np.nan)
        cards = fits.Header(self.header, copy=True)
        for pattern in (*_WCS_CARDS, "EXTNAME", "BUNIT", "BZERO", "BSCALE"):
            cards.remove(pattern, ignore_missing=True, remove_all=True) if "*" not in pattern else [
                cards.remove(card) for card in list(cards[pattern])
            ]
        if self.wcs is not None:
            cards.update(self.wcs.to_header())
        return _hdu(values, cards, "DATA", str_of(self.unit))

    def _row_and_column(self, center: Pair, unit: Any) -> Pair:
        y, x = (float(c) for c in center)
        if unit is None or self.wcs is None:
            return y, x
        scale = self._scale(unit)
        column, row = self.wcs.wcs_world2pix(x / scale, y / scale, 0)
        return float(row), float(column)

    def _scale(self, unit: Any) -> float:
        """Numbers in a unit for one in the unit of the coordinates."""
        from pixviewer.core.table.units import factor

        own = "" if self.wcs is None else str(self.wcs.wcs.cunit[0])
        return factor(own, unit) if own and unit is not None else 1.0


def str_of(unit: u.UnitBase) -> str:
    """How FITS spells a unit; as astropy does where FITS has no word for it."""
    try:
        return str(unit.to_string("fits"))
    except ValueError:
        return str(unit.to_string())


def _values_and_mask(data: Any, mask: Any, dtype: Any) -> tuple[npt.NDArray[Any], Any]:
    values = np.ma.getdata(data)
    if values.ndim not in (0, 2):  # astropy makes one of a number to compute with it
        raise ValueError(f"an image has two dimensions, got shape {values.shape}")
    masked = np.ma.getmaskarray(data).copy()
    if mask is not None and mask is not np.ma.nomask:
        masked |= np.broadcast_to(np.asarray(mask, np.bool_), masked.shape)
    if values.dtype.kind == "f":
        masked |= ~np.isfinite(values)
    kind = dtype or (np.float64 if values.dtype.kind == "f" else values.dtype)
    return values.astype(kind), masked


def _hdu(values: npt.NDArray[Any], cards: fits.Header, name: str, unit: str) -> fits.ImageHDU:
    hdu = fits.ImageHDU(values, cards.copy(), name=name)
    hdu.header.remove("BUNIT", ignore_missing=True)
    if unit:
        hdu.header["BUNIT"] = unit
    return hdu
