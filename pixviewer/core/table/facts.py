"""What the header says about the state of a table, without reading a column."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from astropy.io import fits

from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.geometry import Frame, State
from pixviewer.core.table.columns import COUNT_UNIT, FLUX_UNIT, WAVE_UNIT, Column, variance_unit
from pixviewer.core.table.keywords import PREFIX

_STATE_OF_UNIT = {
    "pix": State.PIXEL,
    "pixel": State.PIXEL,
    "rad": State.PROJECTED,
    "radian": State.PROJECTED,
    "deg": State.POSITIONED,
    "degree": State.POSITIONED,
}
_ANGSTROM = ("angstrom", "angstroms", "aa", "0.1 nm", "")
POSITION_UNIT = {State.PIXEL: "pix", State.PROJECTED: "rad", State.POSITIONED: "deg"}


@dataclass(frozen=True, slots=True)
class Badge:
    """One statement about a table, short enough for a chip in the window."""

    label: str
    value: str
    keyword: str
    tip: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Processing state of a table."""

    object_name: str
    mode: str
    date_obs: str
    exptime: float | None
    data_unit: str
    fluxcal: bool
    skysub: bool
    autocal: str | None
    weighted: bool
    ffcorr: int | None
    merged: int | None
    combined: int | None
    dar: float | None
    rvcorr: float | None
    vacuum: bool
    channel: int | None

    @property
    def variance_unit(self) -> str:
        """Unit of the variance."""
        return variance_unit(self.data_unit)

    def badges(self) -> list[Badge]:
        """The statements that a chip each is worth, in a fixed order."""
        n_ifu = f"{self.merged} IFUs" if self.merged else f"IFU {self.channel}" if self.channel else ""
        found = [
            ("", n_ifu, "MERGED", "IFUs merged into this table"),
            ("", f"{self.combined} exposures" if self.combined else "", "COMBINED", "exposures combined"),
            ("", self.mode, "ESO INS MODE", "instrument mode"),
            ("FLUXCAL", _yes(self.fluxcal), "FLUXCAL", "flux calibrated"),
            ("SKYSUB", _yes(self.skysub), "SKYSUB", "sky subtracted"),
            ("DAR", _number(self.dar, "Å"), "DAR CORRECT", "refraction corrected to this wavelength"),
            ("RVCORR", _number(self.rvcorr, "km/s"), "RVCORR", "velocity correction applied"),
            ("AUTOCAL", self.autocal or "no", "AUTOCAL", "self-calibration of the slices"),
            ("FFCORR", "yes" if self.ffcorr else "", "FFCORR", "flat-field spectrum corrected"),
            ("WEIGHTED", "yes" if self.weighted else "", "WEIGHTED", "rows have exposure weights"),
        ]
        return [
            Badge(label, value, keyword if keyword.startswith("ESO") else PREFIX + keyword, tip)
            for label, value, keyword, tip in found
            if value
        ]


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _number(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:g} {unit}"


def read_facts(header: fits.Header, data_unit: str) -> Facts:
    """Processing state from the primary header and the unit of the data."""
    unit = normal_data_unit(data_unit)
    channel = re.match(r"CHAN(\d\d)", str(header.get("EXTNAME", "")))
    return Facts(
        object_name=str(header.get("OBJECT", "")).strip(),
        mode=str(header.get("ESO INS MODE", "")).strip(),
        date_obs=str(header.get("DATE-OBS", "")).strip(),
        exptime=_get(header, "EXPTIME", float),
        data_unit=unit,
        fluxcal=bool(header.get(PREFIX + "FLUXCAL", unit == FLUX_UNIT)),
        skysub=bool(header.get(PREFIX + "SKYSUB", False))
        or any(method != "none" for method in _sky_methods(header)),
        autocal=_autocal(header),
        weighted=bool(header.get(PREFIX + "WEIGHTED", False)),
        ffcorr=_get(header, PREFIX + "FFCORR", int),
        merged=_get(header, PREFIX + "MERGED", int),
        combined=_get(header, PREFIX + "COMBINED", int),
        dar=_get(header, PREFIX + "DAR CORRECT", float),
        rvcorr=_get(header, PREFIX + "RVCORR", float),
        vacuum=str(header.get(PREFIX + "SPECTYPE", header.get("SPECTYPE", "AWAV"))).strip() == "WAVE",
        channel=int(channel[1]) if channel else None,
    )


