"""Search colours for categories, and print them as `pixviewer/model/palettes.py` holds them.

``python docs/make_palettes.py`` takes a minute. Candidates are a lattice of sRGB colours that stand out from
black, grey, white and the light of what is picked. Labels that touch in a picture shall differ as much as
can be, for every eye and also where one of the two is dimmed, as cells with few rows are; all others
at least a little. A walk changes one label at a time, less and less often for the worse.
"""

from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from pixviewer.core.table.adjacency import touching_ifus, touching_slices, touching_stacks
from pixviewer.model.colour_vision import EYES, difference, lab

Numbers = npt.NDArray[Any]
BACKGROUNDS = ((0, 0, 0), (20, 23, 27), (128, 128, 128), (255, 255, 255))
LIT = (255, 60, 200)  # the colour of what is picked
DIMMED = 0.85
N_LEVEL, N_STEP, N_TRY = 10, 40_000, 3


def candidates(apart: float, strength: float) -> Numbers:
    """Colours that stand out from the backgrounds for every eye, and from what is picked for the usual one.

    ``strength`` is the least chroma, so that none is taken for a grey.
    """
    levels = np.round(np.linspace(0, 255, N_LEVEL))
    colours = np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(-1, 3)
    worst = np.full(len(colours), np.inf)
    for eye in EYES:
        grounds = lab(BACKGROUNDS, eye)
        for seen in (lab(colours, eye), lab(DIMMED * colours, eye)):
            worst = np.minimum(worst, difference(seen[:, None], grounds).min(axis=1))
    lit = difference(lab(colours), lab(LIT))
    is_strong = np.hypot(*lab(colours)[:, 1:].T) > strength
    chosen: Numbers = colours[(worst > apart) & (lit > apart) & is_strong]
    return chosen


def distances(colours: Numbers) -> tuple[Numbers, Numbers]:
    """Differences between all colours: the least for any eye and brightness, and the usual one."""
    worst = np.full((len(colours), len(colours)), np.inf)
    for eye in EYES:
        bright, dim = lab(colours, eye), lab(DIMMED * colours, eye)
        for a, b in ((bright, bright), (bright, dim), (dim, bright)):
            worst = np.minimum(worst, difference(a[:, None], b[None]))
    usual = difference(lab(colours)[:, None], lab(colours)[None])
    return worst, usual


def search(n: int, pairs: Any, colours: Numbers, least: float, seed: int) -> tuple[float, float, Numbers]:
    """Assign colours to ``n`` labels; gives the least difference of pairs, that of all, and the colours."""
    rng = np.random.default_rng(seed)
    worst, usual = distances(colours)
    beside: list[list[int]] = [[] for _ in range(n)]
    for a, b in pairs:
        beside[a - 1].append(b - 1)
        beside[b - 1].append(a - 1)
    chosen = rng.permutation(len(colours))[:n]

    def gain(i: int, colour: int) -> float:
        """How well one label is off, with the closest of its neighbours and of all labels."""
        near = worst[colour, chosen[beside[i]]]
        others = np.delete(usual[colour, chosen], i)
        # The closest counts most by far, but a little is gained by the others too.
        crowd = np.exp(-near / 1.5).sum() + np.exp(-(others - least) / 0.4).clip(max=1e3).sum() * np.exp(-12)
        return float(-np.log(crowd + 1e-300))

    best = (-1.0, -1.0, colours[chosen])
    for step in range(N_STEP):
        heat = 0.6 * (1 - step / N_STEP) ** 2 + 1e-3
        i, colour = int(rng.integers(n)), int(rng.integers(len(colours)))
        if rng.random() < np.exp(min((gain(i, colour) - gain(i, int(chosen[i]))) / heat, 0.0)):
            chosen[i] = colour
            if step > N_STEP // 2:
                found = measured(chosen, beside, worst, usual, colours)
                best = max(best, found, key=lambda f: f[0] if f[1] >= least else -1.0)
    return best


def measured(chosen: Numbers, beside: Any, worst: Numbers, usual: Numbers, colours: Numbers) -> Any:
    """Least differences of a choice, and its colours."""
    near = min(worst[chosen[i], chosen[j]] for i, row in enumerate(beside) for j in row)
    n = len(chosen)
    apart = usual[np.ix_(chosen, chosen)][np.triu_indices(n, 1)].min()
    return float(near), float(apart), colours[chosen]


def main() -> None:
    """Print all palettes."""
    all_flags = frozenset(combinations(range(1, 13), 2))
    wanted = (
        ("SLICES", 48, touching_slices(), 15.0, 5.0, 12.0),
        ("IFUS", 24, touching_ifus(), 17.0, 8.0, 15.0),
        ("STACKS", 4, touching_stacks(), 20.0, 20.0, 30.0),
        ("EXPOSURES", 12, all_flags, 14.0, 10.0, 15.0),
        ("FLAGS", 12, all_flags, 11.0, 10.0, 45.0),
    )
    for name, n, pairs, from_grounds, least, strength in wanted:
        colours = candidates(from_grounds, strength)
        found = max((search(n, pairs, colours, least, seed) for seed in range(N_TRY)), key=lambda f: f[0])
        print(f"# {name}: touching {found[0]:.1f}, any two {found[1]:.1f}, {len(colours)} candidates")
        print([f"#{int(r):02x}{int(g):02x}{int(b):02x}" for r, g, b in found[2]])


if __name__ == "__main__":
    main()
