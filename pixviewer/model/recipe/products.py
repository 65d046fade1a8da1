"""Steps that write what is made of rows: tables, images, spectra, lists, fits."""

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pixviewer.core.numerals import join_numbers
from pixviewer.core.table.regions import Region as CoreRegion
from pixviewer.model.extracting import ExtractPlan, command_line
from pixviewer.model.lines.commands import line_options, line_source
from pixviewer.model.lines.requests import LineMapRequest
from pixviewer.model.recipe.commands import rows_command, spectrum_command
from pixviewer.model.recipe.expressions import list_source, region_source, rows_source
from pixviewer.model.recipe.step import Source, Step
from pixviewer.model.resolve import Choice, SpectrumRequest
from pixviewer.model.tools.chosen import choice_options
from pixviewer.model.tools.fitting import MODELS, FitRequest, command_of

_FACTORS = "--factors"


def extraction(plan: ExtractPlan, source: Source) -> Step:
    """Rows as a table of their own."""
    words = shlex.split(command_line(replace(plan, overwrite=False), source.path))
    told = command_line(plan, source.path)
    if source.factors is not None:
        told += f" # of the table seen through {source.factors}"
    rows = plan.selection()
    chosen = "None" if rows.is_everything else rows_source(rows)
    form = f", form={plan.form!r}" if plan.form != "image" else ""
    return Step(
        f"extract to {plan.path.name}",
        (plan.path,),
        f"rows = {chosen}\npv.extract(table, rows, out({str(plan.path)!r}){form}, command={told!r})",
        # The command has no option for factors.
        command=tuple(words) if source.factors is None else (),
    )


def spectrum(request: SpectrumRequest, path: Path, source: Source) -> Step:
    """The spectrum of some rows, above its background where there is one."""
    told = spectrum_command(request, source.path, path)
    lines = [f"found = pv.spectrum(table, {rows_source(request.choice)}, step={request.step!r})"]
    imports: tuple[str, ...] = ()
    if request.background is not None:
        rest = f"pv.spectrum(table, {rows_source(request.background)}, step={request.step!r})"
        lines += [f"background = {rest}", "found = subtract_background(found, background)"]
        imports = ("from pixviewer.core.products.background import subtract_background",)
    lines.append(f"pv.write_spectrum(found, out({str(path)!r}), command={told!r})")
    words = (*shlex.split(told), *_through(source)) if told else ()
    return Step(f"spectrum to {path.name}", (path,), "\n".join(lines), imports=imports, command=words)


def image(choice: Choice, statistic: str, path: Path, source: Source) -> Step:
    """The white-light image."""
    words = ["pixviewer", "image", source.name, str(path), *choice_options(choice)]
    words += ["--statistic", statistic] if statistic != "mean" else []
    words += _through(source)
    lines = [
        f"found = pv.white_light(table, {rows_source(choice)}, statistic={statistic!r})",
        f"pv.write_image(found, out({str(path)!r}), table=table, command={shlex.join(words)!r})",
    ]
    return Step(f"image to {path.name}", (path,), "\n".join(lines), command=tuple(words))


def line_map(request: LineMapRequest, path: Path, source: Source) -> Step:
    """A line minus its continuum."""
    words = ["pixviewer", "image", source.name, str(path), *choice_options(request.choice)]
    words += [*line_options(request), *_through(source)]
    lines = [
        f"found = {line_source(request, rows_source(request.choice))}",
        f"pv.write_image(found, out({str(path)!r}), table=table, command={shlex.join(words)!r})",
    ]
    return Step(f"line map to {path.name}", (path,), "\n".join(lines), command=tuple(words))


def detectors(ifus: Sequence[int], choice: Choice, quantity: str, path: Path, source: Source) -> Step:
    """Detectors of some IFUs."""
    words = ["pixviewer", "detimage", source.name, str(path), "--ifu", join_numbers(ifus)]
    words += [*choice_options(choice)] + (["--quantity", quantity] if quantity != "data" else [])
    words += _through(source)
    lines = [
        f"rows = {rows_source(choice)}",
        f"found = (pv.detector_image(table, ifu, rows, quantity={quantity!r}) for ifu in {list(ifus)})",
        f"pv.write_detector_images(found, out({str(path)!r}), table=table, command={shlex.join(words)!r})",
    ]
    return Step(f"detectors to {path.name}", (path,), "\n".join(lines), command=tuple(words))


def rows_list(choice: Choice, path: Path, source: Source) -> Step:
    """Rows with every column, decoded."""
    told = rows_command(choice, source.path)
    body = f"write_rows(table, {rows_source(choice)}, out({str(path)!r}), command={told!r})"
    imports = ("from pixviewer.core.io.row_files import write_rows",)
    # The command prints them; it writes no file.
    return Step(f"rows to {path.name}", (path,), body, imports=imports)


def fit(request: FitRequest, path: Path, source: Source) -> Step:
    """A star that was fitted; in bins of wavelength where there is a step."""
    told = command_of(request, source.path)
    of = f"table, {rows_source(request.choice)}"
    model = f", model={request.model!r}" if request.model != MODELS[0] else ""
    to = f"found, out({str(path)!r}), command={told!r}"
    if request.step is None:
        body = f"found = pv.fit_profile({of}{model})\nwrite_profile_fit({to})"
        imports: tuple[str, ...] = ("from pixviewer.core.io.profile_fits import write_profile_fit",)
    else:
        body = f"found = pv.fit_profile_by_wavelength({of}, step={request.step!r}{model})\n"
        body, imports = f"{body}pv.write_profile_curve({to})", ()
    return Step(f"fit to {path.name}", (path,), body, imports=imports)


def regions(items: Sequence[CoreRegion], path: Path) -> Step:
    """A file of regions."""
    body = list_source("regions", [region_source(one) for one in items])
    return Step(
        f"regions to {path.name}",
        (path,),
        f"{body}\npv.write_regions(regions, out({str(path)!r}), table.frame)",
    )


def _through(source: Source) -> list[str]:
    return [_FACTORS, str(source.factors)] if source.factors is not None else []
