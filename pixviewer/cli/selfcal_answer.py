"""What `pixviewer selfcal` answers: an object for programs, and lines for people."""

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pixviewer.core.calib.judging import Judgement, Verdict
    from pixviewer.core.calib.suspects import Suspect

# Slices that are off, the farthest first; the report has more.
_MOST_SUSPECTS = 50


def answer(
    arguments: argparse.Namespace, n_row: int, judgement: "Judgement", listed: "list[Suspect]"
) -> dict[str, Any]:
    """The object, but for warnings and command."""
    sums = judgement.levels.sums
    n_masked = int(sums.n_masked.sum())
    bounds = zip(judgement.edges[:-1].tolist(), judgement.edges[1:].tolist(), judgement.by_bin, strict=True)
    return {
        "file": str(arguments.out),
        "rows": n_row,
        "method": judgement.factors.method,
        "corr_clip": judgement.factors.corr_clip,
        "bins": judgement.edges.tolist(),
        "mask": {
            "name": sums.mask_name or None,
            "masked": n_masked,
            "share": n_masked / n_row if n_row else 0.0,
        },
        "outside_bins": sums.n_outside,
        "not_finite": int(sums.n_bad.sum()),
        "median_sky": judgement.median_sky,
        "unit": sums.unit,
        "cells": {
            "total": int(judgement.has_rows.sum()),
            **{(bit.name or "").lower(): n for bit, n in judgement.states.items()},
        },
        "unmeasured": [list(pair) for pair in judgement.unmeasured_slices],
        "scatter": {
            "total": _scatter(judgement.total),
            "bins": [
                {"lambda": [low, high], **_scatter(one)} for low, high, one in bounds if one.before.n_cell
            ],
        },
        "improvement": judgement.improvement,
        "suspects": [_suspect(one) for one in listed[:_MOST_SUSPECTS]],
        "factors": None if arguments.save_factors is None else str(arguments.save_factors),
        "report": None if arguments.report is None else str(arguments.report),
    }


def lines(plain: dict[str, Any]) -> list[str]:
    """The same in short."""
    cells = plain["cells"]
    found = [
        f"{cells['measured']:,} of {cells['total']:,} slices and bins have a factor of their own; "
        f"{cells['total'] - cells['measured']:,} were given one or left as they are",
        f"{plain['rows']:,} rows corrected and written to {plain['file']}; "
        f"{plain['mask']['share']:.1%} of them were masked",
    ]
    return found + [f"{name}: {plain[name]}" for name in ("factors", "report") if plain[name] is not None]


def _scatter(one: "Verdict") -> dict[str, Any]:
    return {
        "cells": one.before.n_cell,
        "before": one.before.robust,
        "after": one.after.robust,
        "before_rms": one.before.rms,
        "after_rms": one.after.rms,
        "level_before_rms": one.level_before.rms,
        "level_after_rms": one.level_after.rms,
        "predicted": one.predicted,
        "noise": one.noise,
    }


def _suspect(one: "Suspect") -> dict[str, Any]:
    return {
        "ifu": one.ifu,
        "slice": one.slice_no,
        "bin": one.bin_no or None,
        "before": one.before,
        "after": one.after,
        "sigma": one.sigma,
        "masked": one.masked_share,
        "why": list(one.reasons),
    }
