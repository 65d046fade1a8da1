"""Whatever is wrong with a file is said in one sentence that names the file and the thing."""

import contextlib
import gzip
import io
import os
import re

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tables import make_table, write_table

from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.io import layout
from pixviewer.core.io.reading import open_table
from pixviewer.core.products.extent import extent
from pixviewer.core.products.image import white_light
from pixviewer.core.products.rows import count_rows, decode_rows
from pixviewer.core.products.spectrum import spectrum

FORMS = ("image", "table")
SMALL = {"ifus": (5, 6), "n_slice": 4, "rows_per_slice": 250}


def sentence(path):
    """What is said when a file is opened; one sentence, with its name."""
    with pytest.raises(PixTableError) as caught:
        open_table(path)
    text = str(caught.value)
    assert os.path.basename(path) in text
    assert "\n" not in text
    assert "Traceback" not in text
    assert text.count(os.path.basename(path)) == 1
    return text


def not_fits(path):
    path.write_text("A list of galaxies, not a pixel table.\n" * 100)


def fits_image(path):
    fits.PrimaryHDU(np.zeros((10, 10), np.float32)).writeto(path)


def image_extensions(path):
    fits.HDUList(
        [fits.PrimaryHDU(), *(fits.ImageHDU(np.zeros((9, 9)), name=n) for n in ("DATA", "STAT"))]
    ).writeto(path)


def cube(path):
    data = np.zeros((3, 4, 5), np.float32)
    fits.HDUList([fits.PrimaryHDU(), *(fits.ImageHDU(data, name=name) for name in ("DATA", "STAT"))]).writeto(
        path
    )


def other_table(path):
    columns = [fits.Column("ra", "D", array=np.zeros(3)), fits.Column("dec", "D", array=np.zeros(3))]
    fits.HDUList([fits.PrimaryHDU(), fits.BinTableHDU.from_columns(columns)]).writeto(path)


def table_without_columns(path):
    fits.HDUList([fits.PrimaryHDU(), fits.BinTableHDU.from_columns([])]).writeto(path)


def ascii_table(path):
    made = make_table(**SMALL)
    columns = [
        fits.Column(n, "E15.7" if v.dtype.kind == "f" else "I12", array=v) for n, v in made.columns.items()
    ]
    fits.HDUList([fits.PrimaryHDU(), fits.TableHDU.from_columns(columns)]).writeto(path)


FOREIGN = {
    not_fits: "is not a FITS file",
    lambda path: path.write_bytes(b""): "is empty|is not a FITS file",
    lambda path: path.write_bytes(b"S"): "is not a FITS file",
    fits_image: "has no extension, so it is not a pixel table",
    image_extensions: "is a FITS file, but not a pixel table|has no",
    cube: "not a pixel table|rows where",
    other_table: "is a FITS file, but not a pixel table: it has none of its columns",
    table_without_columns: "is not a pixel table: its binary table has no usable column",
    ascii_table: "is an ASCII table, which holds too few digits for a pixel table",
}


@pytest.mark.parametrize("write", FOREIGN, ids=lambda write: write.__name__)
def test_a_file_that_is_no_pixel_table_is_refused(tmp_path, write):
    write(tmp_path / "t.fits")
    assert re.search(FOREIGN[write], sentence(tmp_path / "t.fits"))


def test_what_is_no_file_is_refused(tmp_path):
    assert "is a folder" in sentence(tmp_path)
    assert "cannot be opened: No such file" in sentence(tmp_path / "missing.fits")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "cannot be opened" in sentence(tmp_path / "loop")


def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    path = write_table(make_table(**SMALL), tmp_path / "t.fits")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read anything")
    assert "Permission denied" in sentence(path)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.96])
def test_a_truncated_file_is_refused(tmp_path, form, share):
    path = write_table(make_table(**SMALL), tmp_path / "t.fits", form)
    os.truncate(path, int(path.stat().st_size * share))
    assert re.search("truncated|has no extension", sentence(path))


def test_the_extension_that_is_truncated_is_named(tmp_path):
    path = write_table(make_table(**SMALL), tmp_path / "t.fits")
    with fits.open(path) as hdus:
        in_dq = hdus[5].fileinfo()["datLoc"] + 1000
    os.truncate(path, in_dq)
    assert re.search(r"is truncated: extension dq ends \d+ bytes after the end of the file", sentence(path))


def test_a_file_cut_in_a_header_says_so(tmp_path):
    path = write_table(make_table(**SMALL), tmp_path / "t.fits")
    os.truncate(path, 2880 + 100)
    assert "truncated in the middle of a header" in sentence(path)


