"""Arrays and header of a small table of IFUs 5 and 6."""

import numpy as np
from astropy.io import fits

from pixviewer.core.table import origin

RA0, DEC0 = 338.2292, -60.5636
CARD = "HIERARCH ESO DRS MUSE PIXTABLE "
COSMIC = 32


def arrays(n: int, seed: int = 1) -> dict[str, np.ndarray]:
    """Rows of two IFUs within 10 arcsec of the centre, every tenth with a cosmic ray."""
    random = np.random.default_rng(seed)
    ifu = np.repeat([5, 6], [n // 2, n - n // 2])
    slice_no = random.integers(1, 49, n)
    radius = np.radians(10 / 3600) * np.sqrt(random.random(n))
    return {
        "x": random.random(n) * 2 * np.pi,
        "y": -radius,
        "wave": np.sort(random.uniform(6000, 6100, n)),
        "data": random.normal(100, 5, n),
        "flags": np.where(np.arange(n) % 10 == 0, COSMIC, 0),
        "variance": np.full(n, 25.0),
        "origin": origin.encode(ifu, slice_no, random.integers(0, 4112, n), random.integers(20, 100, n)),
    }


def header(state: str) -> fits.Header:
    """The cards that the columns need to be understood."""
    cards = fits.Header()
    cards["RA"], cards["DEC"] = RA0, DEC0
    cards["OBJECT"] = "test field"
    cards["HIERARCH ESO INS MODE"] = "WFM-NOAO-N"
    cards[CARD + "TYPE"] = "GEOFULL"
    cards[CARD + "MERGED"] = 2
    cards[CARD + "FLUXCAL"] = True
    if state == "projected":
        cards[CARD + "WCS"] = "projected (intermediate)"
    for ifu in (5, 6):
        for slice_no in range(1, 49):
            cards[f"{CARD}EXP0 IFU{ifu:02d} SLICE{slice_no:02d} XOFFSET"] = 80 * slice_no
    return cards
