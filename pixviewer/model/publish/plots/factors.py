"""Maps and curves of a self-calibration, and its bins over the sky."""

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Grid
from pixviewer.model.publish.figure import (
    PICK,
    Axis,
    Bundle,
    Dots,
    Figure,
    Layer,
    Legend,
    Line,
    Panel,
    Raster,
    Rule,
    Scale,
    Span,
)
from pixviewer.model.publish.numbers import Column, Numbers
from pixviewer.model.publish.plots.parts import hex_colour, labelled, plain_bar
from pixviewer.model.publish.plots.slices import IFU_TICKS
from pixviewer.model.publish.plots.spectrum import wave_label
from pixviewer.model.publish.stage import Stage
from pixviewer.model.selfcal.cell_text import bin_text
from pixviewer.model.selfcal.curves import CurveSet, curves_of, difference_curves
from pixviewer.model.selfcal.map_colours import SHORT_WORDS, SYMBOLS, coloured, kind_colour
from pixviewer.model.selfcal.maps import DIFFERENCE, QUANTITIES, STATE, CellMap, Subject, map_of
from pixviewer.model.slices import slice_order

MAPS, CURVES, BINS = "factor-maps", "factor-curves", "bins"
Floats = npt.NDArray[np.float64]
N_IFU, N_SLICE = 24, 48
CURVE_COLUMNS = 6
_SHARES = 0.08, 0.92  # of the colour map: no curve may vanish on either paper
_BRIGHT = 99.0  # percentile of the sky that fills the panel: its lines are a thousand times the rest


def has_subject(stage: Stage) -> bool:
    """Whether there are factors to show."""
    return stage.workspace.exhibits.subject is not None


def _subject(stage: Stage) -> Subject:
    subject = stage.workspace.exhibits.subject
    assert subject is not None
    return subject


# Maps


def has_maps(stage: Stage) -> bool:
    """Whether at least one of the two maps can be drawn."""
    return has_subject(stage) and bool(_maps(stage))


def _maps(stage: Stage) -> list[CellMap]:
    exhibits, found = stage.workspace.exhibits, []
    for quantity in (exhibits.state.left, exhibits.state.right):
        try:
            found.append(map_of(_subject(stage), quantity, exhibits.bin_no, exhibits.state.limit))
        except ValueError:
            continue  # the view says in words what is missing
    return found


def maps_figure(stage: Stage) -> Figure:
    """Describe the maps side by side: slices across, IFUs upwards."""
    exhibits, subject = stage.workspace.exhibits, _subject(stage)
    found = _maps(stage)
    panels = tuple(_map_panel(stage, one) for one in found)
    marks = [subject.name, bin_text(subject, exhibits.bin_no), exhibits.mark]
    names = " and ".join(QUANTITIES[one.quantity].lower() for one in found)
    return Figure(" · ".join([names[:1].upper() + names[1:], *filter(None, marks)]), panels, len(panels))


def _map_panel(stage: Stage, found: CellMap) -> Panel:
    order, names, label = slice_order(stage.workspace.linked.slices.numbering)
    rgba = np.ascontiguousarray(coloured(found)[:, order - 1])
    ticks = tuple((float(i), name) for i, name in enumerate(names, 1))
    layers: list[Layer] = [Raster(rgba, Grid(0.5, 0.5, 1.0, 1.0, N_SLICE, N_IFU))]
    kinds = found.kinds[:, order - 1]
    for kind, symbol in enumerate(SYMBOLS):
        rows, places = np.nonzero(kinds == kind)
        if symbol and rows.size:
            layers.append(Dots(_from_one(places), _from_one(rows), "#1c1c1c", 2.0, symbol))
    return Panel(
        Axis(label, 0.5, N_SLICE + 0.5, ticks=ticks), Axis("IFU", 0.5, N_IFU + 0.5, ticks=IFU_TICKS),
        tuple(layers), bar=_map_bar(found), shape=0.62,
    )  # fmt: skip


