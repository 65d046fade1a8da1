"""Cards of a factor file: edges of the bins, as the pipeline has them, and what we know besides."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from astropy.io import fits

from pixviewer.core.calib.factors import Factors
from pixviewer.core.errors import PixTableError

T = TypeVar("T")

BIN = "ESO DRS MUSE LAMBDA"
CATEGORY = "AUTOCAL_FACTORS"
OURS = "PIXVIEWER FACTORS "
_LONGEST_TEXT = 40  # of what fits beside a long keyword

# Edges of neighbouring bins are written as the same number.
_GAP_ANGSTROM = 1e-3


def write_bins(header: fits.Header, edges: npt.NDArray[np.float64]) -> None:
    """Add the edges of bins, in Å."""
    for i, (low, high) in enumerate(pairwise(edges.tolist()), 1):
        header[f"HIERARCH {BIN}{i} MIN"] = (low, "[Angstrom] lower end")
        header[f"HIERARCH {BIN}{i} MAX"] = (high, "[Angstrom] upper end")


def read_bins(name: str, header: fits.Header) -> npt.NDArray[np.float64] | None:
    """Edges of bins in Å; None where there are none.

    Raises
    ------
    PixTableError
        If a card is missing or no number, or bins do not follow each other.
    """
    lows, highs = [], []
    n = 1
    while f"{BIN}{n} MIN" in header:
        lows.append(_number(name, header, f"{BIN}{n} MIN"))
        highs.append(_number(name, header, f"{BIN}{n} MAX"))
        n += 1
    if any(keyword.startswith(BIN) for keyword in header) and len(header[f"{BIN}* MIN"]) != len(lows):
        raise PixTableError(
            f"{name}: its primary header has no card {BIN}{n} MIN, though bins of higher numbers follow; "
            "give each bin its two edges"
        )
    if not lows:
        return None
    edges = np.array([*lows, highs[-1]])
    if (np.diff(edges) <= 0).any() or (np.abs(edges[1:] - np.array(highs)) > _GAP_ANGSTROM).any():
        raise PixTableError(
            f"{name}: the bins in its primary header ({BIN}… MIN and MAX) do not increase one after the "
            "other; correct these cards, or write the factors again"
        )
    return edges


def _number(name: str, header: fits.Header, keyword: str) -> float:
    try:
        value = float(header[keyword])
    except KeyError:
        raise PixTableError(
            f"{name}: its primary header has no card {keyword}; give each bin its two edges"
        ) from None
    except (TypeError, ValueError, fits.VerifyError):
        value = float("nan")
    if not np.isfinite(value):
        raise PixTableError(f"{name}: card {keyword} of its primary header is not a wavelength in Angstrom")
    return value


def write_origin(header: fits.Header, factors: Factors) -> None:
    """Add how, and of what, factors were made."""
    if factors.mode:
        header["HIERARCH ESO INS MODE"] = factors.mode
    if factors.date_obs:
        header["DATE-OBS"] = factors.date_obs
    texts = {"METHOD": factors.method, "TABLE": factors.table_name, "MASK": factors.mask_name}
    for word, text in texts.items():
        if text:
            header[f"HIERARCH {OURS}{word}"] = plain(text)
    if factors.corr_clip is not None:
        header[f"HIERARCH {OURS}CLIP"] = (float(factors.corr_clip), "limit of the corrections")
    if factors.table_rows:
        header[f"HIERARCH {OURS}ROWS"] = (int(factors.table_rows), "rows of that table")


def read_origin(header: fits.Header) -> dict[str, Any]:
    """What `Factors` wants to know of how and of what they were made, as far as cards say it."""
    return {
        "mode": _get(header, "ESO INS MODE", str, ""),
        "date_obs": _get(header, "DATE-OBS", str, ""),
        "method": _get(header, OURS + "METHOD", str, ""),
        "table_name": _get(header, OURS + "TABLE", str, ""),
        "mask_name": _get(header, OURS + "MASK", str, ""),
        "corr_clip": _get(header, OURS + "CLIP", float, None),
        "table_rows": _get(header, OURS + "ROWS", int, 0),
    }


def _get(header: Mapping[str, Any], keyword: str, kind: Callable[[Any], T], default: T | None) -> T | None:
    try:
        value = kind(header[keyword])
    except (KeyError, TypeError, ValueError, OverflowError, fits.VerifyError):
        return default
    return value.strip() if isinstance(value, str) else value  # type: ignore[return-value]


def plain(text: str) -> str:
    """Give a text in printable ASCII, which is all that FITS knows, no longer than a card has room for."""
    return "".join(c if " " <= c <= "~" else "?" for c in text).replace("'", "?")[:_LONGEST_TEXT]
