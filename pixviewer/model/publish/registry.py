"""All plots: whoever makes a new view or diagram adds a line, and it can be exported."""

from functools import partial

from pixviewer.core.errors import PixviewerError
from pixviewer.model.publish.plot import Plot
from pixviewer.model.publish.plots import sky, spectrum
from pixviewer.model.publish.stage import Stage
from pixviewer.model.state import IMAGE, SCATTER

PLOTS: tuple[Plot, ...] = (
    Plot(IMAGE, "Sky image", partial(sky.has_sky, name=IMAGE), partial(sky.sky_figure, name=IMAGE),
         sky.image_numbers),
    Plot(SCATTER, "Sky scatter", partial(sky.has_sky, name=SCATTER), partial(sky.sky_figure, name=SCATTER),
         sky.scatter_numbers),
    Plot(spectrum.SPECTRUM, "Spectrum", spectrum.has_spectrum, spectrum.spectrum_figure,
         spectrum.spectrum_numbers, "open a table with wavelengths"),
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
