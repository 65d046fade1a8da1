"""Region files keep everything, in each of their forms, and files of other programs are read."""

import json
import re
import warnings
from dataclasses import replace

import pytest

from pixviewer.core.errors import OutputError, PixTableError, PixTableWarning
from pixviewer.core.geometry import Annulus, Circle, Frame, Square, State
from pixviewer.core.io.region_files import crtf, ds9, pixr
from pixviewer.core.io.regions import OtherShape, read_regions, read_rows_of_regions, write_regions
from pixviewer.core.table.regions import Region, rows_of
from pixviewer.core.table.selection import Selection

SKY = Frame(State.PROJECTED, 338.2292, -60.5636)
PIXELS = Frame(State.PIXEL)
FORMS = {"ds9": ds9, "crtf": crtf, "pixr": pixr}


def star(**criteria):
    return Region("star", Selection(Circle(338.23752675, -60.56826963, 2.0), **criteria), colour="cyan")


# ---- what is written -----------------------------------------------------------------------------------


def test_a_ds9_file_is_written_as_people_expect_it(tmp_path):
    path = tmp_path / "a.reg"
    exclude = replace(
        star(), role="exclude", tags=("ghosts",), style={"width": "3", "font": "times 9 bold roman"}
    )
    sky = Region("", Selection(Square(0.5, 1, 1.5)), "background")
    write_regions([star(wave=(6000, 6100), ifu=(5, 6, 7), flags="HotPixel"), exclude, sky], path, SKY)
    assert path.read_text().splitlines() == [
        "# Region file format: DS9 version 4.1",
        "icrs",
        'circle(338.2375267500,-60.5682696300,2.0000000000") # color=cyan text={star} '
        "tag={lambda=6000:6100} tag={ifu=5,6,7} tag={flags=HotPixel}",
        '-circle(338.2375267500,-60.5682696300,2.0000000000") # color=cyan text={star} width=3 '
        'font="times 9 bold roman" tag={role=exclude} tag={ghosts}',
        'box(0.5000000000,1.0000000000,3.0000000000",3.0000000000",0) # background tag={role=background}',
    ]


def test_a_crtf_file_has_the_range_as_casa_writes_it():
    lines = crtf.write(
        [star(wave=(6000, 6100)), star(wave=[(1, 2), (4, 5)], good=True)], (), SKY
    ).splitlines()
    circle = "circle[[338.2375267500deg, -60.5682696300deg], 2.0000000000arcsec], coord=ICRS"
    assert lines[:2] == [
        "#CRTFv0",
        f"{circle}, range=[6000.0000000000Angstrom, 6100.0000000000Angstrom], label='star', color=cyan",
    ]
    assert lines[2].startswith("# pixviewer region {")
    assert lines[3] == f"{circle}, label='star', color=cyan"


def test_a_position_beyond_360_degrees_is_wrapped():
    for beyond, inside in ((360.5, 0.5), (-0.25, 359.75), (-1e-20, 0.0)):
        text = ds9.write([Region("", Selection(Circle(beyond, 0, 1)))], (), SKY)
        assert ds9.read(text, "a", SKY).regions[0].selection.shapes[0].ra == inside


@pytest.mark.parametrize("form", ["ds9", "crtf"])
def test_a_region_of_several_shapes_becomes_several_that_choose_the_same(form):
    several = Region("a", Selection([Circle(1, 2, 3), Square(4, 5, 6)], ifu=5))
    found = FORMS[form].read(FORMS[form].write([several], (), SKY), "a", SKY).regions
    assert [r.selection.shapes for r in found] == [(Circle(1, 2, 3),), (Square(4, 5, 6),)]
    assert {(r.name, r.selection.ifu) for r in found} == {("a", (5,))}
    with pytest.raises(ValueError, match=r"'a' has no circle, square or annulus: only a \.pixr"):
        FORMS[form].write([Region("a", Selection(ifu=5))], (), SKY)


def test_pixr_keeps_regions_of_any_number_of_shapes():
    regions = [Region("a", Selection(ifu=5)), Region("b", Selection([Circle(1, 2, 3), Circle(400, 2, 3)]))]
    assert list(pixr.read(pixr.write(regions, (), SKY), "a", SKY).regions) == regions


# ---- files of DS9 --------------------------------------------------------------------------------------

