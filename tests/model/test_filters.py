"""Filters say in words what they keep, and are read back from what is typed."""

import pytest

from pixviewer import Selection
from pixviewer.model.filters import Chip, Filters, parse_chip


@pytest.mark.parametrize(
    ("kind", "text", "words", "keeps"),
    [
        ("ifu", "5,7-9", "IFU 5,7-9", Selection(ifu=(5, 7, 8, 9))),
        ("slice_no", "12", "CCD slice 12", Selection(slice_no=12)),
        ("stack", "1", "stack 1", Selection(stack=1)),
        ("exposure", "2", "exposure 2", Selection(exposure=2)),
        ("wave", "6000-6100 Å", "λ 6000–6100 Å", Selection(wave=(6000, 6100))),
        ("flags", "HotPixel, Dark", "only HotPixel or Dark", Selection(flags=("HotPixel", "Dark"))),
        ("flags", "", "flagged rows", ~Selection(good=True)),
        ("value", ">= 5", "value ≥ 5", Selection(value=(5, None))),
        ("variance", "0-99.5", "variance 0–99.5", Selection(variance=(0, 99.5))),
        ("snr", "< 3", "S/N < 3", Selection(snr=(None, 3))),
        ("x_det", "100 200", "CCD x 100–200 pix", Selection(x_det=(100, 200))),
        ("y_det", "-5 to 20.5", "CCD y -5–20.5 pix", Selection(y_det=(-5, 20.5))),
    ],
)
def test_a_chip_says_what_it_keeps(kind: str, text: str, words: str, keeps: Selection) -> None:
    chip = parse_chip(kind, text)
    assert chip.text == words
    assert chip.expression() == keeps
    assert parse_chip(kind, chip.edit_text) == chip


def test_an_inverted_chip_keeps_the_rest() -> None:
    assert Chip("ifu", (5,), is_inverted=True).expression() == ~Selection(ifu=5)
    assert Chip("ifu", (5,), is_inverted=True).text == "not IFU 5"
    assert Chip("flags", ("Dark",), is_inverted=True).expression() == Selection(no_flags="Dark")
    assert Chip("flags", ("Dark",), is_inverted=True).text == "without Dark"
    assert Chip("flags", (), is_inverted=True).expression() == Selection(good=True)
    assert Chip("flags", (), is_inverted=True).text == "good rows"


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("ifu", "25", "within 1 to 24"),
        ("ifu", "", "needs a value"),
        ("wave", "6100-6000", "must increase"),
        ("flags", "Hotpixxel", "no flag"),
    ],
)
def test_a_wrong_chip_is_refused_with_a_reason(kind: str, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_chip(kind, text)


def test_filters_are_met_together_unless_they_are_off() -> None:
    filters = Filters((Chip("ifu", (5,)), Chip("stack", (1,), is_on=False), Chip("wave", ((5.0, 6.0),))))
    assert filters.expression() == Selection(ifu=5) & Selection(wave=(5, 6))
    assert filters.expression(with_wave=False) == Selection(ifu=5)
    assert list(filters.steps()) == [Selection(ifu=5), Selection(ifu=5), filters.expression()]
    assert Filters().expression() is None


def test_the_band_of_the_spectrum_is_a_filter_in_its_place() -> None:
    filters = Filters((Chip("wave", ((5.0, 6.0),)), Chip("ifu", (5,))))
    assert filters.bands == ((5.0, 6.0),)
    assert filters.with_bands(((7.0, 8.0),)).chips[0] == Chip("wave", ((7.0, 8.0),))
    assert filters.with_bands(()).chips == (Chip("ifu", (5,)),)
    assert Filters().with_bands(()) == Filters()
    inverted = Filters((Chip("wave", ((5.0, 6.0),), is_inverted=True),))
    assert inverted.bands == ()
    assert len(inverted.with_bands(((7.0, 8.0),)).chips) == 2
