"""`--regions` narrows what a verb reads, by the same rules as any other criterion."""

import shlex

import pytest

from pixviewer import Circle, Frame, Region, Selection, Square, count_rows, open_table, write_regions

RA0, DEC0 = 338.2292, -60.5636
INSIDE = Circle(RA0, DEC0, 6.0)
HOLE = Square(RA0, DEC0, 2.0)


@pytest.fixture(scope="module")
def regions(tmp_path_factory, sky_table):
    """The same regions in each form: a circle with a wavelength range, and a hole in it."""
    folder = tmp_path_factory.mktemp("some regions")
    several = [
        Region("a star", Selection(INSIDE, wave=(6010, 6090))),
        Region("", Selection(HOLE), "exclude"),
        Region("sky", Selection(Circle(RA0, DEC0, 20.0)), "background"),
    ]
    with open_table(sky_table) as table:
        for ending in ("reg", "crtf", "pixr"):
            write_regions(several, folder / f"r.{ending}", table.frame)
    return folder


def expected(sky_table, expression):
    with open_table(sky_table) as table:
        return count_rows(table, expression).n_row


CHOSEN = Selection(INSIDE, wave=(6010, 6090)) & ~Selection(HOLE)


@pytest.mark.parametrize("ending", ["reg", "crtf", "pixr"])
def test_rows_of_regions_are_extracted_and_the_command_says_so(run, sky_table, regions, tmp_path, ending):
    file = regions / f"r.{ending}"
    found = run("extract", sky_table, tmp_path / "out.fits", "--regions", file, "--json").json
    assert found["rows"] == expected(sky_table, CHOSEN) > 0
    words = shlex.split(found["command"])
    assert words[words.index("--regions") + 1] == str(file)
    again = run(*words[1:], "--overwrite", "--json").json
    assert (again["rows"], again["command"]) == (found["rows"], found["command"])


def test_every_verb_with_a_selection_takes_regions(run, sky_table, regions, tmp_path):
    def found(verb, *words):
        return run(verb, sky_table, *words, "--regions", regions / "r.reg", "--json").json

    n_row = expected(sky_table, CHOSEN)
    assert found("extract", tmp_path / "a.fits")["rows"] == n_row
    assert found("spectrum", tmp_path / "b.fits")["rows"] == n_row
    assert found("image", tmp_path / "c.fits")["good"] == expected(sky_table, CHOSEN & Selection(good=True))
    assert found("detimage", tmp_path / "d.fits", "--ifu", "5,6")["rows"] == n_row
    assert len(found("rows")["rows"]) == n_row


def test_other_options_narrow_regions_and_invert_turns_all_of_it(run, sky_table, regions, tmp_path):
    def rows(*options):
        words = ("extract", sky_table, tmp_path / "out.fits", "--regions", regions / "r.reg", *options)
        return run(*words, "--overwrite", "--json").json["rows"]

    narrowed = CHOSEN & Selection(ifu=5, good=True)
    assert rows("--ifu", 5, "--good") == expected(sky_table, narrowed) > 0
    assert rows("--ifu", 5, "--good", "--invert") == expected(sky_table, ~narrowed)
    assert rows("--match", "any") == expected(sky_table, CHOSEN)
    assert rows("--match", "any", "--ifu", 5, "--good") == expected(
        sky_table, CHOSEN & Selection(ifu=5, good=True, match="any")
    )


def test_shapes_that_select_nothing_are_told(run, sky_table, tmp_path):
    file = tmp_path / "r.reg"
    file.write_text(f'fk5\ncircle({RA0},{DEC0},5")\nellipse({RA0},{DEC0},5",3",0)\n')
    outcome = run("extract", sky_table, tmp_path / "out.fits", "--regions", file, "--json")
    assert outcome.json["rows"] == expected(sky_table, Selection(Circle(RA0, DEC0, 5.0)))
    assert outcome.err.count("\n") == 1
    assert "1 ellipse; they select nothing" in outcome.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f'fk5\nellipse({RA0},{DEC0},5",3",0)', "no circle, box or annulus to select with, only 1 ellipse"),
        ("# Region file format: DS9 version 4.1", "no circle, box or annulus to select with"),
        (f'fk5\ncircle({RA0},{DEC0},5") # background', "only background regions and annotations"),
        (f'fk5\ncircle({RA0},{DEC0},inf")', 'inf" is not a number'),
        (f'fk5\n\ncircle({RA0},{DEC0},-5")', "line 3"),
        ("image\ncircle(10,20,5)", "save the regions as icrs or fk5"),
        ("no regions at all", "no DS9 region"),
    ],
)
def test_regions_that_cannot_select_are_refused(refuse, sky_table, tmp_path, text, words):
    file = tmp_path / "r.reg"
    file.write_text(text)
    sentence = refuse("extract", sky_table, tmp_path / "out.fits", "--regions", file)
    assert words in sentence
    assert str(file) in sentence
    assert not (tmp_path / "out.fits").exists()


def test_a_second_file_does_not_void_the_first_in_silence(refuse, sky_table, regions):
    twice = ("--regions", regions / "r.reg", "--regions", regions / "r.reg")
    assert "argument --regions: it takes one file" in refuse("rows", sky_table, *twice)


def test_a_file_that_is_not_there_is_refused(refuse, sky_table, tmp_path):
    assert "No such file" in refuse("rows", sky_table, "--regions", tmp_path / "none.reg")


def test_a_table_in_pixels_takes_physical_pixels_only(run, refuse, pixel_table, regions, tmp_path):
    file = tmp_path / "r.reg"
    file.write_text("physical\ncircle(10,-20,60)\n")
    found = run("extract", pixel_table, tmp_path / "out.fits", "--regions", file, "--json").json
    with open_table(pixel_table) as table:
        assert table.frame == Frame("pixel")
        assert found["rows"] == count_rows(table, Selection(Circle(10, -20, 60))).n_row > 0
    assert "write them as physical" in refuse("rows", pixel_table, "--regions", regions / "r.reg")