DS9_FILE = """# Region file format: DS9 version 4.1
# Filename: white; circle(1,2,3).fits
global color=green dashlist=8 3 width=1 font="helvetica 10 normal roman" select=1 highlite=1 dash=0 fixed=0
global edit=1 move=1 delete=1 include=1 source=1
fk5
circle(22:32:57.006,-60:34:05.77,2.000") # color=#ff00ff width=2 text={star; one} tag={A B} tag={ifu=5}
-circle(338.23,-60.56,0.05') # move=0
circle(338.24,-60.56,0.001) # background
box(338.22,-60.55,3",3",360) # text="it's {a} box" dash=1 select=0
box(338.22,-60.55,3",4",0)
box(338.22,-60.55,3",3",30)
ellipse(338.2,-60.5,3",2",20) # color=red
# text(338.2,-60.5) text={a note}
# circle(338.2,-60.5,1")
galactic;circle(330.1, -49.2, 1") # tag={role=annotation}
fk5; circle 338.25 -60.57 1"; panda(338.2,-60.5,0,360,4,0",5",1)
# composite(338.21,-60.52,0) || composite=1 color=blue
circle(338.21,-60.52,1") || # color=yellow
annulus(338.21,-60.52,1",2",3") ||
circle(338.22,-60.53,1")
circle(338.23,-60.53,1")
"""


@pytest.fixture
def ds9_file(tmp_path):
    path = tmp_path / "from_ds9.reg"
    path.write_text(DS9_FILE)
    return path


def test_a_file_of_ds9_is_read(ds9_file):
    with pytest.warns(PixTableWarning) as told:
        found = read_regions(ds9_file, SKY)
    assert len(told) == 1
    assert (
        "1 annulus of several rings, 1 box with unequal sides, 1 ellipse, 1 panda, 1 rotated box, 1 text"
        in str(told[0].message)
    )
    first, excluded, background, box, annotation, plain, one, two, three = found.regions

    assert first.name == "star; one"
    assert (first.colour, first.style["width"], first.tags) == ("#ff00ff", "2", ("A B",))
    assert first.style["font"] == "helvetica 10 normal roman"
    assert first.style["dashlist"] == "8 3"
    assert first.selection.ifu == (5,)
    circle = first.selection.shapes[0]
    assert circle.ra == pytest.approx(15 * (22 + 32 / 60 + 57.006 / 3600), abs=1e-12)
    assert circle.dec == pytest.approx(-(60 + 34 / 60 + 5.77 / 3600), abs=1e-12)
    assert circle.radius == 2.0

    assert [r.role for r in found.regions] == [
        *("source", "exclude", "background", "source", "annotation", "source", "source", "source", "source")
    ]
    assert excluded.selection.shapes[0].radius == pytest.approx(3.0)
    assert excluded.style["move"] == "0"
    assert background.selection.shapes[0].radius == pytest.approx(3.6)
    assert box.selection.shapes == (Square(338.22, -60.55, 1.5),)
    assert box.name == "it's {a} box"
    assert (box.style["dash"], box.style["select"]) == ("1", "0")
    # the Galactic position by astropy: the conversion itself is its own affair
    assert annotation.selection.shapes[0].ra == pytest.approx(_icrs(330.1, -49.2)[0], abs=1e-10)
    assert annotation.selection.shapes[0].dec == pytest.approx(_icrs(330.1, -49.2)[1], abs=1e-10)
    assert plain.selection.shapes == (Circle(338.25, -60.57, 1.0),)
    assert [r.colour for r in (one, two, three)] == ["yellow", "blue", "green"]


def _icrs(longitude, latitude):
    from astropy.coordinates import SkyCoord

    found = SkyCoord(longitude, latitude, unit="deg", frame="galactic").icrs
    return found.ra.deg, found.dec.deg


