"""An extraction as a Python script that does the same without a window."""

import math
from pathlib import Path
from typing import Any

from pixviewer.core.geometry import Shape
from pixviewer.core.table.quality import names_of
from pixviewer.core.table.selection import Combined, Expression, Selection
from pixviewer.core.table.shape_options import shape_sizes
from pixviewer.model.extracting import ExtractPlan

_RANGES = ("wave", "x_det", "y_det", "value", "variance", "snr")
_SHAPES = ("Annulus", "Circle", "Square")


def script(plan: ExtractPlan, source: Path | None, factors: Path | None = None) -> str:
    """The lines of the script; run, it writes the same rows to the file of the plan.

    With a file of factors, of the table seen through them.
    """
    rows = plan.selection()
    chosen = "None  # all rows" if rows.is_everything else expression_source(rows)
    names = {"extract", "open_table"}
    names |= {"read_factors", "through"} if factors is not None else set()
    seen = f"    table = through(table, read_factors({str(factors)!r}))\n" if factors is not None else ""
    names |= {name for name in ("Selection", *_SHAPES) if f"{name}(" in chosen}
    form = f", form={plan.form!r}" if plan.form != "image" else ""
    overwrite = ", overwrite=True" if plan.overwrite else ""
    return (
        f"from pixviewer import {', '.join(sorted(names, key=lambda name: (name.islower(), name)))}\n\n"
        f"with open_table({str(source or 'TABLE.fits')!r}) as table:\n"
        f"{seen}"
        f"    rows = {chosen}\n"
        f"    n_row = extract(table, rows, {str(plan.path)!r}{form}{overwrite})\n"
        '    print(f"{n_row} rows")\n'
    )


def expression_source(expression: Expression) -> str:
    """A selection as Python writes it, without loss."""
    if isinstance(expression, Combined):
        parts = [expression_source(part) for part in expression.parts]
        if expression.operator == "not":
            return f"~{parts[0]}"
        return "(" + f" {'&' if expression.operator == 'and' else '|'} ".join(parts) + ")"
    assert isinstance(expression, Selection)
    words = [f"{name}={_setting(expression, name)}" for name in expression.kinds]
    words += ["match='any'"] if expression.match == "any" else []
    return f"Selection({', '.join(words)})"


def _setting(selection: Selection, name: str) -> str:
    value: Any = getattr(selection, name)
    if name == "shapes":
        return "[" + ", ".join(map(_shape_source, value)) + "]"
    if name in _RANGES:
        return "[" + ", ".join(f"({_end(low)}, {_end(high)})" for low, high in value) + "]"
    if name in ("flags", "no_flags"):
        return repr(names_of(value))
    return repr(list(value) if isinstance(value, tuple) else value)


def _shape_source(shape: Shape) -> str:
    numbers = (shape.ra, shape.dec, *shape_sizes(shape))
    return f"{type(shape).__name__}({', '.join(repr(float(number)) for number in numbers)})"


def _end(end: float) -> str:
    return "None" if math.isinf(end) else repr(float(end))