def _from_one(numbers: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> Floats:
    return np.asarray(numbers + 1, np.float64)


def _map_bar(found: CellMap) -> Scale | Legend:
    if found.quantity == STATE:
        kinds = np.flatnonzero(np.bincount(found.kinds.ravel())).tolist()
        return Legend(tuple(SHORT_WORDS[k] for k in kinds), tuple(hex_colour(kind_colour(k)) for k in kinds),
                      "State", True)  # fmt: skip
    return plain_bar(found.cmap, found.lo, found.hi, labelled(found.title, found.unit))


def maps_numbers(stage: Stage) -> Numbers:
    """A line for each slice, with both quantities and its state."""
    exhibits, subject = stage.workspace.exhibits, _subject(stage)
    found = _maps(stage)
    columns = [*_cells_of_slices()]
    for one in found:
        values = one.values.astype(np.int64) if one.quantity == STATE else one.values
        unit = "" if one.unit == "pixels" else one.unit
        columns.append(Column(one.quantity, values.ravel(), unit, one.title))
    if all(one.quantity != STATE for one in found):
        words = np.array(SHORT_WORDS)[found[0].kinds.ravel()]
        columns.append(Column("state", words, "", "what became of the slice"))
    notes = (("factors", subject.name), ("bin", bin_text(subject, exhibits.bin_no)))
    unique = {column.name: column for column in columns}
    return Numbers("Maps of a self-calibration", tuple(unique.values()), notes=notes)


def _cells_of_slices() -> tuple[Column, ...]:
    from pixviewer.core.table.origin import ccd_to_sky

    ifu, ccd = (n.ravel() + 1 for n in np.indices((N_IFU, N_SLICE)))
    return (
        Column("ifu", ifu, "", "1 to 24"),
        Column("slice_ccd", ccd, "", "slice in CCD numbering, 1 to 48"),
        Column("slice_sky", np.asarray(ccd_to_sky(ccd)), "", "slice in sky numbering, 1 to 48"),
    )


# Curves


def curves_shown(stage: Stage) -> CurveSet:
    """Curves that the view shows: factors, or differences of two sets where there are two."""
    subject = _subject(stage)
    if stage.workspace.exhibits.state.curves == DIFFERENCE:
        try:
            return difference_curves(subject)
        except ValueError:
            pass  # the view says what is missing; factors there are
    return curves_of(subject)


def curves_figure(stage: Stage) -> Figure:
    """Describe a panel for every IFU, or the one that has all the room."""
    curves, zoomed = curves_shown(stage), stage.workspace.exhibits.state.zoomed
    box = stage.box(CURVES) or curves.box
    colours = _slice_colours()
    ifus = (zoomed,) if zoomed else tuple(range(1, N_IFU + 1))
    panels = tuple(_curve_panel(stage, curves, ifu, box, colours) for ifu in ifus)
    labels = tuple(str(n) for n in range(1, N_SLICE + 1))
    bar = Legend(labels, tuple(hex_colour(c) for c in colours.tolist()), "Slice (CCD numbering)")
    what = f"{curves.label} against wavelength · {_subject(stage).name}"
    return Figure(what, panels, 1 if zoomed else CURVE_COLUMNS, bar, is_joined=True)


def _slice_colours() -> "np.ndarray[tuple[int, int], np.dtype[np.uint8]]":
    from pixviewer.model.colour_maps import colour_table

    return np.asarray(colour_table("viridis")[np.round(255 * np.linspace(*_SHARES, N_SLICE)).astype(int)])


def _curve_panel(
    stage: Stage, curves: CurveSet, ifu: int, box: tuple[float, float, float, float],
    colours: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]",
) -> Panel:  # fmt: skip
    values = curves.factor[:, ifu - 1].T
    x = curves.wave
    if x.size == 1:  # a single bin is as long as it is wide
        x, values = curves.edges[0], np.repeat(values, 2, axis=1)
    known = np.isfinite(values).any(axis=1)
    layers: list[Layer] = [Rule(curves.middle), Bundle(x, values[known], colours[known])]
    rgba = np.column_stack([colours, np.full(N_SLICE, 255, np.uint8)])
    for marked, symbol in ((curves.spikes, "dot"), (curves.clipped, "cross")):
        i, s = np.nonzero(np.isfinite(marked[:, ifu - 1]))
        if i.size:
            layers.append(Dots(curves.wave[i], marked[i, ifu - 1, s], rgba[s], 1.8, symbol))
    if not known.any():
        layers = [Rule(curves.middle)]
    title = f"IFU {ifu}" if known.any() else f"IFU {ifu}: no rows"
    return Panel(Axis(wave_label(stage), box[0], box[1]), Axis(curves.label, box[2], box[3]), tuple(layers),
                 title=title, shape=0.8)  # fmt: skip