@pytest.mark.filterwarnings("ignore::pixviewer.core.errors.PixTableWarning")
@pytest.mark.parametrize("ending", ["reg", "crtf", "pixr"])
def test_shapes_that_select_nothing_are_kept(ds9_file, tmp_path, ending):
    found = read_regions(ds9_file, SKY)
    assert [other.kind for other in found.others] == [
        *("box with unequal sides", "rotated box", "ellipse", "text", "panda", "annulus of several rings")
    ]
    path = tmp_path / f"again.{ending}"
    write_regions(found.regions, path, SKY, others=found.others)
    again = read_regions(path, SKY)
    assert again.regions == found.regions
    assert [(o.kind, o.text, o.frame) for o in again.others] == [
        (o.kind, o.text, o.frame) for o in found.others
    ]
    if ending == "reg":
        lines = path.read_text().splitlines()
        for line in ('ellipse(338.2,-60.5,3",2",20) # color=red', "# text(338.2,-60.5) text={a note}"):
            assert line in lines
        assert lines[lines.index('annulus(338.21,-60.52,1",2",3")') - 1] == "fk5"
        write_regions(again.regions, tmp_path / "third.reg", SKY, others=again.others)
        third = read_regions(tmp_path / "third.reg", SKY)
        assert [o.text for o in third.others] == [o.text for o in found.others]


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ('annulus(338.2,-60.5,1.5",2.5")', Annulus(338.2, -60.5, 1.5, 2.5)),
        ("annulus(338.2,-60.5,0.05',0.1')", Annulus(338.2, -60.5, 3.0, 6.0)),
        ('annulus(338.2,-60.5,0",2.5")', Circle(338.2, -60.5, 2.5)),
        ('annulus 338.2 -60.5 0 2.5"', Circle(338.2, -60.5, 2.5)),
    ],
)
def test_rings_of_ds9_are_read(line, shape):
    (found,) = ds9.read(f"icrs\n{line} # background", "a", SKY).regions
    (read,) = found.selection.shapes
    assert type(read) is type(shape)
    assert read.size == pytest.approx(shape.size, rel=1e-12)
    assert getattr(read, "inner", 0.0) == pytest.approx(getattr(shape, "inner", 0.0), rel=1e-12)
    assert found.role == "background"


LINES = [
    'circle({ra},{dec},2.5")', 'annulus({ra},{dec},1.5",2.5")', 'box({ra},{dec},3",3",0)',
]  # fmt: skip


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("system", ["icrs", "fk5", "J2000"])
@pytest.mark.parametrize(
    ("ra", "dec"),
    [
        ("338.23752675", "-60.56826963"), ("22:32:57.006", "-60:34:05.77"), ("0:0:0", "-0:00:01.5"),
        ("+359.999999", "90"), ("1e1", ".5"), ("23:59:59.9999", "+89:59:59.9"),
    ],
)  # fmt: skip
def test_plain_lines_are_read_as_the_regions_library_reads_them(line, system, ra, dec):
    from pixviewer.core.io.region_files.plain_shapes import plain_ds9
    from pixviewer.core.io.region_files.shapes import sky_shape

    text = line.format(ra=ra, dec=dec)
    word, _, numbers = text.rstrip(")").partition("(")
    ours = plain_ds9(system.lower(), word, numbers.split(","))
    theirs = sky_shape(f"{system.lower()}\n{text}", "ds9")
    assert type(ours) is type(theirs)
    assert ours.ra == pytest.approx(theirs.ra, abs=1e-13, rel=1e-15)
    assert ours.dec == pytest.approx(theirs.dec, abs=1e-13, rel=1e-15)
    assert ours.size == theirs.size
    assert getattr(ours, "inner", 0) == getattr(theirs, "inner", 0)


