"""Any value of a dataclass that is kept in projects, by the types of its fields."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, Union

from hypothesis import strategies as st

from pixviewer.core.calib.deciding import DECISIONS, SliceVerdict
from pixviewer.core.calib.minimum import Minimum
from pixviewer.core.calib.painting import Disc, Group, Outline, Stroke
from pixviewer.core.geometry import Annulus, Circle, Square
from pixviewer.core.io.region_files.content import OtherShape
from pixviewer.core.table.regions import ROLES
from pixviewer.core.table.regions import Region as CoreRegion
from pixviewer.core.table.selection import Expression, Selection
from pixviewer.model.filters import Chip
from pixviewer.model.project.hints import hints_of

finite = st.floats(allow_nan=False, allow_infinity=False)
degrees = st.floats(0, 359.9)
sizes = st.floats(1e-3, 1e3)
places = st.lists(st.tuples(finite, finite), min_size=3, max_size=8).map(tuple)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def ranges(draw: st.DrawFn, ends: st.SearchStrategy[float] = finite) -> tuple[tuple[float, float], ...]:
    """One or two ranges that increase, perhaps open at an end."""
    found = []
    for _ in range(draw(st.integers(1, 2))):
        low, high = sorted(draw(st.lists(ends, min_size=2, max_size=2, unique=True)))
        found.append((low, high if draw(st.booleans()) else float("inf")))
    return tuple(found)


selections = st.builds(
    Selection,
    shapes=st.lists(st.builds(Circle, degrees, degrees.map(lambda d: d / 4), sizes), max_size=2),
    wave=st.one_of(st.just(()), ranges(st.floats(4000, 9999))),
    ifu=st.lists(st.integers(1, 24), max_size=3),
    snr=st.one_of(st.just(()), ranges()),
    flags=st.integers(0, 2**32 - 1),
    good=st.booleans(),
    match=st.sampled_from(["all", "any"]),
)
expressions = st.recursive(
    selections,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a: ~a, inner),
    ),
    max_leaves=4,
)
chips = st.one_of(
    st.builds(Chip, st.just("ifu"), st.lists(st.integers(1, 24), min_size=1, max_size=3).map(tuple)),
    st.builds(Chip, st.sampled_from(["value", "snr", "wave"]), ranges(st.floats(1, 9999)), st.booleans()),
    st.builds(Chip, st.just("flags"), st.lists(st.sampled_from(["HotPixel", "Dark"])).map(tuple)),
)

# What a constructor accepts, where that is less than its types say.
_OWN: dict[Any, st.SearchStrategy[Any]] = {
    Circle: st.builds(Circle, degrees, degrees.map(lambda d: d / 4), sizes),
    Square: st.builds(Square, degrees, degrees.map(lambda d: -d / 4), sizes),
    Annulus: st.builds(lambda r, d, a, b: Annulus(r, d, a, a + b), degrees, st.just(0.0), sizes, sizes),
    Selection: selections,
    Expression: expressions,
    Chip: chips,
    Stroke: st.builds(Stroke, places, sizes, st.booleans()),
    Disc: st.builds(Disc, finite, finite, sizes, st.booleans()),
    Outline: st.builds(Outline, places, st.booleans()),
    Minimum: st.builds(Minimum, st.integers(0, 999), st.integers(0, 99), st.integers(0, 75)),
    SliceVerdict: st.builds(
        SliceVerdict, st.integers(1, 24), st.integers(1, 48), st.sampled_from(list(DECISIONS)), texts
    ),
    CoreRegion: st.builds(
        CoreRegion, texts, selections, st.sampled_from(ROLES), st.just("cyan"),
        st.lists(texts, max_size=2).map(tuple), st.just({"width": "2"}),
    ),
    OtherShape: st.builds(OtherShape, st.sampled_from(["ds9", "crtf"]), texts, texts, texts, texts),
}  # fmt: skip


def values_of(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a declared type."""
    if kind in _OWN:
        return _OWN[kind]
    simple = {float: finite, int: st.integers(-(2**40), 2**40), str: texts, bool: st.booleans()}
    if kind in simple:
        return simple[kind]
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin in (Union, types.UnionType):
        return st.one_of(*(st.none() if one is types.NoneType else values_of(one) for one in inner))
    if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
        return st.lists(values_of(inner[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values_of, inner))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(values_of(inner[0]), values_of(inner[1]), max_size=3)
    if dataclasses.is_dataclass(kind):
        return _objects(kind)
    raise TypeError(f"the tests know no values of {kind}: add some here")


def _objects(kind: Any) -> st.SearchStrategy[Any]:
    needed = {name: values_of(hint) for name, hint in hints_of(kind).items()}
    if kind is Group:
        # One shape at least must not erase.
        needed["parts"] = st.lists(_OWN[Stroke], max_size=2).map(
            lambda found: (*found, Stroke(((0.0, 0.0),), 1.0))
        )
    if "shapes" in needed and kind.__name__ == "FromRegions":
        needed["shapes"] = st.lists(_OWN[Circle] | _OWN[Annulus], min_size=1, max_size=3).map(tuple)
    return st.builds(kind, **needed)
