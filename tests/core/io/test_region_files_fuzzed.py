"""Whatever stands in a region file, it is read or refused in a sentence, and what is read survives."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Circle, Frame, State
from pixviewer.core.io.region_files import crtf, ds9, pixr
from pixviewer.core.table.regions import Region
from pixviewer.core.table.selection import Selection

SKY = Frame(State.PROJECTED, 338.2292, -60.5636)
PIXELS = Frame(State.PIXEL)
FORMS = {"ds9": ds9, "crtf": crtf}
STAR = Region("star", Selection(Circle(338.2, -60.5, 2), wave=(1, 2)))

pieces = st.sampled_from(
    [
        *(
            "circle",
            "box",
            "(",
            ")",
            "[",
            "]",
            "[[",
            "1,2,3",
            "1deg",
            "3arcsec",
            "icrs",
            "physical",
            "image",
            "fk5",
        ),
        *(
            "#",
            ";",
            "\n",
            "||",
            "composite",
            "global ",
            "color=",
            "text={",
            "}",
            '"',
            "'",
            "tag={lambda=",
            "5:6",
        ),
        *(
            "range=[",
            "Angstrom",
            "coord=",
            "ICRS",
            "GALACTIC",
            "label=",
            "-",
            "ann ",
            "# text(",
            "nan",
            "1e999",
            " ",
        ),
        *(
            "# pixviewer region ",
            "# pixviewer other ",
            "{}",
            "ifu=",
            "é",
            "\x00",
            ",",
            "=",
            "polygon",
            "centerbox",
        ),
    ]
)


@pytest.mark.parametrize("form", ["ds9", "crtf"])
@pytest.mark.parametrize("frame", [SKY, PIXELS], ids=["sky", "pixels"])
@given(middle=st.lists(pieces, max_size=25).map("".join))
def test_whatever_is_in_a_file_it_is_read_or_refused(form, frame, middle):
    text = ("#CRTFv0\nglobal coord=ICRS\n" if form == "crtf" else "") + middle
    with contextlib.suppress(PixTableError):
        found = FORMS[form].read(text, "a", frame)
        again = FORMS[form].read(FORMS[form].write(found.regions, found.others, frame), "a", frame)
        assert again.regions == found.regions
        assert [o.text for o in again.others] == [o.text for o in found.others]


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(
    where=st.sampled_from(["regions", "name", "role", "colour", "tags", "style", "selection", "others"]),
    value=json_values,
)
def test_any_value_in_a_pixr_file_is_taken_or_refused(where, value):
    plain = json.loads(pixr.write([STAR], (), SKY))
    (plain if where in plain else plain["regions"][0])[where] = value
    with contextlib.suppress(PixTableError):
        pixr.read(json.dumps(plain), "a", SKY)