@pytest.mark.parametrize(
    "line",
    [
        'circle(338.2d,-60.5,2")', "circle(338.2,-60.5,2)", "circle(338.2,-60.5,2')",
        'circle(22h3m4s,-60.5,2")', 'circle(370,-60.5,2")', 'circle(338.2,-95,2")', 'circle(338.2,-60.5,0")',
        'circle(nan,-60.5,2")', 'circle(338.2,-60.5,2",3")', 'box(338.2,-60.5,3",4",0)',
        'box(338.2,-60.5,3",3",45)', "circle(338.2,-60.5)", 'annulus(338.2,-60.5,2",1")',
        'circle(22:61:00,-60.5,2")', 'ellipse(338.2,-60.5,2",2",0)',
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_library(line):
    from pixviewer.core.io.region_files.plain_shapes import plain_ds9

    word, _, numbers = line.rstrip(")").partition("(")
    assert plain_ds9("icrs", word, numbers.split(",")) is None
    assert plain_ds9("galactic", "circle", ["1", "2", '3"']) is None


def test_thousands_of_plain_lines_are_read_without_the_library(monkeypatch):
    def never(*arguments):
        raise AssertionError("a plain line went to the library")

    for module in (ds9, crtf):
        monkeypatch.setattr(module, "sky_shape", never)
    shapes = [Circle(338.2, -60.5, 2), Square(0.0, 90.0, 0.1), Annulus(359.9, -1e-9, 1e-3, 5.0)] * 700
    several = [Region(f"r{i}", Selection(shape)) for i, shape in enumerate(shapes)]
    for form in (ds9, crtf):
        found = form.read(form.write(several, (), SKY), "a", SKY)
        assert [region.selection.shapes[0] for region in found.regions] == shapes


def test_rings_of_field_pixels_and_of_casa_are_read():
    (found,) = ds9.read("physical\nannulus(10,20,3,5)", "a", PIXELS).regions
    assert found.selection.shapes == (Annulus(10, 20, 3, 5),)
    text = "#CRTFv0\nannulus[[338.2deg, -60.5deg], [1.5arcsec, 2.5arcsec]], coord=ICRS"
    (found,) = crtf.read(text, "a", SKY).regions
    assert found.selection.shapes == (Annulus(338.2, -60.5, 1.5, 2.5),)


@pytest.mark.parametrize("radii", ['2",2"', '3",2"', '-1",2"', '2"'])
def test_rings_that_make_no_sense_are_refused_with_their_line(radii):
    with pytest.raises(PixTableError, match="a, line 2, 'annulus"):
        ds9.read(f"icrs\nannulus(1,2,{radii})", "a", SKY)


def test_properties_of_a_kept_shape_do_not_reach_the_next(tmp_path):
    text = 'icrs\nglobal color=red width=5\nellipse(1,2,3",4",0)\nglobal color=blue\npolygon(1,2,3,4,5,6)\n'
    found = ds9.read(text, "a", SKY)
    assert [o.defaults for o in found.others] == ["color=red width=5", "color=blue width=5"]
    again = ds9.read(ds9.write((), found.others[1:], SKY), "a", SKY)
    assert "color=blue" in again.others[0].defaults
    assert "width=5" in again.others[0].defaults
    assert "red" not in again.others[0].defaults


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ('circle(1,2,3")', "source"),
        ('-circle(1,2,3")', "exclude"),
        ('- circle(1,2,3")', "exclude"),
        ('circle(1,2,3") # include=0', "exclude"),
        ('circle(1,2,3") # include=True', "source"),  # as astropy's regions writes it
        ('circle(1,2,3") # background', "background"),
        ('circle(1,2,3") # color=red background tag={x}', "background"),
        ('circle(1,2,3") # background=1', "background"),
        ('circle(1,2,3") # source=0', "background"),
        ('circle(1,2,3") # tag={role=background}', "background"),
        ('circle(1,2,3") # tag={role=exclude}', "exclude"),
        ('global source=0\ncircle(1,2,3")', "background"),
        ('global source=0\ncircle(1,2,3") # source', "source"),
        ('global include=0\ncircle(1,2,3")', "exclude"),
    ],
)
def test_a_role_is_read_from_sign_property_or_tag(line, role):
    assert [r.role for r in ds9.read(f"icrs\n{line}", "a", SKY).regions] == [role]


def test_what_astropy_writes_is_read():
    from astropy.coordinates import SkyCoord
    from regions import CircleSkyRegion, Regions

    where = SkyCoord(338.2375, -60.5682, unit="deg", frame="icrs")
    meta = {"text": "star", "tag": ["lambda=6000:6100", "mine"], "include": True}
    theirs = CircleSkyRegion(where, _arcsec(2), meta=meta, visual={"color": "red"})
    for form, settings in (("ds9", {"precision": 10}), ("crtf", {"fmt": ".10f", "coordsys": "icrs"})):
        found = FORMS[form].read(Regions([theirs]).serialize(format=form, **settings), "a", SKY).regions[0]
        assert found.selection.shapes[0].ra == 338.2375
        assert found.selection.shapes[0].radius == pytest.approx(2, rel=1e-6)
        if form == "ds9":
            assert (found.name, found.tags, found.role) == ("star", ("mine",), "source")
            assert found.selection.wave == ((6000.0, 6100.0),)
    theirs.meta = type(theirs.meta)({"range": [_angstrom(6000), _angstrom(6100)], "label": "star"})
    text = Regions([theirs]).serialize(format="crtf", coordsys="icrs")
    assert "range=[6000" in text
    assert crtf.read(text, "a", SKY).regions[0].selection.wave == ((6000.0, 6100.0),)


def _arcsec(value):
    from astropy import units

    return value * units.arcsec


def _angstrom(value):
    from astropy import units

    return value * units.AA


