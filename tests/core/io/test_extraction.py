"""An extraction has the selected rows, in order, and a header that tells the truth of them."""

import os
import warnings

import numpy as np
import pytest
from astropy.io import fits
from hypothesis import given
from hypothesis import strategies as st
from tables import FITS_NAMES, STATES, make_table, read_columns, write_table
from twins import rows_of

from pixviewer.core.errors import OutputError, PixTableError
from pixviewer.core.geometry import Circle
from pixviewer.core.io.extraction import extract, predicted_size
from pixviewer.core.io.reading import open_table
from pixviewer.core.progress import Cancelled, Progress
from pixviewer.core.table.selection import Selection

pytestmark = pytest.mark.usefixtures("small_blocks")

FORMS = ("image", "table")
PREFIX = "ESO DRS MUSE PIXTABLE "
SMALL = {"ifus": (5, 6, 9), "n_slice": 14, "rows_per_slice": 8}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("extraction")


def inputs(folder, **settings):
    """A table and its file, made once."""
    name = "-".join(f"{key}{value}" for key, value in settings.items()).replace("/", "")
    if name not in inputs.known:
        form = settings.pop("form", "image")
        extras = {"MASK": np.arange(10_000, dtype=np.int64) - 5, "SKYFRAC": np.linspace(0, 1, 10_000)}
        made = make_table(weight=True, odd=0.02, flat_field=True, extras=extras, **SMALL, **settings)
        inputs.known[name] = made, write_table(made, folder / f"{name}.fits", form)
    return inputs.known[name]


inputs.known = {}


def limits(header, axis):
    return tuple(header[f"{PREFIX}LIMITS {axis} {end}"] for end in ("LOW", "HIGH"))


def assert_is_extraction(path, made, keep, form):
    """Columns are the rows of the mask; header and extensions as the format wants them."""
    with open_table(path) as table:
        assert table.form == form
        assert table.n_row == np.count_nonzero(keep)
        for name, values in made.columns.items():
            np.testing.assert_array_equal(table.read((name,), slice(None))[name], values[keep])
            assert table.columns[name].unit == made.units().get(name, "")
    for name, values in read_columns(path).items():
        if name == "pixtable_flat_field":
            continue
        ours = {fits_name: key for key, fits_name in FITS_NAMES.items()}.get(name, name.upper())
        np.testing.assert_array_equal(values, made.columns[ours][keep])
    header = fits.getheader(path)
    zero = {axis: header.get(f"CRVAL{i}", 0.0) for i, axis in ((1, "X"), (2, "Y"))}
    for axis, name in (("X", "x"), ("Y", "y"), ("LAMBDA", "wave")):
        values = made.columns[name][keep].astype(np.float64)
        values = values[np.isfinite(values)]
        if values.size:
            low, high = limits(header, axis)
            assert isinstance(low, float)
            assert isinstance(high, float)
            assert low == pytest.approx(zero.get(axis, 0.0) + values.min(), abs=1e-12)
            assert high == pytest.approx(zero.get(axis, 0.0) + values.max(), abs=1e-12)
    assert limits(header, "IFU") == (made.ifu[keep].min(), made.ifu[keep].max())
    assert limits(header, "SLICE") == (made.slice_no[keep].min(), made.slice_no[keep].max())
    assert header[PREFIX + "MERGED"] == np.unique(made.ifu[keep]).size
    assert_exposures(header, made, keep)


def assert_exposures(header, made, keep):
    if not made.n_exposure:
        assert PREFIX + "COMBINED" not in header
        assert f"{PREFIX}EXP1 FIRST" not in header
        assert (
            header[f"{PREFIX}EXP0 IFU05 SLICE03 XOFFSET"]
            == made.header[f"{PREFIX}EXP0 IFU05 SLICE03 XOFFSET"]
        )
        return
    survivors, counts = np.unique(made.exposure[keep], return_counts=True)
    assert header[PREFIX + "COMBINED"] == survivors.size
    first = 0
    for new, (old, n) in enumerate(zip(survivors, counts, strict=True), 1):
        assert header[f"{PREFIX}EXP{new} FIRST"] == first
        assert header[f"{PREFIX}EXP{new} LAST"] == first + n - 1
        first += n
        for ifu in SMALL["ifus"]:
            for slice_no in (1, 14):
                card = f"IFU{ifu:02d} SLICE{slice_no:02d} XOFFSET"
                assert header[f"{PREFIX}EXP{new} {card}"] == made.header[f"{PREFIX}EXP{old} {card}"]
                if survivors.size == 1:
                    assert header[f"{PREFIX}EXP0 {card}"] == made.header[f"{PREFIX}EXP{old} {card}"]
    gone = f"{PREFIX}EXP{survivors.size + 1} "
    assert not [keyword for keyword in header if keyword.startswith(gone)]