@pytest.mark.parametrize("name", ["x", "flags", "variance", "origin"])
def test_extensions_of_different_lengths_are_refused(tmp_path, name):
    made = make_table(**SMALL)
    text = sentence(write_table(made, tmp_path / "t.fits", cut={name: len(made) - 1}))
    assert "1999 rows" in text or "has 1999" in text
    assert "2000" in text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (("origin",), "has no origin column, which a pixel table needs"),
        (("variance",), "has no stat column"),
        (("wave", "flags"), "has no lambda and no dq column"),
        (("x",), "has no xpos column"),
    ],
)
def test_a_missing_column_is_named(tmp_path, form, missing, told):
    assert told in sentence(write_table(make_table(**SMALL), tmp_path / "t.fits", form, without=missing))


@pytest.mark.parametrize("form", FORMS)
def test_a_table_without_rows_is_refused(tmp_path, form):
    made = make_table(**SMALL)
    path = write_table(made, tmp_path / "t.fits", form, cut=dict.fromkeys(made.columns, 0))
    assert "holds no rows" in sentence(path)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("types", "told"),
    [
        ({"data": "i4"}, "column data holds integers where a pixel table has floating-point numbers"),
        ({"wave": "i2"}, "column lambda holds integers"),
        ({"x": "u2"}, "column xpos holds integers"),
        ({"flags": "f4"}, "column dq holds floating-point numbers where a pixel table has integers"),
        ({"origin": "f8"}, "column origin holds floating-point numbers"),
    ],
)
def test_a_column_of_the_wrong_kind_is_named(tmp_path, form, types, told):
    made = make_table(**SMALL)
    made.columns["data"] = np.abs(made.columns["data"])
    assert told in sentence(write_table(made, tmp_path / "t.fits", form, types=types))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("units", "told"),
    [
        (
            {"x": "parsec", "y": "parsec"},
            "units of xpos and ypos are 'parsec' and 'parsec'; they must both be pix",
        ),
        ({"x": "", "y": ""}, "units of xpos and ypos are '' and ''"),
        ({"y": "deg"}, "units of xpos and ypos are 'rad' and 'deg'; they must both be"),
        ({"wave": "nm"}, "unit of lambda is 'nm'; it must be Angstrom"),
    ],
)
def test_units_that_cannot_be_are_named(tmp_path, form, units, told):
    assert told in sentence(write_table(make_table(**SMALL), tmp_path / "t.fits", form, units=units))


@pytest.mark.parametrize(("state", "keyword"), [("projected", "DEC"), ("positioned", "CRVAL1")])
@pytest.mark.parametrize("value", [None, "twelve"])
def test_a_missing_reference_point_is_named(tmp_path, state, keyword, value):
    made = make_table(state, **SMALL)
    if value is None:
        del made.header[keyword]
    else:
        made.header[keyword] = value
    assert f"has no usable {keyword}" in sentence(write_table(made, tmp_path / "t.fits"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("scale", "zero"), [(2.0, 0.0), (1.0, 0.5), (-1.0, 0.0)])
def test_scaled_columns_are_refused(tmp_path, form, scale, zero):
    path = write_table(make_table(**SMALL), tmp_path / "t.fits", form)
    with fits.open(path, mode="update", do_not_scale_image_data=True) as hdus:
        if form == "image":
            hdus[4].header["BSCALE"], hdus[4].header["BZERO"] = scale, zero
        else:
            hdus[1].header["TSCAL4"], hdus[1].header["TZERO4"] = scale, zero
    assert re.search(r"column data is scaled \(.SCALE?\d?, .ZERO\d?\)", sentence(path))


def patched(path, *changes):
    """A file with some cards overwritten, as an editor of bytes would."""
    content = path.read_bytes()
    for old, new in changes:
        assert old in content
        content = content.replace(old, new.ljust(len(old)), 1)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("form", "old", "new"),
    [
        ("image", b"NAXIS2  =                 2000", b"NAXIS2  =                  two"),
        ("image", b"NAXIS2  =                 2000", b"NAXIS2  =                -2000"),
        ("image", b"NAXIS2  =                 2000", b"NAXIS2  =       99999999999999"),
        ("image", b"NAXIS2  =                 2000", b"NAXIS2  = 'many'"),
        ("image", b"NAXIS2  =                 2000", b"COMMENT"),
        ("image", b"NAXIS1  =                    1", b"NAXIS1  =                    0"),
        ("image", b"BITPIX  =                  -32", b"BITPIX  =                   12"),
        ("image", b"BITPIX  =                  -32", b"BITPIX  =                    0"),
        ("image", b"BITPIX  =                  -32", b"BITPIX  =               -10**9"),
        ("image", b"NAXIS   =                    2", b"NAXIS   =            999999999"),
        ("image", b"NAXIS   =                    2", b"NAXIS   =                   -1"),
        ("image", b"XTENSION= 'IMAGE   '", b"XTENSION= 'PAINTING'"),
        ("image", b"XTENSION= 'IMAGE   '", b"XTENSION= 7"),
        ("image", b"BUNIT   = 'rad     '", b"BUNIT   = 17"),
        ("image", b"EXTNAME = 'lambda  '", b"EXTNAME = 'xpos    '"),
        ("image", b"EXTNAME = 'lambda  '", b"EXTNAME = 3"),
        ("table", b"NAXIS1  =                   28", b"NAXIS1  =                   27"),
        ("table", b"NAXIS1  =                   28", b"NAXIS1  =                    0"),
        ("table", b"NAXIS2  =                 2000", b"NAXIS2  =                -2000"),
        ("table", b"TFIELDS =                    7", b"TFIELDS =                    9"),
        ("table", b"TFIELDS =                    7", b"TFIELDS =            'seven'"),
        ("table", b"TFORM3  = 'E       '", b"TFORM3  = 'QQQ     '"),
        ("table", b"TFORM3  = 'E       '", b"TFORM3  = '9999999E'"),
        ("table", b"TFORM3  = 'E       '", b"TFORM3  = 3"),
        ("table", b"TFORM3  = 'E       '", b"TFORM3  = 'D       '"),
        ("table", b"PCOUNT  =                    0", b"PCOUNT  =        9999999999999"),
        ("table", b"TTYPE3  = 'lambda  '", b"TTYPE3  = "),
    ],
)
def test_a_header_that_makes_no_sense_is_refused(tmp_path, form, old, new):
    path = write_table(make_table(**SMALL), tmp_path / "t.fits", form)
    sentence(patched(path, (old, new)))


