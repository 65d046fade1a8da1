from pathlib import Path

from astropy.io import fits

from pixviewer import open_table
from pixviewer.core.io.header_differences import HeaderDifference, differences, header_differences
from pixviewer.core.io.headers import HduCards


def hdu(*cards: fits.Card, number: int = 0, name: str = "PRIMARY") -> HduCards:
    return HduCards(number, name, "primary", (), "", tuple(str(card).rstrip() for card in cards))


def test_values_that_differ_are_found_and_comments_are_not() -> None:
    first = hdu(
        fits.Card("EXPTIME", 600.0, "one"), fits.Card("OBJECT", "NGC 1", ""), fits.Card("FLAG", True),
        fits.Card("HIERARCH ESO TEL AIRM START", 1.1, "airmass"), fits.Card("CHECKSUM", "abc"),
    )  # fmt: skip
    second = hdu(
        fits.Card("EXPTIME", 600.0, "another comment"), fits.Card("OBJECT", "NGC 2", ""),
        fits.Card("HIERARCH ESO TEL AIRM START", 1.2, "airmass"), fits.Card("CHECKSUM", "xyz"),
        fits.Card("NEW", 3),
    )  # fmt: skip
    assert differences([first], [second]) == [
        HeaderDifference("PRIMARY", "OBJECT", "NGC 1", "NGC 2"),
        HeaderDifference("PRIMARY", "FLAG", "T", None),
        HeaderDifference("PRIMARY", "ESO TEL AIRM START", "1.1", "1.2"),
        HeaderDifference("PRIMARY", "NEW", None, "3"),
    ]
    assert differences([first], [first]) == []


def test_lines_of_history_are_compared_whatever_their_place() -> None:
    first = hdu(fits.Card("HISTORY", "made"), fits.Card("HISTORY", "cut"))
    second = hdu(fits.Card("HISTORY", "cut"), fits.Card("HISTORY", "moved"))
    assert differences([first], [second]) == [
        HeaderDifference("PRIMARY", "HISTORY", "made", None),
        HeaderDifference("PRIMARY", "HISTORY", None, "moved"),
    ]


def test_extensions_are_told_apart_by_name() -> None:
    data = hdu(fits.Card("BUNIT", "count"), number=1, name="data")
    later = hdu(fits.Card("BUNIT", "erg"), number=3, name="data")
    other = hdu(fits.Card("BUNIT", "pix"), number=2, name="xpos")
    found = differences([hdu(), data, other], [hdu(), other, later])
    assert found == [HeaderDifference("data", "BUNIT", "count", "erg")]


def test_headers_of_files_are_compared(small_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.fits"
    with fits.open(small_file) as hdus:
        hdus[0].header["OBJECT"] = "another"
        hdus.writeto(path)
    found = header_differences(open_table(small_file), open_table(path))
    assert [(row.extension, row.keyword, row.second) for row in found] == [("PRIMARY", "OBJECT", "another")]
