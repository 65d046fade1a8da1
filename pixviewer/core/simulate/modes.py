"""What is asked of a simulation: instrument mode, preset, part of the instrument, state and exposures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pixviewer.core.geometry import Range, State
from pixviewer.core.table.origin import N_IFU


@dataclass(frozen=True, slots=True)
class Mode:
    """An instrument mode: its usable wavelengths, the notch of its sodium filter, its scale on the sky."""

    name: str
    label: str
    filter_name: str
    wave: Range
    notch: Range | None
    scale_x: float  # arcsec per field pixel
    scale_y: float
    nominal_scale: float

    @property
    def is_narrow(self) -> bool:
        """Whether this is the narrow-field mode."""
        return self.nominal_scale < 0.1

    @property
    def has_laser(self) -> bool:
        """Whether adaptive optics is used, with its notch and Raman lines."""
        return self.notch is not None


_WIDE = (0.2, 0.2, 0.2)
_NARROW = (0.02519, 0.02542, 0.025)

MODES = {
    mode.name: mode
    for mode in (
        Mode("WFM-NOAO-N", "WFM nominal", "Blue", (4750.0, 9350.0), None, *_WIDE),
        Mode("WFM-NOAO-E", "WFM extended", "Clear", (4600.0, 9350.0), None, *_WIDE),
        Mode("WFM-AO-N", "WFM AO nominal", "Blue", (4700.0, 9350.0), (5805.0, 5966.0), *_WIDE),
        Mode("WFM-AO-E", "WFM AO extended", "Clear", (4600.0, 9350.0), (5755.0, 6008.0), *_WIDE),
        Mode("NFM-AO-N", "NFM, AO", "Blue", (4750.0, 9350.0), (5780.0, 6050.0), *_NARROW),
    )
}


@dataclass(frozen=True, slots=True)
class Preset:
    """A choice of IFUs and wavelengths (None: all that the mode has)."""

    name: str
    ifus: tuple[int, ...]
    waves: tuple[Range, ...] | None


ALL_IFUS = tuple(range(1, N_IFU + 1))

PRESETS = {
    preset.name: preset
    for preset in (
        # Three bins of the self-calibration with more than 50 rows a column; 19.7 million rows.
        Preset("demo", ALL_IFUS, ((6000.0, 6100.0), (6260.0, 6340.0), (6500.0, 6600.0))),
        # The bright star, and a strong sky line; 88 thousand rows.
        Preset("small", (5, 6, 7), ((6055.0, 6060.0), (6298.0, 6303.0))),
        # 324 million rows.
        Preset("full", ALL_IFUS, None),
    )
}


@dataclass(frozen=True, slots=True)
class Request:
    """A simulation, decided in every detail."""

    preset: str
    seed: int
    ifus: tuple[int, ...]
    waves: tuple[Range, ...]
    mode: Mode
    state: State
    n_exposure: int
    noise: float = 1.0  # 0 gives the expected values themselves

    @property
    def is_flux_calibrated(self) -> bool:
        """Whether values are fluxes, not electrons."""
        return self.state is not State.PIXEL

    @property
    def wave_array(self) -> npt.NDArray[np.float64]:
        """The ranges of wavelength, (n, 2)."""
        return np.array(self.waves, np.float64).reshape(-1, 2)


def request(
    preset: str,
    seed: int,
    ifus: Iterable[int] | None,
    waves: Sequence[Range] | None,
    mode: str,
    state: str,
    exposures: int,
) -> Request:
    """Check what is asked, and fill in what the preset has to say.

    Raises
    ------
    ValueError
        Naming the argument that does not fit, and what would.
    """
    if preset not in PRESETS:
        raise ValueError(f"preset must be one of {', '.join(PRESETS)}, got {preset!r}")
    if mode not in MODES:
        raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
    if state not in tuple(State):
        raise ValueError(f"state must be one of {', '.join(State)}, got {state!r}")
    if exposures < 1:
        raise ValueError(f"exposures must be 1 or more, got {exposures}")
    if exposures > 1 and state != State.POSITIONED:
        raise ValueError(f"a table of {exposures} exposures is always positioned; ask for state 'positioned'")
    chosen = PRESETS[preset]
    return Request(
        preset=preset,
        seed=int(seed),
        ifus=chosen.ifus if ifus is None else _ifus(ifus),
        waves=_waves(chosen.waves if waves is None else waves, MODES[mode]),
        mode=MODES[mode],
        state=State(state),
        n_exposure=int(exposures),
    )


def _ifus(ifus: Iterable[int]) -> tuple[int, ...]:
    numbers = tuple(sorted({int(number) for number in ifus}))
    if not numbers or numbers[0] < 1 or numbers[-1] > N_IFU:
        raise ValueError(f"ifus must be numbers from 1 to {N_IFU}, got {list(numbers)}")
    return numbers


def _waves(waves: Sequence[Range] | None, mode: Mode) -> tuple[Range, ...]:
    """Ranges inside what the mode can see, ascending, overlapping ones merged."""
    low, high = mode.wave
    merged: list[Range] = []
    for first, last in sorted(((float(a), float(b)) for a, b in waves or (mode.wave,))):
        if not first < last:
            raise ValueError(f"a range of wavelengths must increase, got ({first}, {last}) Å")
        first, last = max(first, low), min(last, high)
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        elif first < last:
            merged.append((first, last))
    if not merged:
        raise ValueError(f"nothing is left of the wavelengths: {mode.name} sees {low:g} to {high:g} Å")
    return tuple(merged)
