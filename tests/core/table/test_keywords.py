"""Header keywords: HISTORY that can be read back."""

import pytest
from astropy.io import fits

from pixviewer.core.table.keywords import add_history


@pytest.mark.parametrize("n", range(60, 80))
def test_a_command_that_needs_several_cards_is_joined_without_loss(n):
    command = f"pixviewer extract {'a' * n}.fits b.fits --ifu 12 --lambda 6000 6100 --form table"
    header = fits.Header()
    add_history(header, command)
    read = fits.Header.fromstring(header.tostring())
    assert "".join(read["HISTORY"]) == command


def test_anything_becomes_printable_ascii():
    header = fits.Header()
    add_history(header, "a\nb λ")
    assert list(header["HISTORY"]) == ["a\\nb \\u03bb"]
