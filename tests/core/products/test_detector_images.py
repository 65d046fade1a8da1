"""Detector images are those of plain NumPy, row by row."""

import warnings

import numpy as np
import pytest
from tables import make_table
from twins import rows_of

from pixviewer.core.errors import PixTableWarning
from pixviewer.core.products.detector import N_COLUMN, N_ROW, detector_image
from pixviewer.core.table.pixtable import PixTable
from pixviewer.core.table.scan import N_PART, make_plan, scan
from pixviewer.core.table.selection import Selection

pytestmark = pytest.mark.usefixtures("small_blocks")

EXTRAS = {
    "gain": np.linspace(1, 2, 10_000),
    "tag": np.arange(10_000, dtype=np.int16) % 7 - 3,
    "mask": np.arange(10_000) % 2 == 0,
}
SELECTIONS = [
    None,
    Selection(wave=(5000, 7000)),
    Selection(slice_no=(3, 4), good=True) | Selection(stack=2),
]
QUANTITIES = ("data", "wave", "variance", "flags", "x", "weight", "gain", "tag", "mask", "snr", "count",
              "slice")  # fmt: skip


def a_made(*, exposures=0, crowded=False, **settings):
    """A table; crowded, its rows are on so few pixels that most are hit by several."""
    made = make_table(
        "positioned" if exposures else "projected",
        exposures=exposures,
        **{"ifus": (5, 6), "n_slice": 30, "rows_per_slice": 15, "weight": True, "extras": EXTRAS, **settings},
    )
    made.columns["data"][::9] = np.nan
    made.columns["variance"][4::9] = np.inf
    if crowded:
        # Exposure k lies 7 k columns to the right: taken back, the exposures share pixels.
        shift = 40 - 7 * made.exposure - (made.x_det % 2) - (made.columns["origin"] >> 24 & 0x7F)
        made.x_det += shift
        made.y_det %= 3
        made.columns["origin"] = (
            made.columns["origin"] + (shift << 24) & ~(0x1FFF << 11) | (made.y_det + 1) << 11
        ).astype(np.int32)
    return made


def as_table(made):
    """In memory, with the extra columns."""
    return PixTable.from_arrays(made.columns, made.header, state=made.state, data_unit=made.data_unit)


def true_pixels(made, use, quantity):
    """Value and number of rows of each pixel, by (y, x)."""
    rows_of_pixel = {}
    for row in np.flatnonzero(use).tolist():
        rows_of_pixel.setdefault((int(made.y_det[row]), int(made.x_det[row])), []).append(row)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return {
            place: (_true_value(made.columns, np.array(rows), quantity), len(rows))
            for place, rows in rows_of_pixel.items()
        }


def check(image, pixels):
    """Compare an image with its true pixels."""
    y, x = np.nonzero(image.count)
    assert {(row + image.y0, col + image.x0) for row, col in zip(y.tolist(), x.tolist(), strict=True)} == set(
        pixels
    )
    value, count = zip(
        *(pixels[row + image.y0, col + image.x0] for row, col in zip(y, x, strict=True)), strict=True
    )
    np.testing.assert_array_equal(image.count[y, x], count)
    # Means of float64, rounded to float32.
    np.testing.assert_allclose(image.value[y, x], np.array(value, float), rtol=1e-6, err_msg=image.quantity)
    empty = image.value[image.count == 0]
    assert np.isnan(empty).all() if empty.dtype.kind == "f" else not empty.any()


def _true_value(c, rows, quantity):
    if quantity == "count":
        return rows.size
    if quantity == "slice":
        return (c["origin"][rows] & 63).max()
    if quantity == "flags":
        return np.bitwise_or.reduce(c["flags"][rows]).astype(np.uint32)
    if quantity in ("data", "variance", "snr"):
        finite = rows[np.isfinite(c["data"][rows])]
        good = finite[(c["flags"][finite] == 0) & np.isfinite(c["variance"][finite])]
        chosen = good if good.size else finite
        mean = c["data"][chosen].astype(float).mean() if chosen.size else np.nan
        variance = c["variance"][chosen].astype(float).sum() / chosen.size**2 if chosen.size else np.nan
        if quantity == "snr":
            return mean / np.sqrt(variance) if variance > 0 else np.nan
        return mean if quantity == "data" else variance
    values = c[quantity][rows]
    return np.nanmean(values.astype(float)) if values.dtype.kind == "f" else values.max()


