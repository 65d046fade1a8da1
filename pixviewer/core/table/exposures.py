"""What the header of a combined table says of each of its exposures."""

from dataclasses import dataclass

from astropy.io import fits

from pixviewer.core.geometry import ARCSEC_PER_DEG
from pixviewer.core.table.pixtable import PixTable

_PREFIX = "ESO DRS MUSE "


@dataclass(frozen=True, slots=True)
class ExposureInfo:
    """One exposure of a table.

    Attributes
    ----------
    number : int
        From 1, in the order of the rows.
    date_obs : str
        Empty where the header does not say it: a combined table tells it only with the offset.
    ra_offset, dec_offset : float or None
        Offset that was applied, arcsec; None where none is recorded.
    flux_scale : float or None
        Factor that was applied to its fluxes; None where none is recorded.
    first, last : int
        Its rows, from 0.
    """

    number: int
    date_obs: str
    ra_offset: float | None
    dec_offset: float | None
    flux_scale: float | None
    first: int
    last: int

    @property
    def n_row(self) -> int:
        """Number of rows."""
        return self.last - self.first + 1


def exposures(table: PixTable) -> list[ExposureInfo]:
    """Exposures of a table, from its header.

    Offsets are those of the offset list of the pipeline, in degrees of coordinate there and in arcsec here:
    that of RA is not multiplied with cos Dec.
    """
    header, offsets = table.header, table.offsets
    found = []
    for i in range(offsets.n_exposure):
        k = i + 1
        date = str(header.get(f"{_PREFIX}OFFSET{k} DATE-OBS", "")).strip()
        if not date and i == 0:
            date = table.facts.date_obs  # other cards of a combined table are those of its first exposure
        found.append(
            ExposureInfo(
                number=k,
                date_obs=date,
                ra_offset=_arcsec(header, f"{_PREFIX}OFFSET{k} DRA"),
                dec_offset=_arcsec(header, f"{_PREFIX}OFFSET{k} DDEC"),
                flux_scale=_number(header, f"{_PREFIX}FLUX SCALE{k}"),
                first=int(offsets.first[i]),
                last=int(offsets.last[i]),
            )
        )
    return found


def _number(header: fits.Header, keyword: str) -> float | None:
    value = header.get(keyword)
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _arcsec(header: fits.Header, keyword: str) -> float | None:
    value = _number(header, keyword)
    return None if value is None else value * ARCSEC_PER_DEG