def curves_numbers(stage: Stage) -> Numbers:
    """A line for each bin of each slice that has rows."""
    curves = curves_shown(stage)
    i, ifu, s = np.nonzero(np.isfinite(curves.factor))
    at = (i, ifu, s)
    unit = "%" if "%" in curves.label else ""
    columns = [
        Column("bin", curves.bins[i], "", "from 1"),
        Column("wave_low", curves.edges[i, 0], "Angstrom", "lower end of the bin"),
        Column("wave_high", curves.edges[i, 1], "Angstrom", "upper end of the bin"),
        Column("ifu", ifu + 1, "", "1 to 24"),
        Column("slice_ccd", s + 1, "", "slice in CCD numbering, 1 to 48"),
        Column("factor" if not unit else "difference", curves.factor[at], unit, curves.label),
        Column("spike", curves.spikes[at], "", "factor that was taken for a spike and replaced"),
        Column("clipped", curves.clipped[at], "", "own factor, too far off the half IFU and replaced"),
    ]
    return Numbers("Curves of a self-calibration", tuple(columns),
                   notes=(("factors", _subject(stage).name),))  # fmt: skip


# Bins over the sky


def has_bins(stage: Stage) -> bool:
    """Whether bins are shown over the sky of the table."""
    return has_subject(stage) and stage.workspace.exhibits.sky is not None


def bins_figure(stage: Stage) -> Figure:
    """Describe the spectrum of the sky with the ends of the bins, the chosen one marked."""
    exhibits, subject = stage.workspace.exhibits, _subject(stage)
    sky, shown = exhibits.sky, subject.shown
    assert sky is not None
    edges = np.unique(np.concatenate([shown.low, shown.high]))
    top = float(np.nanpercentile(sky.value, _BRIGHT)) if np.isfinite(sky.value).any() else 1.0
    chosen = np.flatnonzero(shown.index + 1 == exhibits.bin_no)
    layers: list[Layer] = [
        *(Rule(float(edge), True, "counts") for edge in edges),
        *(Span(float(shown.low[i]), float(shown.high[i]), part=PICK) for i in chosen),
        Line(sky.wave, sky.value, "curve"),
    ]
    table = stage.workspace.table
    label = labelled("Mean of the sky", table.facts.data_unit if table is not None else "")
    panel = Panel(Axis(wave_label(stage), float(edges[0]), float(edges[-1])), Axis(label, 0.0, 1.1 * top),
                  tuple(layers), shape=0.3)  # fmt: skip
    return Figure(f"Bins over the sky · {bin_text(subject, exhibits.bin_no)}", (panel,))


def bins_numbers(stage: Stage) -> Numbers:
    """The spectrum of the sky, with the bin of each wavelength."""
    exhibits, shown = stage.workspace.exhibits, _subject(stage).shown
    sky = exhibits.sky
    assert sky is not None
    place = np.zeros(sky.wave.size, np.int64)
    for number, low, high in zip(shown.index + 1, shown.low, shown.high, strict=True):
        place[(sky.wave >= low) & (sky.wave < high)] = number
    table = stage.workspace.table
    unit = table.facts.data_unit if table is not None else ""
    columns = (
        Column("wavelength", sky.wave, "Angstrom"),
        Column("sky", sky.value, unit, "mean of a sketch of the rows"),
        Column("bin", place, "", "from 1; 0 is in none"),
    )
    return Numbers("Sky of the bins", columns)
