"""`pixviewer fit`: position and width of a star, fitted on the selected rows themselves."""

import argparse
import math
from typing import TYPE_CHECKING, Any

from pixviewer.cli.arguments import add_json, path, positive
from pixviewer.cli.criteria import add_selection, command_options, expression
from pixviewer.cli.session import NothingSelected, Session, command_line

if TYPE_CHECKING:
    from pixviewer.core.products.profile import ProfileFit
    from pixviewer.core.products.profile_curve import ProfileCurve

MODELS = ("gaussian", "moffat")

_VALUES = ("ra", "dec", "xi", "eta", "fwhm", "amplitude", "background", "beta")
_CURVE = ("ra", "dec", "fwhm", "amplitude", "background")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=path, metavar="FILE", help="pixel table")
    parser.add_argument(
        "--model", choices=MODELS, default="gaussian", help="round profile on a constant background"
    )
    parser.add_argument(
        "--step", type=positive, metavar="ANGSTROM", help="fit in bins of wavelength of this width too"
    )
    add_selection(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Fit, and print what was found."""
    from pixviewer.core.products.profile import fit_profile
    from pixviewer.core.products.profile_curve import fit_profile_by_wavelength
    from pixviewer.core.products.rows import count_rows

    curve: ProfileCurve | None = None
    with session.open(arguments.file) as table:
        selected = expression(arguments, table.frame)
        options = [] if arguments.model == MODELS[0] else ["--model", arguments.model]
        if arguments.step is not None:
            options += ["--step", f"{arguments.step!r}"]
        command = command_line("fit", arguments.file, *command_options(arguments, table.frame), *options)
        table.ensure_blocks(session.progress)
        counts = count_rows(table, selected, progress=session.progress)
        if counts.n_good == 0:
            raise NothingSelected(f"no good row of {table.name} is selected, so there is nothing to fit")
        settings: dict[str, Any] = {"model": arguments.model, "progress": session.progress}
        if arguments.step is not None:
            curve = fit_profile_by_wavelength(table, selected, step=arguments.step, **settings)
        fit = curve.whole if curve is not None else fit_profile(table, selected, **settings)
    if not fit.converged:
        session.note(f"warning: {fit.message}")
    plain = {"file": str(arguments.file), "rows": counts.n_row, **_as_json(fit), "command": command}
    words = _words(fit)
    if curve is not None:
        plain |= {"step": arguments.step, "bins": _bins_as_json(curve)}
        words += ["", *_lines(curve)]
    session.result(plain, "\n".join(words))


def _as_json(fit: "ProfileFit") -> dict[str, Any]:
    numbers = {name: getattr(fit, name) for value in _VALUES for name in (value, f"{value}_error")}
    return {
        "model": fit.model,
        "converged": fit.converged,
        "message": fit.message,
        "good": fit.n_point,
        "bad": fit.n_left_out,
        **numbers,
        "sigma": fit.sigma,
        "alpha": fit.alpha,
        "plane_unit": fit.plane_unit,
        "unit": fit.unit,
        "chi2": fit.chi2,
        "dof": fit.dof,
        "reduced_chi2": fit.reduced_chi2,
        "iterations": fit.n_iteration,
    }


def _bins_as_json(curve: "ProfileCurve") -> list[dict[str, Any]]:
    names = [name for value in _VALUES for name in (value, f"{value}_error")]
    return [
        {
            "lambda": [curve.edges[i], curve.edges[i + 1]],
            "good": curve.n_point[i],
            "converged": curve.converged[i],
            "message": curve.message[i],
            **{name: getattr(curve, name)[i] for name in (*names, "reduced_chi2")},
        }
        for i in range(curve.wave.size)
    ]


def _words(fit: "ProfileFit") -> list[str]:
    """The fit for people: each value with its error and unit."""
    from pixviewer.model.coordinates import dms, hms

    is_sky = fit.plane_unit == "arcsec"
    first, second = ("RA", "Dec") if is_sky else ("x", "y")
    angle, plane = ("°", "″") if is_sky else ("pix", "pix")
    lines = [
        f"{fit.model} on {fit.n_point:,} good rows ({fit.n_left_out:,} left out): {fit.message}",
        _line(first, fit.ra, fit.ra_error, angle) + (f"   {hms(fit.ra)}" if is_sky else ""),
        _line(second, fit.dec, fit.dec_error, angle) + (f"   {dms(fit.dec)}" if is_sky else ""),
    ]
    if is_sky:
        lines += [_line("ξ", fit.xi, fit.xi_error, plane), _line("η", fit.eta, fit.eta_error, plane)]
    lines.append(_line("FWHM", fit.fwhm, fit.fwhm_error, plane))
    if fit.model == "moffat":
        lines.append(_line("β", fit.beta, fit.beta_error, ""))
    lines += [
        _line("amplitude", fit.amplitude, fit.amplitude_error, fit.unit),
        _line("background", fit.background, fit.background_error, fit.unit),
        f"χ²/dof      {fit.chi2:.6g} / {fit.dof} = {fit.reduced_chi2:.4g}",
    ]
    return lines


def _line(name: str, value: float, error: float, unit: str) -> str:
    return f"{name:<11} {plus_minus(value, error)} {unit}".rstrip()


def _lines(curve: "ProfileCurve") -> list[str]:
    """One line a bin that has rows."""
    is_sky = curve.plane_unit == "arcsec"
    heads = ("RA", "Dec") if is_sky else ("x", "y")
    lines = [
        f"{'Å':>8}  {'rows':>8}  " + "  ".join(f"{head:>26}" for head in (*heads, *_CURVE[2:])) + "    χ²/dof"
    ]
    for i, wave in enumerate(curve.wave):
        if curve.n_point[i] == 0:
            continue
        start = f"{wave:>8g}  {curve.n_point[i]:>8d}  "
        if not curve.converged[i]:
            lines.append(start + curve.message[i])
            continue
        pairs = [(getattr(curve, name)[i], getattr(curve, f"{name}_error")[i]) for name in _CURVE]
        numbers = "  ".join(f"{plus_minus(*pair):>26}" for pair in pairs)
        lines.append(f"{start}{numbers}  {curve.reduced_chi2[i]:>8.4g}")
    return lines


def plus_minus(value: float, error: float) -> str:
    """A value and its error, which has two digits."""
    if not (math.isfinite(value) and math.isfinite(error) and error > 0):
        return f"{value:.8g} ± {error:.2g}"
    decimals = max(0, 1 - math.floor(math.log10(error)))
    return f"{value:.{decimals}f} ± {error:.{decimals}f}"