SETTINGS = [
    {"state": state, "form": form, "exposures": exposures, "shuffled": shuffled}
    for state in STATES
    for form, exposures, shuffled in (("image", 0, False), ("table", 3, True), ("image", 2, False))
    if not exposures or state == "positioned"
]


@st.composite
def selections(draw, made):
    """Cheap criteria that leave few rows or many."""
    kinds = {
        "ifu": st.lists(st.sampled_from([5, 6, 9]), min_size=1, max_size=2),
        "slice_no": st.lists(st.integers(1, 14), min_size=1, max_size=5),
        "wave": st.tuples(st.floats(4700, 7000), st.floats(7100, 9400)),
        "good": st.just(True),
        "stack": st.just([2]),
        "value": st.just([(40.0, 60.0)]),
    }
    if made.n_exposure:
        kinds["exposure"] = st.lists(st.integers(1, made.n_exposure), min_size=1, max_size=2)
    chosen = draw(st.lists(st.sampled_from(sorted(kinds)), max_size=3, unique=True))
    return Selection(
        **{kind: draw(kinds[kind]) for kind in chosen}, match=draw(st.sampled_from(["all", "all", "any"]))
    )


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda s: " ".join(map(str, s.values())))
@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
def test_an_extraction_is_what_numpy_would_cut_out(folder, settings, form, data):
    made, path = inputs(folder, **settings)
    selection = data.draw(st.none() | selections(made))
    keep, _ = rows_of(made, selection)
    out = folder / "out.fits"
    out.unlink(missing_ok=True)
    with open_table(path) as table:
        if data.draw(st.booleans()):
            table.ensure_blocks()
        n = extract(table, selection, out, form=form)
    assert n == np.count_nonzero(keep)
    if n == 0:
        assert not out.exists()
        return
    assert_is_extraction(out, made, keep, form)


@pytest.mark.parametrize("form", FORMS)
def test_an_extraction_of_an_extraction_is_one_of_both(folder, form):
    made, path = inputs(folder, state="positioned", form="image", exposures=3)
    steps = [Selection(exposure=[1, 3]), Selection(ifu=[5, 9]), Selection(exposure=2, wave=(5000, 8000))]
    keep = np.isin(made.exposure, [1, 3]) & (made.ifu != 6) & (made.exposure == 3)
    keep &= (made.columns["wave"] >= 5000) & (made.columns["wave"] < 8000)
    for i, selection in enumerate(steps):
        out = folder / f"step-{form}-{i}.fits"
        with open_table(path) as table:
            extract(table, selection, out, form=form, overwrite=True)
        path = out
    assert_is_extraction(path, made, keep, form)
    with open_table(path) as table:
        rows = np.flatnonzero(keep)
        origin = table.read(("origin",), slice(None))["origin"]
        np.testing.assert_array_equal(table.offsets.x_det(origin, np.arange(rows.size)), made.x_det[rows])
    history = " ".join(fits.getheader(path)["HISTORY"]).replace(" ", "")
    assert history.count("pixviewer") >= 3


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("source", [*FORMS, "memory"])
def test_further_extensions_are_kept_to_the_byte(folder, tmp_path, form, source):
    made = make_table(flat_field=True, **SMALL)
    extra = fits.ImageHDU(np.arange(12, dtype=np.int16).reshape(3, 4), name="PICTURE")
    if source == "memory":
        table = made.in_memory()
    else:
        path = write_table(made, tmp_path / "in.fits", source, further=[extra])
        table = open_table(path)
    with table:
        extract(table, Selection(ifu=5), tmp_path / "out.fits", form=form)
    if source == "memory":
        assert len(read_columns(tmp_path / "out.fits")) == 7
        return
    with fits.open(path) as before, fits.open(tmp_path / "out.fits") as after:
        assert [hdu.name for hdu in after][-2:] == ["PIXTABLE_FLAT_FIELD", "PICTURE"]
        for i in (-2, -1):
            assert str(after[i].header) == str(before[i].header)
            np.testing.assert_array_equal(after[i].data, before[i].data)


