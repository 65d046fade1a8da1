"""All plots: whoever makes a new view or diagram adds a line, and it can be exported."""

from functools import partial

from pixviewer.core.errors import PixviewerError
from pixviewer.model.publish.plot import Plot
from pixviewer.model.publish.plots import (
    compare,
    detector,
    diagrams,
    examined,
    factors,
    histogram,
    mask_left,
    sky,
    slices,
    spectrum,
)
from pixviewer.model.publish.stage import Stage
from pixviewer.model.state import COMPARE, IMAGE, SCATTER

_FACTORS = "run the self-calibration, or load factors"

PLOTS: tuple[Plot, ...] = (
    Plot(IMAGE, "Sky image", partial(sky.has_sky, name=IMAGE), partial(sky.sky_figure, name=IMAGE),
         sky.image_numbers),
    Plot(SCATTER, "Sky scatter", partial(sky.has_sky, name=SCATTER), partial(sky.sky_figure, name=SCATTER),
         sky.scatter_numbers),
    Plot(spectrum.SPECTRUM, "Spectrum", spectrum.has_spectrum, spectrum.spectrum_figure,
         spectrum.spectrum_numbers, "open a table with wavelengths"),
    Plot(detector.DETECTOR, "Detector", detector.has_detector, detector.detector_figure,
         detector.detector_numbers, "show the detector view"),
    Plot(slices.SLICES, "Slice map", slices.has_slices, slices.slices_figure, slices.slices_numbers,
         "show the slice map"),
    Plot(COMPARE, "Compare", compare.has_pair, compare.compare_figure, compare.compare_numbers,
         "compare with a second table, and show the compare view"),
    Plot(histogram.HISTOGRAM, "Histogram of values", histogram.has_histogram, histogram.histogram_figure,
         histogram.histogram_numbers, "show the histogram"),
    Plot(histogram.CUTS, "Cuts of a picture", histogram.has_cuts, histogram.cuts_figure,
         histogram.cuts_numbers, "show the Cuts panel"),
    Plot(factors.MAPS, "Factor maps", factors.has_maps, factors.maps_figure, factors.maps_numbers, _FACTORS),
    Plot(factors.CURVES, "Factor curves", factors.has_subject, factors.curves_figure, factors.curves_numbers,
         _FACTORS),
    Plot(factors.BINS, "Bins over the sky", factors.has_bins, factors.bins_figure, factors.bins_numbers,
         _FACTORS),
    Plot(mask_left.MASK_LEFT, "What the mask leaves", mask_left.has_mask_left, mask_left.mask_left_figure,
         mask_left.mask_left_numbers, "show the Mask panel, and make a mask"),
    *diagrams.FITS,
    Plot(examined.EXAMINED, "Examined place", examined.has_examined, examined.examined_figure,
         examined.examined_numbers, "with the tool Examine (6), press R or H at a place"),
    Plot(diagrams.COLUMNS, "Columns of rows", diagrams.has_columns, diagrams.columns_figure,
         diagrams.columns_numbers, "show the Plot panel"),
    Plot(diagrams.CONTENTS, "Contents", diagrams.has_contents, diagrams.contents_figure,
         diagrams.contents_numbers, "show the Contents panel"),
    Plot("slice", "Slice inspector", diagrams.has_inspected, diagrams.slice_figure, diagrams.slice_numbers,
         "pick a slice, and look at it in the Slice panel"),
    *diagrams.SLICE_PARTS,
)  # fmt: skip

BY_IDENT = {plot.ident: plot for plot in PLOTS}


def plot_of(ident: str) -> Plot:
    """A plot by its name.

    Raises
    ------
    PixviewerError
        If there is none, with those that there are.
    """
    if ident not in BY_IDENT:
        raise PixviewerError(f"no plot is named {ident!r}; there are {', '.join(BY_IDENT)}")
    return BY_IDENT[ident]


def shown_plots(stage: Stage) -> list[Plot]:
    """Plots that show something now."""
    return [plot for plot in PLOTS if plot.is_shown(stage)]