# ---- files of CASA -------------------------------------------------------------------------------------

CRTF_FILE = """#CRTFv0
# made by hand
global coord=J2000, color=blue, range=[600nm, 610nm]
circle[[22h32m57.006s, -60d34m05.77s], 2arcsec], label="the star", linewidth=3, corr=[I, Q]
-circle[[338.23deg, -60.56deg], 0.05arcmin], coord=ICRS, range=[6000Angstrom, 6100Angstrom]
ann circle[[338.24deg, -60.56deg], 3"], color=#ff0000
centerbox[[338.22deg, -60.55deg], [3arcsec, 3arcsec]]
rotbox[[338.22deg, -60.55deg], [3arcsec, 3arcsec], 90deg]
rotbox[[338.22deg, -60.55deg], [3arcsec, 3arcsec], 30deg]
box[[338.22deg, -60.55deg], [338.21deg, -60.54deg]]
ellipse[[338.22deg, -60.55deg], [3arcsec, 4arcsec], 30deg]
ann text[[338.22deg, -60.55deg], "what's this]"]
poly[[338.22deg, -60.55deg], [338.23deg, -60.55deg], [338.23deg, -60.56deg]]
"""


def test_a_file_of_casa_is_read_and_kept(tmp_path):
    path = tmp_path / "casa.txt"
    path.write_text(CRTF_FILE)
    with pytest.warns(PixTableWarning, match="1 box, 1 ellipse, 1 poly, 1 rotated box, 1 text"):
        found = read_regions(path, SKY)
    first, excluded, note, box, turned = found.regions
    assert (first.name, first.colour) == ("the star", "blue")
    assert first.style == {"linewidth": "3", "corr": "[I, Q]"}
    assert first.selection.wave == ((pytest.approx(6000), pytest.approx(6100)),)
    assert first.selection.shapes[0].dec == pytest.approx(-(60 + 34 / 60 + 5.77 / 3600), abs=1e-12)
    assert (excluded.role, excluded.selection.wave) == ("exclude", ((6000.0, 6100.0),))
    assert (note.role, note.colour) == ("annotation", "#ff0000")
    assert box.selection.shapes == turned.selection.shapes == (Square(338.22, -60.55, 1.5),)
    write_regions(found.regions, tmp_path / "again.crtf", SKY, others=found.others)
    with pytest.warns(PixTableWarning):
        assert read_regions(tmp_path / "again.crtf", SKY) == found


def test_global_properties_of_casa_hold_where_they_stood():
    ellipse = "ellipse[[1deg, 2deg], [3arcsec, 4arcsec], 0deg]"
    text = f"#CRTFv0\n{ellipse}\nglobal coord=J2000, font='Times'\n{ellipse}\nglobal coord=ICRS\n{ellipse}"
    found = crtf.read(text, "a", SKY)
    assert [o.defaults for o in found.others] == ["", "coord=J2000, font='Times'", "coord=ICRS, font='Times'"]
    assert crtf.read(crtf.write([star()], found.others[::-1], SKY), "a", SKY).others[0].defaults == ""
    assert crtf.read(crtf.write([star()], found.others, SKY), "a", SKY).others == found.others


