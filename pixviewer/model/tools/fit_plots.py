"""What is drawn of a fit: diagrams by name."""

import numpy as np

from pixviewer.model.diagrams import DOTS, LINE, MARKS, Diagram, Series
from pixviewer.model.tools.fitting import FitAnswer
from pixviewer.model.units import pretty_unit

PROFILE, RESIDUAL, MAP = "profile", "residual", "map"

# Names of diagrams, and whether they are against wavelength.
PLOTS = (
    (PROFILE, "Values and model against radius"),
    (RESIDUAL, "Value − model against radius"),
    (MAP, "Value − model on the sky"),
)
CURVES = (
    ("fwhm", "FWHM against wavelength"),
    ("centre", "Centre against wavelength"),
    ("amplitude", "Amplitude against wavelength"),
    ("background", "Background against wavelength"),
    ("beta", "β against wavelength"),
    ("reduced_chi2", "χ²/dof against wavelength"),
)


def plots_of(answer: FitAnswer) -> list[tuple[str, str]]:
    """Diagrams that an answer has, as pairs of name and title."""
    curves = [c for c in CURVES if c[0] != "beta" or answer.fit.model == "moffat"]
    return [*PLOTS, *(curves if answer.curve is not None else [])]


def diagram(answer: FitAnswer, name: str) -> Diagram:
    """Diagram of a name, other than the map."""
    if name in (PROFILE, RESIDUAL):
        return _against_radius(answer, name)
    return _against_wave(answer, name)


def _plane(answer: FitAnswer) -> str:
    return "″" if answer.fit.plane_unit == "arcsec" else " pix"


def _against_radius(answer: FitAnswer, name: str) -> Diagram:
    unit, plane = pretty_unit(answer.fit.unit), _plane(answer)
    rings = answer.rings
    if name == PROFILE:
        model = Series(answer.model_radius, answer.model_value, style=LINE, role="band")
        rows = Series(answer.radius, answer.value, style=DOTS, role="counts")
        mean = Series(rings.radius, rings.value, rings.value_error, MARKS)
        series, left = [rows, model, mean], (f"Value [{unit}]", unit or "Value")
    else:
        rows = Series(answer.radius, answer.difference, style=DOTS, role="counts")
        mean = Series(rings.radius, rings.difference, rings.value_error, MARKS)
        series, left = [rows, mean], (f"Value − model [{unit}]", "Value − model")
    bottom = (f"Distance from the centre [{plane.strip()}]", f"r [{plane.strip()}]")
    return Diagram(series, bottom, left, (plane, ""), zero=name == RESIDUAL)


def _against_wave(answer: FitAnswer, name: str) -> Diagram:
    curve, plane = answer.curve, _plane(answer)
    assert curve is not None
    bottom = ("Wavelength [Å]", "λ [Å]")
    units = {
        "fwhm": plane.strip(), "amplitude": pretty_unit(curve.unit), "background": pretty_unit(curve.unit),
    }  # fmt: skip
    if name == "centre":
        # Against the fit of all wavelengths, so that milliarcseconds are seen.
        whole = curve.whole
        is_sky = plane == "″"
        names = ("Δα cos δ", "Δδ") if is_sky else ("x", "y")
        east = Series(
            curve.wave, curve.xi - whole.xi, curve.xi_error, MARKS, "curve", "disc", f"● {names[0]}"
        )
        north = Series(
            curve.wave, curve.eta - whole.eta, curve.eta_error, MARKS, "band", "square", f"■ {names[1]}"
        )
        left = (f"Centre − mean [{plane.strip()}]", f"Offset [{plane.strip()}]")
        return Diagram([east, north], bottom, left, (" Å", plane), zero=True)
    values = getattr(curve, name)
    error = getattr(curve, f"{name}_error", np.zeros_like(values))
    title = dict(CURVES)[name].split(" against")[0]
    unit = units.get(name, "")
    left = (f"{title} [{unit}]" if unit else title, title)
    own = plane if name == "fwhm" else ""
    return Diagram([Series(curve.wave, values, error, MARKS)], bottom, left, (" Å", own))