@pytest.mark.parametrize("exposures", [0, 2])
@pytest.mark.parametrize("selection", SELECTIONS)
def test_several_rows_of_a_pixel_are_combined_as_numpy_does(exposures, selection):
    made = a_made(exposures=exposures, crowded=True, shuffled=True)
    table = as_table(made)
    use = (made.ifu == 6) & rows_of(made, selection)[0]
    for quantity in QUANTITIES:
        pixels = true_pixels(made, use, quantity)
        assert max(count for _, count in pixels.values()) > 1
        image = detector_image(table, 6, selection, quantity=quantity, crop=True)
        check(image, pixels)
        assert (image.n_row, image.n_pixel) == (use.sum(), len(pixels))
        assert (image.ifu, image.quantity) == (6, quantity)


@pytest.mark.parametrize("exposures", [0, 2])
def test_the_image_of_a_whole_detector_has_each_row_in_its_place(exposures):
    made = a_made(exposures=exposures)
    table = as_table(made)
    for quantity in ("data", "tag"):
        image = detector_image(table, 6, quantity=quantity)
        assert (image.x0, image.y0, image.value.shape) == (0, 0, (4112, 4096))
        check(image, true_pixels(made, made.ifu == 6, quantity))


def test_types_and_units_are_those_of_the_columns():
    table = as_table(a_made())
    flux = "10**(-20)*erg/s/cm**2/Angstrom"
    expected = {
        "data": ("f4", flux),
        "variance": ("f4", f"({flux})**2"),
        "wave": ("f4", "Angstrom"),
        "x": ("f4", "rad"),
        "gain": ("f8", ""),
        "tag": ("i2", ""),
        "mask": ("u1", ""),
        "origin": ("i4", ""),
        "flags": ("u4", ""),
        "count": ("u4", ""),
        "snr": ("f4", ""),
        "slice": ("u1", ""),
    }
    for quantity, (dtype, unit) in expected.items():
        image = detector_image(table, 5, quantity=quantity, crop=True)
        assert (image.value.dtype, image.unit) == (np.dtype(dtype), unit)


def test_a_single_row_keeps_its_very_value_whatever_its_flags():
    made = a_made()
    made.columns["flags"][:] = 32
    image = detector_image(as_table(made), 5, crop=True)
    mine = made.ifu == 5
    y, x, first = made.y_det[mine] - image.y0, made.x_det[mine] - image.x0, made.columns["data"][mine]
    alone = image.count[y, x] == 1
    assert alone.sum() > 400
    np.testing.assert_array_equal(image.value[y, x][alone], first[alone])


def test_limits_and_cropping_cut_the_same_image():
    made = a_made(exposures=2, crowded=True, rows_per_slice=30)
    table = as_table(made)
    whole = detector_image(table, 6)
    limits = {"x": (300, 1200), "y": (1, 3)}
    part = detector_image(table, 6, **limits)
    assert (part.x0, part.y0, part.value.shape) == (300, 1, (2, 900))
    np.testing.assert_array_equal(part.value, whole.value[1:3, 300:1200])
    for settings in ({}, limits):
        image = detector_image(table, 6, crop=True, **settings)
        frame = whole if not settings else part
        y, x = np.nonzero(frame.count)
        assert (image.x0, image.y0) == (frame.x0 + x.min(), frame.y0 + y.min())
        assert image.value.shape == (np.ptp(y) + 1, np.ptp(x) + 1)
        np.testing.assert_array_equal(image.value, frame.value[y.min() : y.max() + 1, x.min() : x.max() + 1])
        np.testing.assert_array_equal(image.count, frame.count[y.min() : y.max() + 1, x.min() : x.max() + 1])


