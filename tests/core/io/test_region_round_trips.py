"""Any region at all goes through a file and comes back the same."""

import math
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pixviewer.core.geometry import Annulus, Circle, Frame, Square, State
from pixviewer.core.io.region_files import crtf, ds9, pixr
from pixviewer.core.table.quality import FLAGS
from pixviewer.core.table.regions import ROLES, Region
from pixviewer.core.table.selection import Selection

SKY = Frame(State.PROJECTED, 338.2292, -60.5636)
PIXELS = Frame(State.PIXEL)
FORMS = {"ds9": ds9, "crtf": crtf, "pixr": pixr}

numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)
ends = st.one_of(numbers, st.sampled_from([-math.inf, math.inf]))


@st.composite
def ranges(draw):
    found = []
    for _ in range(draw(st.integers(0, 2))):
        low, high = sorted((draw(ends), draw(ends)))
        if low < high:
            found.append((low, high))
    return found


def some(largest):
    return st.lists(st.integers(1, largest), max_size=4)


flags = st.lists(st.sampled_from([*(flag.name for flag in FLAGS), "bit 20"]), max_size=3)
ra = st.one_of(
    st.floats(0, 360, exclude_max=True),
    st.sampled_from([0.0, 5e-324, 1e-13, math.nextafter(360, 0), 359.9999999999]),
)
dec = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, -0.0, -1e-9, -60.56826963]))
size = st.one_of(st.floats(1e-12, 3e5), st.sampled_from([2.0, 1e-300, 0.1 + 0.2]))


def make_shape(kind, x, y, size, share):
    inner = size * share
    if kind is Annulus and not 0 < inner < size:  # nothing is between the smallest numbers
        kind = Circle
    return kind(x, y, inner, size) if kind is Annulus else kind(x, y, size)


kinds = st.sampled_from([Circle, Square, Annulus])
shares = st.floats(0.01, 0.99)
sky_shapes = st.builds(make_shape, kinds, ra, dec, size, shares)
pixel_shapes = st.builds(make_shape, kinds, numbers, numbers, size, shares)
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text("ab {}\"'#;|%=\\[],()~-\n\t", max_size=12),
    st.sampled_from(
        ["star ★ {1}", "lambda=5:6", "ifu = 7", "tag=x", "good", " ", "nan", "text={", "# circle(1,2,3)"]
    ),
)
ds9_styles = st.fixed_dictionaries(
    {},
    optional={
        "width": st.sampled_from(["1", "4"]),
        "dash": st.sampled_from(["0", "1"]),
        "dashlist": st.just("8 3"),
        "font": st.just("helvetica 10 bold roman"),
        "select": st.sampled_from(["0", "1"]),
        "edit": st.sampled_from(["0", "1"]),
        "move": st.sampled_from(["0", "1"]),
        "delete": st.sampled_from(["0", "1"]),
        "fill": st.just("0"),
    },
)
any_styles = st.one_of(
    ds9_styles,
    st.fixed_dictionaries({"linewidth": st.just("2"), "corr": st.just("[I, Q]"), "symsize": st.just("3")}),
    st.dictionaries(
        st.text(string.ascii_letters, min_size=1, max_size=5).filter(
            lambda key: key.lower() == key and key not in ("color", "text", "label", "tag", "range", "coord")
        ),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8),
        max_size=2,
    ),
)


def regions_with(shapes, styles=any_styles):
    selections = st.builds(
        Selection,
        shapes=shapes,
        wave=ranges(),
        ifu=some(24),
        slice_no=some(48),
        stack=some(4),
        exposure=some(99),
        x_det=ranges(),
        y_det=ranges(),
        good=st.booleans(),
        flags=flags,
        no_flags=flags,
        value=ranges(),
        snr=ranges(),
        variance=ranges(),
        match=st.sampled_from(["all", "any"]),
    )
    plain = st.builds(Selection, shapes=shapes, wave=ranges())
    return st.builds(
        Region,
        texts,
        st.one_of(plain, selections),
        st.sampled_from(ROLES),
        st.sampled_from(["", "red", "#00ffAA", "dark slate blue"]),
        st.lists(texts, max_size=3).map(tuple),
        styles,
    )


@pytest.mark.parametrize("form", FORMS)
@given(regions=st.lists(regions_with(sky_shapes), max_size=4))
@example(
    regions=[
        Region("}", Selection(Circle(1, -1, 1), wave=[(1, 2), (-math.inf, 0)]), tags=("ifu=5", "", " a"))
    ]
)
def test_regions_on_the_sky_are_read_back_exactly(form, regions):
    text = FORMS[form].write(regions, (), SKY)
    found = FORMS[form].read(text, "a file", SKY)
    assert list(found.regions) == regions
    assert found.others == ()


@pytest.mark.parametrize("form", ["ds9", "pixr"])
@given(regions=st.lists(regions_with(pixel_shapes), max_size=3))
def test_regions_in_pixels_are_read_back_exactly(form, regions):
    assert list(FORMS[form].read(FORMS[form].write(regions, (), PIXELS), "a file", PIXELS).regions) == regions


@pytest.mark.parametrize("form", ["ds9", "crtf"])
@given(regions=st.lists(regions_with(sky_shapes, ds9_styles), max_size=3))
def test_the_regions_library_finds_the_same_apertures(form, regions):
    from regions import CircleSkyRegion, Regions

    parsed = Regions.parse(FORMS[form].write(regions, (), SKY), format=form)
    assert len(parsed) == len(regions)
    for theirs, ours in zip(parsed, regions, strict=True):
        shape = ours.selection.shapes[0]
        assert theirs.center.frame.name == "icrs"
        assert theirs.center.ra.deg == pytest.approx(shape.ra, rel=1e-15)
        assert theirs.center.dec.deg == pytest.approx(shape.dec, rel=1e-15)
        assert isinstance(theirs, CircleSkyRegion) == isinstance(shape, Circle)
        if isinstance(shape, Annulus):
            assert theirs.inner_radius.to_value("arcsec") == pytest.approx(shape.inner, rel=1e-14)
            length = theirs.outer_radius
        else:
            length = theirs.radius if isinstance(shape, Circle) else theirs.width / 2
        assert length.to_value("arcsec") == pytest.approx(shape.size, rel=1e-14)
        assert bool(theirs.meta["include"]) == (ours.role != "exclude")