def _get(header: fits.Header, keyword: str, kind: type) -> Any:
    try:
        return kind(header[keyword])
    except KeyError:
        return None
    except (TypeError, ValueError, OverflowError, fits.VerifyError):
        warnings.warn(f"header card {keyword} is not a number, and is ignored", PixTableWarning, 2)
        return None


def _sky_methods(header: fits.Header) -> Iterator[str]:
    """Pipeline parameters ``skymethod``, of every run: often the only trace that sky was subtracted."""
    for keyword in header["ESO PRO REC* PARAM* NAME"]:
        if str(header[keyword]).strip() == "skymethod":
            yield str(header.get(keyword.removesuffix("NAME") + "VALUE", "none")).strip()


def _autocal(header: fits.Header) -> str | None:
    text = str(header.get(PREFIX + "AUTOCAL", "")).strip()
    if text:
        return text
    for keyword in header["MPDAF METH* ID"]:
        if str(header[keyword]).strip().endswith("selfcalibrate"):
            return "mpdaf"
    return None


def normal_data_unit(text: str) -> str:
    """The pipeline's spelling of a data unit, whatever program wrote it; unknown units stay as they are."""
    unit = text.strip()
    if unit.lower() in ("count", "counts", "ct", "electron", "electrons"):
        return COUNT_UNIT
    words = set(re.findall(r"[A-Za-z]+", unit))
    if {"erg", "s", "cm"} <= words and words & {"Angstrom", "AA", "angstrom"} and "20" in unit:
        return FLUX_UNIT
    return unit


def with_normal_units(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Columns with the pipeline's unit strings, which it compares letter by letter, whatever the file has."""
    position = POSITION_UNIT[read_state(columns["x"].unit, columns["y"].unit)]
    wave = columns["wave"].unit.strip()
    if wave.lower() not in _ANGSTROM:
        raise PixTableError(f"the unit of lambda is {wave!r}; it must be Angstrom")
    data = normal_data_unit(columns["data"].unit)
    units = {"x": position, "y": position, "wave": WAVE_UNIT, "data": data, "variance": variance_unit(data)}
    return {name: replace(column, unit=units.get(name, column.unit)) for name, column in columns.items()}


def read_state(x_unit: str, y_unit: str) -> State:
    """Coordinate state from the units of xpos and ypos.

    Raises
    ------
    PixTableError
        If the units are unknown or disagree.
    """
    states = [_STATE_OF_UNIT.get(unit.strip().lower()) for unit in (x_unit, y_unit)]
    if states[0] is None or states[0] is not states[1]:
        raise PixTableError(
            f"the units of xpos and ypos are {x_unit.strip()!r} and {y_unit.strip()!r}; "
            "they must both be pix, rad or deg (BUNIT of the extensions, or TUNIT of the columns)"
        )
    return states[0]


def warn_of_conflict(state: State, header: fits.Header) -> None:
    """Warn if the header calls the positions something else than their unit says."""
    keyword = str(header.get(PREFIX + "WCS", "")).split(" ")[0]
    told = {"projected": State.PROJECTED, "positioned": State.POSITIONED}.get(keyword)
    if told not in (None, state):
        warnings.warn(
            f"the header says {keyword!r} of the positions but their unit is {POSITION_UNIT[state]}; "
            "going by the unit",
            PixTableWarning,
            stacklevel=3,
        )


def read_frame(state: State, header: fits.Header) -> Frame:
    """How positions are to be read: state and reference point.

    Raises
    ------
    PixTableError
        If the reference point is missing or not a number.
    """
    narrow = str(header.get("ESO INS MODE", "")).startswith("NFM")
    if state is State.PIXEL:
        return Frame(state, narrow_field=narrow)
    names = ("RA", "DEC") if state is State.PROJECTED else ("CRVAL1", "CRVAL2")
    values = []
    for name in names:
        try:
            values.append(float(header[name]))
        except (KeyError, TypeError, ValueError, fits.VerifyError) as error:
            raise PixTableError(
                f"the primary header has no usable {name}, which a table in the "
                f"{state} state needs as reference"
            ) from error
    return Frame(state, values[0], values[1], narrow)
