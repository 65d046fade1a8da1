"""The primary header of a simulated table: the cards that the ESO pipeline writes and looks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from astropy.io import fits

from pixviewer import __version__
from pixviewer.core.geometry import Range, State
from pixviewer.core.simulate.instrument import ROW_PITCH, STACK_PITCH
from pixviewer.core.simulate.modes import Request
from pixviewer.core.simulate.pointing import DEC, FIRST_START, RA, X_REF, Y_REF, Exposure
from pixviewer.core.simulate.slices import Scene
from pixviewer.core.table.keywords import add_history

Cards = list[tuple[str, Any, str]]

DRS = "HIERARCH ESO DRS MUSE PIXTABLE"
# The files of one simulation shall not differ by the time at which it ran.
DATE = "2014-07-26T12:00:00"
_LST_AT_START = 76385.4  # s

# Parameters of the recipe that would have made the table; self-calibration needs a sky that is still there.
_PARAMETERS = (
    ("save", "individual"), ("resample", "drizzle"), ("weight", "exptime"), ("autocalib", "none"),
    ("raman_width", "20"), ("skymethod", "none"), ("lambdamin", "4000"), ("lambdamax", "10000"),
    ("lambdaref", "7000"), ("darcheck", "none"), ("rvcorr", "none"), ("astrometry", "true"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """Smallest and largest values of the columns of a table, or of a part of one."""

    x: Range
    y: Range
    wave: Range

    def joined(self, other: "Limits") -> "Limits":
        """Limits of both parts together."""
        return Limits(_join(self.x, other.x), _join(self.y, other.y), _join(self.wave, other.wave))


def _join(one: Range, other: Range) -> Range:
    return min(one[0], other[0]), max(one[1], other[1])


def table_header(scene: Scene, limits: Limits, n_row: int, command: str) -> fits.Header:
    """The primary header.

    Parameters
    ----------
    scene : Scene
    limits : Limits
        As they stand in the columns.
    n_row : int
        Rows of each exposure.
    command : str
        What makes the same table again.
    """
    request, first = scene.request, scene.exposures[0]
    cards: Cards = [("DATE", DATE, "file creation date (YYYY-MM-DDThh:mm:ss UT)")]
    if request.state is State.PIXEL and len(request.ifus) == 1:
        cards.append(("EXTNAME", f"CHAN{request.ifus[0]:02d}", "one IFU"))
    cards += _observation(first)
    cards += _world_coordinates(request)
    cards += _instrument(request)
    cards += _product(request)
    cards += _status(request, limits)
    cards += _offsets(scene, n_row)
    header = fits.Header([fits.Card(*card) for card in cards])
    add_history(header, f"simulated by pixviewer {__version__}")
    add_history(header, command)
    return header


def _observation(first: Exposure) -> Cards:
    seconds = (first.start - FIRST_START).total_seconds()
    midnight = first.start.replace(hour=0, minute=0, second=0, microsecond=0)
    return [
        ("ORIGIN", "SIMULATION", ""),
        ("TELESCOP", "ESO-VLT-U4", ""),
        ("INSTRUME", "MUSE", ""),
        ("OBJECT", "HDFS simulated", ""),
        ("RA", first.ra, "[deg] pointing (J2000)"),
        ("DEC", first.dec, "[deg] pointing (J2000)"),
        ("EQUINOX", 2000.0, ""),
        ("RADESYS", "FK5", ""),
        ("EXPTIME", first.exptime, "[s] integration time"),
        ("MJD-OBS", first.mjd, "observation start"),
        ("DATE-OBS", first.date_obs, ""),
        ("UTC", (first.start - midnight).total_seconds(), "[s] at start"),
        ("LST", round(_LST_AT_START + 1.0027379 * seconds, 3), "[s] LST at start"),
        ("PI-COI", "NOBODY", ""),
        ("OBSERVER", "NOBODY", ""),
    ]


def _world_coordinates(request: Request) -> Cards:
    """The world coordinates of a cube made from the table: they do not explain xpos and ypos."""
    if request.state is State.PIXEL:
        return [("SPECSYS", "TOPOCENT", "Spectral reference frame")]
    mode = request.mode
    cards: Cards = [
        ("CRPIX1", X_REF, ""),
        ("CD1_1", -mode.scale_x / 3600.0, ""),
        ("CTYPE1", "RA---TAN", ""),
        ("CUNIT1", "deg", ""),
        ("CRPIX2", Y_REF, ""),
        ("CD2_2", mode.scale_y / 3600.0, ""),
        ("CTYPE2", "DEC--TAN", ""),
        ("CUNIT2", "deg", ""),
        ("CD1_2", 0.0, ""),
        ("CD2_1", 0.0, ""),
    ]
    if request.state is State.POSITIONED:
        cards += [("CRVAL1", RA, ""), ("CRVAL2", DEC, "")]
    return [*cards, ("SPECSYS", "TOPOCENT", "Spectral reference frame")]


def _instrument(request: Request) -> Cards:
    cards: Cards = [
        ("OBS NAME", "simulated field", ""),
        ("OBS ID", 100101, ""),
        ("OBS PROG ID", "000.X-0000(A)", ""),
        ("OBS TARG NAME", "HDFS simulated", ""),
        ("DPR CATG", "SCIENCE", ""),
        ("DPR TYPE", "OBJECT", ""),
        ("DPR TECH", "IFU", ""),
        ("TPL NEXP", request.n_exposure, ""),
        ("TPL EXPNO", 1, ""),
        ("TEL AIRM START", 1.27758899755788, ""),
        ("TEL AIRM END", 1.25486967970476, ""),
        ("TEL ALT", 51.5106943110647, "[deg]"),
        ("TEL PARANG START", -29.9708412886508, "[deg]"),
        ("TEL PARANG END", -20.9295570188603, "[deg]"),
        ("TEL GEOLAT", -24.627, "[deg]"),
        ("TEL GEOLON", -70.404, "[deg]"),
        ("TEL GEOELEV", 2648.0, "[m]"),
        ("TEL AMBI TEMP", 11.3, "[deg C]"),
        ("TEL AMBI RHUM", 14.5, "[%]"),
        ("TEL AMBI PRES START", 743.6, "[hPa]"),
        ("TEL AMBI PRES END", 743.6, "[hPa]"),
        ("TEL AMBI FWHM START", 0.7, "[arcsec]"),
        ("TEL AMBI FWHM END", 0.7, "[arcsec]"),
        ("TEL IA FWHM", 0.7, "[arcsec]"),
        ("INS MODE", request.mode.name, request.mode.label),
        ("INS FILT NAME", request.mode.filter_name, ""),
        ("INS DROT MODE", "SKY", ""),
        ("INS DROT POSANG", 0.0, "[deg]"),
        ("INS DROT START", 0.0, "[deg]"),
        ("INS DROT END", 0.0, "[deg]"),
        ("DET READ CURID", 1, ""),
        ("DET READ CURNAME", "SCI1.0", ""),
        ("DET BINX", 1, ""),
        ("DET BINY", 1, ""),
    ]
    return [(f"HIERARCH ESO {name}", value, comment) for name, value, comment in cards]


def _product(request: Request) -> Cards:
    catg = {
        State.PIXEL: "PIXTABLE_OBJECT",
        State.PROJECTED: "PIXTABLE_REDUCED",
        State.POSITIONED: "PIXTABLE_POSITIONED",
    }[request.state]
    raws = [(k, ifu) for k in range(1, request.n_exposure + 1) for ifu in request.ifus]
    cards: Cards = [
        ("DID", "PRO-1.16", "Data dictionary for PRO"),
        ("CATG", "PIXTABLE_COMBINED" if request.n_exposure > 1 else catg, "Category of pipeline product"),
        ("TYPE", "REDUCED", "Product type"),
        ("TECH", "IFU", "Observation technique"),
        ("SCIENCE", True, "Scientific product if T"),
        ("REC1 ID", "muse_scipost", "Pipeline recipe (unique) identifier"),
        ("REC1 DRS ID", "cpl-7.2.3", "Data Reduction System identifier"),
        ("REC1 PIPE ID", "muse/2.8.7", "Pipeline (unique) identifier"),
    ]
    for number, (exposure, ifu) in enumerate(raws, 1):
        cards.append((f"REC1 RAW{number} NAME", f"PIXTABLE_OBJECT_{exposure:04d}-{ifu:02d}.fits", ""))
        cards.append((f"REC1 RAW{number} CATG", "PIXTABLE_OBJECT", ""))
    cards.append(("DATANCOM", len(raws), "Number of combined frames"))
    for number, (name, value) in enumerate(_PARAMETERS, 1):
        cards.append((f"REC1 PARAM{number} NAME", name, ""))
        cards.append((f"REC1 PARAM{number} VALUE", value, ""))
    return [(f"HIERARCH ESO PRO {name}", value, comment) for name, value, comment in cards]


def _status(request: Request, limits: Limits) -> Cards:
    n_ifu = len(request.ifus)
    cards: Cards = [("TYPE", "GEOFULL", "full geometry")]
    if request.state is State.PIXEL and n_ifu == 1:
        flat: Cards = [("FLAT FLUX SKY", 1000.0, ""), ("FLAT FLUX LAMP", 1000.0, "")]
        return [
            *((f"HIERARCH ESO DRS MUSE {name}", value, comment) for name, value, comment in flat),
            *((f"{DRS} {name}", value, comment) for name, value, comment in cards + _limits(request, limits)),
        ]
    cards += [("FFCORR", n_ifu, "corrected for flat-field"), ("MERGED", n_ifu, "Merged IFUs")]
    if request.state is not State.PIXEL:
        half = 2.0 * STACK_PITCH
        low = -150.0 + 12.0 * (request.ifus[0] - 1) * ROW_PITCH
        high = -150.0 + 12.0 * request.ifus[-1] * ROW_PITCH
        cards += [
            ("DAR CORRECT", 7000.0, "[Angstrom] reference"),
            ("PREDAR LIMITS XLO", -half, ""),
            ("PREDAR LIMITS XHI", half, ""),
            ("PREDAR LIMITS YLO", low, ""),
            ("PREDAR LIMITS YHI", high, ""),
            ("FLUXCAL", True, "flux-calibrated"),
        ]
    if request.state is State.PROJECTED:
        cards.append(("WCS", "projected (intermediate)", "Gnomonic"))
    if request.state is State.POSITIONED:
        cards.append(("WCS", "positioned (final)", "on the sky"))
    if request.n_exposure > 1:
        cards.append(("WEIGHTED", True, "relative weights"))
        cards.append(("COMBINED", request.n_exposure, "Combined exposures"))
    cards += _limits(request, limits)
    return [(f"{DRS} {name}", value, comment) for name, value, comment in cards]


def _limits(request: Request, limits: Limits) -> Cards:
    # On the sky, the pipeline keeps the limits as absolute positions.
    ra, dec = (RA, DEC) if request.state is State.POSITIONED else (0.0, 0.0)
    return [
        ("LIMITS X LOW", limits.x[0] + ra, ""),
        ("LIMITS X HIGH", limits.x[1] + ra, ""),
        ("LIMITS Y LOW", limits.y[0] + dec, ""),
        ("LIMITS Y HIGH", limits.y[1] + dec, ""),
        ("LIMITS LAMBDA LOW", limits.wave[0], ""),
        ("LIMITS LAMBDA HIGH", limits.wave[1], ""),
        ("LIMITS IFU LOW", request.ifus[0], ""),
        ("LIMITS IFU HIGH", request.ifus[-1], ""),
        ("LIMITS SLICE LOW", 1, ""),
        ("LIMITS SLICE HIGH", 48, ""),
    ]


def _offsets(scene: Scene, n_row: int) -> Cards:
    is_combined = scene.request.n_exposure > 1
    cards: Cards = []
    for number in _numbers(scene.exposures) if is_combined else [0]:
        for (ifu, slice_no), shape in scene.shapes.items():
            name = f"{DRS} EXP{number} IFU{ifu:02d} SLICE{slice_no:02d} XOFFSET"
            cards.append((name, shape.x_offset, "x-offset"))
        if is_combined:
            cards.append((f"{DRS} EXP{number} FIRST", (number - 1) * n_row, "first row index"))
            cards.append((f"{DRS} EXP{number} LAST", number * n_row - 1, "last row index"))
    return cards


def _numbers(exposures: Sequence[Exposure]) -> list[int]:
    return [exposure.number for exposure in exposures]