@pytest.mark.filterwarnings(
    "ignore:Verification reported errors", "ignore:.*:astropy.io.fits.verify.VerifyWarning"
)
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            b"EXP0 IFU05 SLICE02 XOFFSET = 104",
            b"EXP0 IFU05 SLICE02 XOFFSET = 'a'",
            "XOFFSET is not a whole",
        ),
        (b"EXP0 IFU05 SLICE02 XOFFSET = 104", b"EXP0 IFU05 SLICE02 XOFFSET = 9e9", "out of all proportion"),
        (b"RA      =             338.2292", b"RA      =             338 2292", "no usable RA"),
    ],
)
def test_a_card_that_is_no_number_is_named(tmp_path, old, new, told):
    assert told in sentence(patched(write_table(make_table(**SMALL), tmp_path / "t.fits"), (old, new)))


@pytest.mark.filterwarnings(
    "ignore:Verification reported errors", "ignore:.*:astropy.io.fits.verify.VerifyWarning"
)
@pytest.mark.parametrize("new", [b"PIXTABLE MERGED = ?", b"PIXTABLE MERGED = x"])
def test_a_card_that_nothing_depends_on_is_warned_of(tmp_path, new):
    path = patched(write_table(make_table(**SMALL), tmp_path / "t.fits"), (b"PIXTABLE MERGED = 2", new))
    with (
        pytest.warns(PixTableWarning, match="MERGED is not a number, and is ignored"),
        open_table(path) as table,
    ):
        assert table.facts.merged is None


SPOILING = [b"0", b"9", b" ", b"-", b"'", b"=", b"T", b"E", b"999999999"]


@pytest.fixture(scope="module", params=FORMS)
def good_file(tmp_path_factory, request):
    """A path, its bytes, and where its headers are."""
    made = make_table(ifus=(5,), n_slice=2, rows_per_slice=3, flat_field=True)
    path = write_table(made, tmp_path_factory.mktemp("spoilt") / "t.fits", request.param)
    with fits.open(path) as hdus:
        places = [(hdu.fileinfo()["hdrLoc"], len(hdu.header.tostring(padding=False))) for hdu in hdus]
    return path, path.read_bytes(), places


@pytest.mark.filterwarnings("ignore")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_spoilt_header_ever_crashes(good_file, data):
    path, content, places = good_file
    content = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        start, length = data.draw(st.sampled_from(places))
        at = start + data.draw(st.integers(0, length - 1))
        piece = data.draw(st.binary(min_size=1, max_size=4) | st.sampled_from(SPOILING))
        content[at : at + len(piece)] = piece
    path.write_bytes(content)
    with contextlib.suppress(PixTableError), open_table(path) as table:
        table.read(tuple(table.columns), slice(None))
        count_rows(table)


def test_a_header_without_end_is_not_read_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(layout, "LARGEST_HEADER_BYTES", 28_800)
    path = write_table(make_table(**SMALL), tmp_path / "t.fits")
    content = path.read_bytes()
    path.write_bytes(content[:800] + b"COMMENT ".ljust(80) * 4000 + content[800:])
    assert "header longer than" in sentence(path)