@pytest.mark.parametrize("form", FORMS)
def test_the_file_has_the_pipelines_form(folder, tmp_path, form):
    _, path = inputs(folder, state="projected", form="image")
    with open_table(path) as table:
        n = extract(table, Selection(ifu=9), tmp_path / "out.fits", form=form)
        assert predicted_size(n, table, form) == pytest.approx(
            os.path.getsize(tmp_path / "out.fits"), abs=3 * 2880
        )
    names = [*FITS_NAMES.values(), "MASK", "SKYFRAC"]
    with fits.open(tmp_path / "out.fits") as hdus:
        assert hdus[0].header["NAXIS"] == 0
        if form == "image":
            assert [hdu.header["EXTNAME"] for hdu in hdus[1:11]] == names
            assert [hdu.header["BITPIX"] for hdu in hdus[1:9]] == [-32, -32, -32, -32, 32, -32, 32, -32]
            assert all(hdu.data.shape == (n, 1) for hdu in hdus[1:11])
        else:
            assert "EXTNAME" not in hdus[1].header
            assert hdus[1].columns.names == names
            assert hdus[1].columns.formats == ["E", "E", "E", "E", "J", "E", "J", "E", "K", "D"]
        hdus.verify("exception")


def test_history_tells_the_command_or_its_equivalent(folder, tmp_path):
    _, path = inputs(folder, state="projected", form="image")
    name = "naïve name.fits"
    with open_table(path) as table:
        extract(
            table,
            Selection(ifu=9),
            tmp_path / "told.fits",
            command="pixviewer extract 'a  b\x07\n.fits' ☉ --ifu 9",
        )
        extract(table, Selection(ifu=9), tmp_path / name)
    told = "".join(fits.getheader(tmp_path / "told.fits")["HISTORY"])
    assert "pixviewer extract" in told
    assert "'a  b\\x07\\n.fits' \\u2609 --ifu 9" in told
    python = "".join(fits.getheader(tmp_path / name)["HISTORY"])
    assert "extract(open_table(" in python
    assert "'ifu': [9]" in python


def test_the_equivalent_python_does_the_same(folder, tmp_path):
    import pixviewer

    _, path = inputs(folder, state="projected", form="image")
    selection = Selection(ifu=[5, 9], wave=(5000, 7000)) & ~Selection(flags="HotPixel")
    out = tmp_path / "out.fits"
    with open_table(path) as table:
        extract(table, selection, out)
    before = read_columns(out)
    # History is cut every 72 characters, where a blank at an end is lost.
    text = "".join(line.ljust(72) for line in fits.getheader(out)["HISTORY"])
    code = text[text.index("extract(") :].strip()
    out.unlink()
    eval(code, {name: getattr(pixviewer, name) for name in ("extract", "open_table", "Expression")})
    after = read_columns(out)
    assert before.keys() == after.keys()
    for name, values in before.items():
        np.testing.assert_array_equal(after[name], values)


@pytest.mark.parametrize(
    "selection", [Selection(ifu=24), Selection(match="any"), Selection(shapes=Circle(0, 0, 1))]
)
def test_nothing_selected_makes_no_file(folder, tmp_path, selection):
    _, path = inputs(folder, state="projected", form="image")
    with open_table(path) as table:
        for with_blocks in (False, True):
            if with_blocks:
                table.ensure_blocks()
            assert extract(table, selection, tmp_path / "out.fits") == 0
    assert list(tmp_path.iterdir()) == []


def test_nothing_selected_leaves_the_file_that_was_there(folder, tmp_path):
    _, path = inputs(folder, state="projected", form="image")
    (tmp_path / "out.fits").write_text("precious")
    with open_table(path) as table:
        assert extract(table, Selection(ifu=24), tmp_path / "out.fits", overwrite=True) == 0
    assert (tmp_path / "out.fits").read_text() == "precious"


