"""What the header of a corrected table says, so that nobody corrects it twice.

The pipeline goes by its keyword AUTOCAL; MPDAF adds to a list of the methods that a table went through.
"""

from astropy.io import fits

from pixviewer._version import __version__
from pixviewer.core.calib.factors import Factors
from pixviewer.core.table.keywords import PREFIX
from pixviewer.core.table.pixtable import PixTable

AUTOCAL = PREFIX + "AUTOCAL"
MPDAF_METHOD = "drs.pixtable.selfcalibrate"
DEFAULT_CLIP = 15.0

# Methods that are self-calibrations; other factors were made by somebody, from something.
SELF_CALIBRATIONS = ("mpdaf", "deepfield")


def record(table: PixTable, factors: Factors) -> fits.Header:
    """Header of a table, with the cards that say that it was corrected by these factors.

    Parameters
    ----------
    table : PixTable
    factors : Factors

    Returns
    -------
    Header
        A copy. ``AUTOCAL`` is ``slice-median`` when the factors were measured on this table, which MPDAF's
        record then says too, and ``user`` for factors from elsewhere: the pipeline's words for both.
    """
    header = table.header.copy()
    if not are_of(factors, table):
        header[f"HIERARCH {AUTOCAL}"] = ("user", "used user table for slice autocalibration")
        return header
    clip = DEFAULT_CLIP if factors.corr_clip is None else factors.corr_clip
    # The comment is longer than its card, as the pipeline's own: it begins with the number for that reason.
    header[f"HIERARCH {AUTOCAL}"] = ("slice-median", f"{clip:.3f} (autocalibration clipping limit)")
    _add_method(header, factors.mask_name, clip)
    return header


def are_of(factors: Factors, table: PixTable) -> bool:
    """Whether factors were measured on this table, as far as can be told."""
    return (
        factors.method in SELF_CALIBRATIONS
        and factors.date_obs == table.facts.date_obs
        and factors.table_rows == table.n_row
    )


def _add_method(header: fits.Header, mask_name: str, clip: float) -> None:
    """MPDAF's record of a self-calibration, after those that are there."""
    n = 1
    while f"MPDAF METH{n} ID" in header:
        n += 1
    start = f"HIERARCH MPDAF METH{n} "
    header[f"{start}VERSION"] = (f"pixviewer {__version__}", "program")
    header[f"{start}ID"] = (MPDAF_METHOD, "MPDAF method identifier")
    header[f"{start}PARAM1 NAME"] = ("mask", "mask of objects")
    header[f"{start}PARAM1 VALUE"] = _that_fits(f"{start}PARAM1 VALUE", mask_name)
    header[f"{start}PARAM2 NAME"] = ("corr_clip", "limit of the corrections")
    header[f"{start}PARAM2 VALUE"] = clip


def _that_fits(keyword: str, text: str) -> str:
    """As much of a text as a HIERARCH card has room for; FITS knows printable ASCII only."""
    plain = "".join(c if " " <= c <= "~" else "?" for c in text).replace("'", "?")
    return plain[: 80 - len(keyword) - len(" = ''")]