def test_an_image_without_rows_is_empty():
    table = as_table(a_made())
    whole, cropped = detector_image(table, 9), detector_image(table, 9, crop=True)
    assert whole.value.shape == (N_ROW, N_COLUMN)
    assert np.isnan(whole.value).all()
    assert cropped.value.shape == cropped.count.shape == (0, 0)
    assert whole.n_row == whole.n_pixel == cropped.n_row == 0
    assert detector_image(table, 9, quantity="tag").value.max() == 0


def test_rows_without_an_offset_are_left_out_and_told():
    made = a_made()
    prefix = "ESO DRS MUSE PIXTABLE EXP0 "
    for slice_no in (3, 4):
        del made.header[f"{prefix}IFU06 SLICE{slice_no:02d} XOFFSET"]
    table = as_table(made)
    with pytest.warns(PixTableWarning, match="^30 of the selected rows of IFU 6 .* no XOFFSET card"):
        image = detector_image(table, 6, crop=True)
    check(image, true_pixels(made, (made.ifu == 6) & ~np.isin(made.slice_no, (3, 4)), "data"))
    # Without those rows there is nothing to tell.
    detector_image(table, 5, crop=True)
    detector_image(table, 6, Selection(slice_no=7), crop=True)


def test_rows_outside_all_exposures_have_no_column():
    made = a_made(exposures=2)
    last = "HIERARCH ESO DRS MUSE PIXTABLE EXP2 LAST"
    made.header[last] = made.header[last] - 10
    with pytest.warns(PixTableWarning, match="^10 of the selected rows of IFU 6"):
        detector_image(as_table(made), 6, crop=True)


def test_rows_off_the_detector_are_left_out_and_told():
    made = a_made()
    rows = np.flatnonzero(made.ifu == 6)[:4]
    made.columns["origin"][rows[:3]] |= 0x1FFF << 11
    made.columns["origin"][rows[3]] &= ~(0x1FFF << 11)
    table = as_table(made)
    with pytest.warns(
        PixTableWarning, match="^4 of the selected rows of IFU 6 .* off its 4096 × 4112 pixels"
    ):
        image = detector_image(table, 6, crop=True)
    assert image.n_row == (made.ifu == 6).sum() - 4


@pytest.mark.parametrize(
    ("settings", "error", "told"),
    [
        ({"ifu": 25}, ValueError, "ifu must be 1 to 24, got 25"),
        ({"ifu": [5, 6]}, TypeError, r"ifu must be one number from 1 to 24, got \[5, 6\]"),
        ({"quantity": "flux"}, ValueError, "can show x, y, wave, .*, snr, count, slice, got 'flux'"),
        ({"x": (100, 100)}, ValueError, r"x must be two whole numbers .* <= 4096, got \(100, 100\)"),
        ({"x": (0.5, 10)}, ValueError, "x must be two whole numbers"),
        ({"y": (0, 4113)}, ValueError, "y must be two whole numbers .* <= 4112"),
        ({"y": (-1, 3)}, ValueError, "y must be two whole numbers"),
        ({"y": 3}, ValueError, "y must be two whole numbers"),
    ],
)
def test_what_makes_no_image_is_refused(settings, error, told):
    with pytest.raises(error, match=told):
        detector_image(as_table(a_made()), **{"ifu": 5, **settings})


def test_a_scan_in_one_part_has_one_state_and_reads_in_order():
    table = as_table(a_made())
    plan = make_plan(table, Selection(ifu=6))
    rows = [
        scan(table, plan, (), list, lambda s, c: s.append(c.rows[c.keep]), None, "", n_part=n)
        for n in (1, N_PART)
    ]
    assert [len(states) for states in rows] == [1, N_PART]
    in_order = [np.concatenate([part for state in states for part in state]) for states in rows]
    np.testing.assert_array_equal(in_order[0], in_order[1])
    assert (np.diff(in_order[0]) > 0).all()