def test_a_file_is_overwritten_only_when_that_was_said(folder, tmp_path):
    made, path = inputs(folder, state="projected", form="image")
    out = tmp_path / "out.fits"
    out.write_text("precious")
    with open_table(path) as table:
        with pytest.raises(OutputError, match="out"):
            extract(table, Selection(ifu=5), out)
        assert out.read_text() == "precious"
        extract(table, Selection(ifu=5), out, overwrite=True)
    with open_table(out) as table:
        assert table.n_row == np.count_nonzero(made.ifu == 5)


@pytest.mark.parametrize("link", ["itself", "symbolic", "hard"])
def test_the_open_input_is_never_an_output(tmp_path, link):
    path = write_table(make_table(**SMALL), tmp_path / "in.fits")
    out = path if link == "itself" else tmp_path / "out.fits"
    if link == "symbolic":
        out.symlink_to(path)
    elif link == "hard":
        os.link(path, out)
    content = path.read_bytes()
    with open_table(path) as table, pytest.raises(OutputError):
        extract(table, Selection(ifu=5), out, overwrite=True)
    assert path.read_bytes() == content


def test_a_folder_that_is_not_there_is_a_sentence(folder, tmp_path):
    _, path = inputs(folder, state="projected", form="image")
    with open_table(path) as table, pytest.raises(OutputError, match="nowhere"):
        extract(table, None, tmp_path / "nowhere" / "out.fits")


def test_an_unknown_form_is_refused(folder, tmp_path):
    _, path = inputs(folder, state="projected", form="image")
    with open_table(path) as table, pytest.raises(ValueError, match="form must be one of image, table"):
        extract(table, None, tmp_path / "out.fits", form="ascii")


class Stopping(Progress):
    """Cancels itself when a label is reported for the n-th time."""

    def __init__(self, label, n=1):
        super().__init__()
        self._label, self._left = label, n
        self.labels = []

    def step(self, label, done, total):
        self.labels.append(label)
        if label == self._label:
            self._left -= 1
            if self._left == 0:
                self.cancel()
        super().step(label, done, total)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("stage", [0, -1])
@pytest.mark.parametrize("form", FORMS)
def test_stopping_at_any_stage_leaves_nothing_behind(folder, tmp_path, form, stage, n):
    _, path = inputs(folder, state="projected", form="image")
    (tmp_path / "old.fits").write_text("precious")
    with open_table(path) as table:
        watched = Stopping("")
        extract(table, Selection(good=True), tmp_path / "all.fits", form=form, progress=watched)
        (tmp_path / "all.fits").unlink()
        for name in ("new.fits", "old.fits"):
            with pytest.raises(Cancelled):
                extract(
                    table,
                    Selection(good=True),
                    tmp_path / name,
                    form=form,
                    overwrite=True,
                    progress=Stopping(watched.labels[stage], n),
                )
    assert os.listdir(tmp_path) == ["old.fits"]
    assert (tmp_path / "old.fits").read_text() == "precious"


def test_a_file_that_breaks_off_during_extraction_leaves_nothing_behind(tmp_path, monkeypatch):
    path = write_table(make_table(**SMALL), tmp_path / "in.fits")
    with open_table(path) as table:
        monkeypatch.setattr(table.source.raw, "check_unchanged", lambda: None)
        os.truncate(path, path.stat().st_size - 8000)
        with pytest.raises(PixTableError, match="ends after"):
            extract(table, Selection(ifu=9), tmp_path / "out.fits")
    assert os.listdir(tmp_path) == ["in.fits"]


def test_comments_that_no_longer_fit_are_cut_without_a_word(folder, tmp_path):
    _, path = inputs(folder, state="positioned", form="image", exposures=3)
    with warnings.catch_warnings(), open_table(path) as table:
        warnings.simplefilter("error")
        extract(table, Selection(ifu=5), tmp_path / "out.fits")
    header = fits.getheader(tmp_path / "out.fits")
    assert header.comments[PREFIX + "MERGED"].startswith("of the IFUs of this")