# ---- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.reg", 'icrs\ncircle(1,2,-3")', r"line 2, .*radius.*positive"),
        ("a.reg", 'icrs\ncircle(1,2,0")', "positive"),
        ("a.reg", "icrs\ncircle(1,2)", "three numbers, got 2"),
        ("a.reg", 'icrs\ncircle(1,2,3",4")', "three numbers, got 4"),
        ("a.reg", 'icrs\nbox(1,2,3")', "five numbers, got 3"),
        ("a.reg", 'icrs\ncircle(1,95,3")', "cannot be read"),
        ("a.reg", 'icrs\ncircle(nan,5,3")', "cannot be read"),
        ("a.reg", 'icrs\ncircle(one,two,3")', "cannot be read"),
        ("a.reg", "icrs\ncircle(1,2,3p)", "in pixels, but this table has positions on the sky"),
        ("a.reg", "image\ncircle(1,2,3)", "coordinates are image, .* save the regions as icrs or fk5"),
        ("a.reg", "physical\ncircle(1,2,3)", "coordinates are physical"),
        ("a.reg", "wcsa\ncircle(1,2,3)", "coordinates are wcsa"),
        ("a.reg", "circle(1,2,3)", "no coordinate system"),
        ("a.reg", "hello world", "no DS9 region"),
        ("a.reg", "{}", "no 'pixviewer-regions' entry"),
        ("a.reg", 'icrs\ncircle(1,2,3") # tag={lambda=7:6}', "lambda=7:6 makes no sense.*must increase"),
        ("a.reg", 'icrs\ncircle(1,2,3") # tag={lambda=6000}', "MIN:MAX"),
        ("a.reg", 'icrs\ncircle(1,2,3") # tag={ifu=25}', "1 to 24"),
        ("a.reg", 'icrs\ncircle(1,2,3") # tag={ifu=1-99999}', "ifu=1-99999 makes no sense"),
        ("a.reg", 'icrs\ncircle(1,2,3") # tag={flags=Blue}', "no data-quality flag"),
        ("a.reg", 'icrs\ncircle(1,2,3") # tag={good=maybe}', "0 or 1"),
        ("a.reg", 'icrs\ncircle(1,2,3") # tag={match=some}', "'all' or 'any'"),
        ("a.reg", 'icrs\ncircle(1,2,3") # tag={role=hero}', "must be one of source"),
        ("a.reg", "# pixviewer other {", "malformed"),
        ("a.reg", '# pixviewer other {"form": 1}', "kept shape"),
        ("a.crtf", "circle[[1deg, 2deg], 3arcsec]", "does not begin with #CRTF"),
        ("a.crtf", "#CRTFv0\ncircle[[1deg, 2deg], 3arcsec]", "line 2.*add coord=ICRS"),
        ("a.crtf", "#CRTFv0\ncircle[[1deg, 2deg], 3arcsec", "brackets are not closed"),
        ("a.crtf", "#CRTFv0\ncircle[[1deg, 2deg], 3], coord=ICRS", "cannot be read"),
        ("a.crtf", "#CRTFv0\ncircle[[1pix, 2pix], 3pix], coord=ICRS", "cannot be read"),
        ("a.crtf", "#CRTFv0\ncircle[[1deg, 2deg], 3arcsec], coord=MOON", "cannot be read"),
        ("a.crtf", "#CRTFv0\ncircle(1,2,3)", "no CRTF region"),
        (
            "a.crtf",
            "#CRTFv0\ncircle[[1deg, 2deg], 3arcsec], coord=ICRS, range=[1chan, 3chan]",
            "no wavelength",
        ),
        (
            "a.crtf",
            "#CRTFv0\ncircle[[1deg, 2deg], 3arcsec], coord=ICRS, range=[1km/s, 3km/s]",
            "no wavelength",
        ),
        ("a.crtf", "#CRTFv0\ncircle[[1deg, 2deg], 3arcsec], coord=ICRS, range=[7nm, 6nm]", "increase"),
        ("a.crtf", "#CRTFv0\n# pixviewer region []", "no JSON object"),
        ("a.pixr", '{"pixviewer-regions": 9}', "version 9"),
        (
            "a.pixr",
            '{"pixviewer-regions": 1, "positions": "pixel"}',
            "'pixel', but those of this table are 'sky'",
        ),
        ("a.pixr", '{"pixviewer-regions": 1, "positions": "sky", "regions": {}}', "must be a list"),
        ("a.pixr", '{"pixviewer-regions": 1, "positions": "sky", "regions": [{}]}', "name and selection"),
        ("a.pixr", '{"pixviewer-regions": 1, "positions": "sky", "more": 1}', "unknown entries more"),
        ("a.pixr", "{", "can be read"),
        ("a.pixr", "[" * 100_000, "can be read"),
        ("a.pixr", '{"a":' * 100_000, "can be read"),
    ],
)
def test_what_makes_no_sense_is_one_sentence_with_file_and_line(tmp_path, name, text, words):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(PixTableError, match=words) as raised:
        read_regions(path, SKY)
    assert str(raised.value).startswith(str(path))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("image\ncircle(1,2,3)", "coordinates are image, .* write them as physical"),
        ('icrs\ncircle(1,2,3")', "coordinates are icrs"),
        ('physical\ncircle(1,2,3")', "field pixels"),
        ("physical\ncircle(1:2:3,2,3)", "field pixels"),
        ("physical\ncircle(1,2,0)", "positive"),
        ("#CRTFv0\n", "CRTF does not know"),
    ],
)
def test_regions_on_the_sky_are_refused_in_a_table_in_pixels(tmp_path, text, words):
    path = tmp_path / "a.reg"
    path.write_text(text)
    with pytest.raises(PixTableError, match=words):
        read_regions(path, PIXELS)


