"""What is made of a pixel table: detector images, mask columns, a sky spectrum."""

import os
import warnings
from typing import Any

import numpy as np

from pixviewer.core.products.detector import DetectorImage, detector_image
from pixviewer.core.products.sky_reference import sky_reference
from pixviewer.mpdaf.image import Image
from pixviewer.mpdaf.mask import PixTableMask
from pixviewer.mpdaf.selecting import Selecting
from pixviewer.mpdaf.spectrum import Spectrum, WaveAxis


class Products(Selecting):
    """Images, masks and spectra by MPDAF's names."""

    def reconstruct_det_image(
        self,
        xstart: int | None = None,
        ystart: int | None = None,
        xstop: int | None = None,
        ystop: int | None = None,
    ) -> Image | None:
        """Put the values back on the detector; the table must be of one IFU.

        Parameters
        ----------
        xstart, ystart, xstop, ystop : int, optional
            First and last column and row, from 0; by default those that have rows.

        Returns
        -------
        Image or None
            NaN where there is no row; its world coordinates are the detector pixel. None without rows.

        Raises
        ------
        ValueError
            If the table is of several IFUs, or the limits make no sense.
        """
        if self._table is None:
            return None
        made = self._detector_image("data", (xstart, xstop), (ystart, ystop))
        return Image(data=made.value.astype(np.float64), wcs=_pixel_wcs(made), unit=self.unit_data)

    def reconstruct_det_waveimage(self) -> Image | None:
        """Put the wavelengths back on the detector, 0 where there is no row; see `reconstruct_det_image`."""
        if self._table is None:
            return None
        made = self._detector_image("wave", (None, None), (None, None))
        values = np.where(made.count > 0, made.value.astype(np.float64), 0.0)
        return Image(data=values, wcs=_pixel_wcs(made), unit=self.wave)

    def _detector_image(
        self, quantity: str, x: tuple[int | None, int | None], y: tuple[int | None, int | None]
    ) -> DetectorImage:
        self._bound()
        core = self._core()
        ifus = np.flatnonzero(np.bincount(self.origin2ifu(core.column("origin"))))
        if self.nifu != 1 or ifus.size != 1:
            raise ValueError(
                f"the table holds IFUs {', '.join(map(str, ifus))} (MERGED {self.nifu}), and a detector "
                "image is of one: extract(ifu=...) first"
            )
        made = detector_image(core, int(ifus[0]), quantity=quantity, crop=True)
        limits = (made.x0, made.x0 + made.value.shape[1]), (made.y0, made.y0 + made.value.shape[0])
        if x + y == (None,) * 4:
            return made
        (x0, x1), (y0, y1) = (
            (low if ends[0] is None else int(ends[0]), high if ends[1] is None else int(ends[1]) + 1)
            for ends, (low, high) in zip((x, y), limits, strict=True)
        )
        return detector_image(core, int(ifus[0]), quantity=quantity, x=(x0, x1), y=(y0, y1))

    def mask_column(self, maskfile: str | os.PathLike[str] | None = None) -> Any:
        """Find which rows a mask image masks.

        Parameters
        ----------
        maskfile : path, optional
            Image with world coordinates: above 0 on objects; masks of the ESO pipeline, which are 1 on the
            sky, are recognised.

        Returns
        -------
        PixTableMask; without a file an array of False
            Rows outside the image are not masked, which a warning counts.
        """
        if maskfile is None:
            return np.zeros(self.nrows, np.bool_)
        from pixviewer.core.calib.mask import mask_rows
        from pixviewer.core.io.masks import read_mask

        mask = mask_rows(self._searched(), read_mask(maskfile))
        return PixTableMask(maskfile=os.fspath(maskfile), maskcol=mask.masked, pixtable=self.filename)

    def sky_ref(
        self,
        pixmask: PixTableMask | None = None,
        dlbda: float = 1.0,
        nmax: int = 2,
        nclip: float | tuple[float, float] = 5.0,
        nstop: int = 2,
        lmin: float | None = None,
        lmax: float | None = None,
    ) -> Spectrum:
        """Make a reference spectrum of the sky: the clipped median in wavelength bins. Long deprecated.

        Parameters
        ----------
        pixmask : PixTableMask, optional
            Rows to leave out.
        dlbda : float
            Width of the bins in Å.
        nmax : int
            How often to clip.
        nclip : float or (float, float)
            How many standard deviations below and above the median are kept.
        nstop : int
            A clipping that would leave fewer values is not made.
        lmin, lmax : float, optional
            Start of the first bin, and what the last one must reach, in Å.

        Returns
        -------
        Spectrum
            NaN in bins without rows. Its wavelengths begin with that of the first row.
        """
        warnings.warn("sky_ref served a self-calibration of old, and is deprecated", DeprecationWarning, 2)
        low, high = np.broadcast_to(np.asarray(nclip, np.float64), 2).tolist()
        masked = None if pixmask is None else np.asarray(pixmask.maskcol).astype(np.bool_)
        made = sky_reference(
            self._core(),
            masked,
            step=dlbda,
            low=lmin or None,
            high=lmax or None,
            rounds=nmax,
            clip=(low, high),
            fewest=nstop,
        )
        wave = WaveAxis(made.shortest, dlbda, made.value.size)
        return Spectrum(made.value, wave, self.unit_data)

    def subtract_slice_median(self, skyref: Any, pixmask: Any) -> None:
        """Not there any more; `selfcalibrate` took its place."""
        raise AttributeError("subtract_slice_median was replaced by selfcalibrate")

    def divide_slice_median(self, skyref: Any, pixmask: Any) -> None:
        """Not there any more; `selfcalibrate` took its place."""
        raise AttributeError("divide_slice_median was replaced by selfcalibrate")


def _pixel_wcs(made: DetectorImage) -> Any:
    from astropy.wcs import WCS

    return WCS(made.wcs_cards(), naxis=2)
