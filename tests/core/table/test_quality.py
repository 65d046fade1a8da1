"""Flags are told and understood by name."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixviewer.core.table.quality import FLAGS, as_unsigned, names_of, value_of, words

masks = st.integers(0, 2**32 - 1)


@given(masks)
def test_names_and_back_give_the_same_mask(mask):
    assert value_of(names_of(mask)) == mask


@given(masks)
def test_a_signed_value_has_the_names_of_its_bits(mask):
    signed = int(np.uint32(mask).view(np.int32))
    assert names_of(signed) == names_of(mask)
    assert value_of(signed) == mask
    assert as_unsigned(np.array([signed], np.int32))[0] == mask


def test_bits_are_those_of_the_format():
    expected = {
        "TelluricCorrected": 1,
        "CosmicUnCorrected": 32,
        "LowQE": 64,
        "HotPixel": 256,
        "Dark": 512,
        "ADSaturation": 4096,
        "PermanentCameraDefect": 8192,
        "BadOther": 16384,
        "NOTCH_NAD": 134217728,
        "MUSE_TRAP": 536870912,
        "MissingData": 1073741824,
        "OutsideDataRange": 2147483648,
    }
    assert {name: value_of(name) for name in expected} == expected
    assert len({flag.bit for flag in FLAGS}) == len(FLAGS) == 21


def test_both_programs_names_are_understood_in_any_case():
    assert value_of("cosmicray") == value_of("CosmicUnCorrected") == value_of(" COSMICUNCORRECTED ") == 32
    assert value_of(["HOTPIXEL", 1, "bit 20"]) == 256 | 1 | 1 << 20
    assert value_of(()) == 0


def test_where_the_programs_disagree_the_name_is_mpdafs():
    assert value_of("TelluricUnCorrected") == 2
    assert value_of("TELLURIC") == 1


@pytest.mark.parametrize("wrong", ["cosmic", "bit 32", "bit", "", 2**32, -(2**31) - 1])
def test_an_unknown_flag_is_refused(wrong):
    with pytest.raises(ValueError, match=r"no data-quality flag|must fit 32 bits"):
        value_of(wrong)


def test_no_flag_is_good():
    assert words(0) == "good"
    assert words(32 | 256) == "CosmicUnCorrected + HotPixel"