def test_physical_pixels_are_field_pixels_without_offset():
    text = "physical\ncircle(10,20.5p,3)\nbox(-1e2,0,4,4,0)\nbox(1,2,3,4,0)"
    found = ds9.read(text, "a", PIXELS)
    assert [r.selection.shapes for r in found.regions] == [(Circle(10, 20.5, 3),), (Square(-100, 0, 2),)]
    assert [o.kind for o in found.others] == ["box with unequal sides"]
    with pytest.raises(ValueError, match="CRTF does not know"):
        crtf.write(found.regions, (), PIXELS)


def test_files_that_are_none_are_refused(tmp_path):
    (tmp_path / "binary.reg").write_bytes(b"\xff\xfe\x00")
    for name, words in (("missing.reg", "No such file"), ("binary.reg", "not text"), ("", "no regular file")):
        with pytest.raises(PixTableError, match=words):
            read_regions(tmp_path / name, SKY)


def test_a_file_with_a_byte_order_mark_and_carriage_returns_is_read(tmp_path):
    path = tmp_path / "a.reg"
    path.write_bytes(b'\xef\xbb\xbficrs\r\ncircle(1,2,3") # text={a}\r\n')
    found = read_regions(path, SKY).regions
    assert [(r.name, r.selection.shapes[0]) for r in found] == [("a", Circle(1, 2, 3))]


def test_content_decides_what_the_ending_does_not(tmp_path):
    regions = (star(wave=(1, 2), good=True),)
    for form in FORMS:
        path = tmp_path / f"{form}.txt"
        write_regions(regions, path, SKY, form=form)
        assert read_regions(path, SKY).regions == regions
    for name, form in (("a.txt", None), ("a.reg", "fits")):
        with pytest.raises(ValueError, match="regions are written as"):
            write_regions(regions, tmp_path / name, SKY, form=form)


def test_a_file_is_overwritten_only_when_that_was_said(tmp_path):
    path = tmp_path / "a.reg"
    path.write_text("precious")
    with pytest.raises(OutputError):
        write_regions([star()], path, SKY)
    assert path.read_text() == "precious"
    write_regions([star()], path, SKY, overwrite=True)
    assert read_regions(path, SKY).regions == (star(),)


def test_reading_leaves_no_warning_of_others(tmp_path):
    path = tmp_path / "a.reg"
    path.write_text('icrs\ncircle(1,2,3") # point=nonsense select=maybe\n')
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_regions(path, SKY).regions[0].style == {"point": "nonsense", "select": "maybe"}


def test_comments_hold_no_semicolon_and_json_is_strict():
    others = [OtherShape("crtf", "poly", "poly[[1deg;2deg]]", defaults="a;b")]
    text = ds9.write([star()], others, SKY)
    assert ";" not in text
    assert list(ds9.read(text, "a", SKY).others) == others
    plain = json.loads(pixr.write([star(wave=(None, 5))], others, SKY), parse_constant=pytest.fail)
    assert plain["pixviewer-regions"] == 1
    assert re.search("Infinity", pixr.write([star(wave=(None, 5))], (), SKY)) is None


def test_regions_of_a_file_choose_rows_together():
    text = 'icrs\ncircle(1,2,3")\n-box(1,2,1",1",0)\ncircle(5,6,7") # background'
    expected = Selection(Circle(1, 2, 3)) & ~Selection(Square(1, 2, 0.5))
    assert rows_of(ds9.read(text, "a", SKY).regions) == expected


def test_the_rows_of_a_file_are_those_of_its_regions(tmp_path):
    path = tmp_path / "a.reg"
    path.write_text('icrs\ncircle(1,2,3")\nellipse(1,2,3",4",0)')
    with pytest.warns(PixTableWarning, match="1 ellipse"):
        assert read_rows_of_regions(path, SKY) == Selection(Circle(1, 2, 3))
    path.write_text('icrs\nellipse(1,2,3",4",0)')
    with pytest.raises(PixTableError, match="no circle, box or annulus to select with, only 1 ellipse; draw"):
        read_rows_of_regions(path, SKY)
    path.write_text("# nothing\n")
    with pytest.raises(PixTableError, match="no circle, box or annulus to select with; draw"):
        read_rows_of_regions(path, SKY)