def test_rubbish_behind_the_last_extension_is_refused(tmp_path):
    path = write_table(make_table(**SMALL), tmp_path / "t.fits")
    with open(path, "ab") as file:
        file.write(b"rubbish" * 1000)
    assert "no FITS extension at byte" in sentence(path)


def test_padding_that_is_missing_at_the_end_is_forgiven(tmp_path):
    made = make_table(**SMALL)
    path = write_table(made, tmp_path / "t.fits")
    with fits.open(path) as hdus:
        end = hdus[7].fileinfo()["datLoc"] + 4 * len(made)
    assert end % 2880
    os.truncate(path, end)
    with open_table(path) as table:
        np.testing.assert_array_equal(table.read(("origin",), slice(None))["origin"], made.columns["origin"])


@pytest.mark.parametrize(
    "content",
    [b"", b"no FITS", gzip.compress(b"no FITS", mtime=0), gzip.compress(b"x" * 9999, mtime=0)[:-20]],
    ids=["empty", "text", "packed text", "packed and cut short"],
)
def test_file_objects_are_refused_in_a_sentence_too(content):
    with pytest.raises(PixTableError, match="file object"):
        open_table(io.BytesIO(content))
    with pytest.raises(PixTableError, match="binary mode"):
        open_table(io.StringIO("text"))


class TestWhileOpen:
    """A file that changes under our hands gives a sentence, at the next reading or in the middle of one."""

    @pytest.fixture(params=FORMS)
    def path(self, tmp_path, request):
        return write_table(make_table(**SMALL), tmp_path / "t.fits", request.param)

    @staticmethod
    def rewritten(path):
        content = path.read_bytes()
        path.write_bytes(content)
        os.utime(path, ns=(0, 123456789))

    @staticmethod
    def replaced(path):
        other = path.with_name("other.fits")
        other.write_bytes(path.read_bytes())
        status = path.stat()
        os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
        other.replace(path)

    @staticmethod
    def truncated(path):
        os.truncate(path, path.stat().st_size // 2)

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (rewritten, "was changed on disk since it was opened; open it again"),
            (replaced, "was changed on disk"),
            (truncated, "was changed on disk"),
            (os.remove, "has gone since it was opened"),
        ],
    )
    @pytest.mark.parametrize(
        "use",
        [
            white_light,
            count_rows,
            lambda table: table.column("x"),
            lambda table: table.read(("x",), [0]),
            lambda table: decode_rows(table, [0]),
            lambda table: table.ensure_blocks(),
        ],
    )
    def test_a_changed_file_is_refused(self, path, change, told, use):
        with open_table(path) as table:
            change.__func__(path) if isinstance(change, staticmethod) else change(path)
            with pytest.raises(PixTableError, match=f"t.fits {told}"):
                use(table)

    def test_a_file_cut_during_a_pass_is_refused(self, path, monkeypatch):
        with open_table(path) as table:
            monkeypatch.setattr(table.source.raw, "check_unchanged", lambda: None)
            self.truncated(path)
            for use in (white_light, lambda table: table.read(("origin",), slice(None))):
                with pytest.raises(
                    PixTableError, match=r"t.fits ends after \d+ bytes, in the middle of the table"
                ):
                    use(table)

    def test_a_closed_table_is_refused(self, path):
        table = open_table(path)
        table.close()
        table.close()
        with pytest.raises(PixTableError, match=r"t.fits (is closed|cannot be read)"):
            count_rows(table)


@pytest.mark.parametrize("state", ["pixel", "projected", "positioned"])
def test_rows_without_position_or_wavelength_are_no_obstacle(tmp_path, state):
    made = make_table(state, odd=0.2, **SMALL)
    with open_table(write_table(made, tmp_path / "t.fits")) as table:
        image = white_light(table)
        is_good = np.isfinite([made.xi, made.eta, made.columns["data"], made.columns["variance"]]).all(axis=0)
        is_good &= made.columns["flags"] == 0
        assert image.count.sum() == np.count_nonzero(is_good)
        assert spectrum(table).n_row == np.count_nonzero(np.isfinite(made.columns["wave"]))
        assert count_rows(table).n_row == len(made)
        assert decode_rows(table, np.arange(len(made)))["ra"].size == len(made)


def test_a_table_without_any_position_or_wavelength_says_so(tmp_path):
    made = make_table(**SMALL)
    made.columns["x"][:] = np.nan
    made.columns["wave"][:] = np.inf
    with open_table(write_table(made, tmp_path / "t.fits")) as table:
        for use in (white_light, extent, lambda table: white_light(table, sketch=1024)):
            with pytest.raises(PixTableError, match="no row has a finite position"):
                use(table)
        with pytest.raises(PixTableError, match="no row has a finite wavelength"):
            spectrum(table)
        assert count_rows(table).n_row == len(made)
