"""Tables that self-calibration makes no sense for are refused in a sentence, unless forced."""

import math

import pytest
from factor_sets import make_factors
from tables import PREFIX, make_table

from pixviewer.core.calib.recording import record
from pixviewer.core.calib.refusing import (
    RefusedError,
    check_can_calibrate,
    objections,
    warnings_of_measurement,
)
from pixviewer.core.calib.segments import LASER_SEGMENTS

SMALL = {"n_slice": 4, "rows_per_slice": 4}


def table_with(cards=None, **settings):
    made = make_table(**SMALL, **settings)
    for keyword, value in (cards or {}).items():
        made.header[keyword] = value
    return made.in_memory()


@pytest.mark.parametrize(
    ("cards", "told"),
    [
        ({PREFIX + "SKYSUB": True}, "sky is subtracted"),
        (
            {"HIERARCH ESO PRO REC1 PARAM9 NAME": "skymethod", "HIERARCH ESO PRO REC1 PARAM9 VALUE": "model"},
            "sky is subtracted",
        ),
        ({PREFIX + "AUTOCAL": "slice-median"}, "AUTOCAL = 'slice-median'"),
        ({"HIERARCH MPDAF METH1 ID": "drs.pixtable.selfcalibrate"}, "MPDAF's record"),
    ],
)
@pytest.mark.parametrize("factors", [None, make_factors()])
def test_tables_are_refused_for_what_their_header_says(cards, told, factors):
    table = table_with(cards)
    with pytest.raises(RefusedError, match=told) as refused:
        check_can_calibrate(table, factors)
    assert len(refused.value.reasons) == 1
    assert "--force" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert told in "; ".join(check_can_calibrate(table, factors, force=True))


def test_combined_exposures_are_refused():
    with pytest.raises(RefusedError, match="2 exposures"):
        check_can_calibrate(table_with(state="positioned", exposures=2))


def test_a_table_fit_for_it_is_not_refused():
    cards = {
        "HIERARCH ESO PRO REC1 PARAM9 NAME": "skymethod",
        "HIERARCH ESO PRO REC1 PARAM9 VALUE": "none",
        PREFIX + "MERGED": 24,
    }
    assert check_can_calibrate(table_with(cards)) == ()
    assert check_can_calibrate(table_with(cards), make_factors(mode="WFM-NOAO-N")) == ()


def test_missing_ifus_are_told_only_where_levels_are_measured():
    table = table_with()
    table.ensure_blocks()
    assert any("only 3 of 24 IFUs" in warning for warning in check_can_calibrate(table))
    assert check_can_calibrate(table, make_factors()) == ()


def test_factors_of_another_mode_are_refused():
    with pytest.raises(RefusedError, match="mode WFM-AO-N"):
        check_can_calibrate(table_with(), make_factors(LASER_SEGMENTS, mode="WFM-AO-N"))


@pytest.mark.parametrize(
    ("factors", "told"),
    [
        (make_factors(LASER_SEGMENTS), "19 bins, where 20 are usual"),
        (make_factors(date_obs="2014-07-28T00:00:00.000"), "exposure of 2014-07-28"),
        (make_factors((6000.0, 7000.0)), "below 6000 Å and from 7000 Å on"),
    ],
)
def test_odd_factors_are_told(factors, told):
    table = table_with()
    table.ensure_blocks()
    assert any(told in warning for warning in objections(table, factors).warnings)
    assert objections(table, factors).reasons == ()


def test_the_number_of_bins_may_be_either_methods_with_the_laser():
    table = table_with({"HIERARCH ESO INS MODE": "WFM-AO-N"})
    for edges in (LASER_SEGMENTS, make_factors().edges):
        assert not any("bins" in warning for warning in objections(table, make_factors(edges)).warnings)


def test_what_was_measured_may_be_odd():
    assert warnings_of_measurement(12.0, 200) == ()
    assert "subtracted" in warnings_of_measurement(-0.1, 200)[0]
    assert "50 rows" in warnings_of_measurement(math.nan, 50)[0]


def test_a_calibrated_table_says_by_what():
    table = table_with({"HIERARCH MPDAF METH1 ID": "another.method"})
    own = make_factors(
        method="mpdaf",
        date_obs=table.facts.date_obs,
        table_rows=table.n_row,
        corr_clip=12.0,
        mask_name="naïve 'mask'" + "x" * 80,
    )
    header = record(table, own)
    assert header["ESO DRS MUSE PIXTABLE AUTOCAL"] == "slice-median"
    assert header.comments["ESO DRS MUSE PIXTABLE AUTOCAL"].startswith("12.000 ")
    assert header["MPDAF METH2 ID"] == "drs.pixtable.selfcalibrate"
    assert (header["MPDAF METH2 PARAM1 NAME"], header["MPDAF METH2 PARAM2 NAME"]) == ("mask", "corr_clip")
    assert header["MPDAF METH2 PARAM1 VALUE"].startswith("na?ve ?mask?x")
    assert header["MPDAF METH2 PARAM2 VALUE"] == 12.0
    assert all(len(str(card)) == 80 for card in header["MPDAF*"].cards)
    assert "MPDAF METH1 ID" in table.header
    assert "ESO DRS MUSE PIXTABLE AUTOCAL" not in table.header

    foreign = record(table, make_factors())
    assert foreign["ESO DRS MUSE PIXTABLE AUTOCAL"] == "user"
    assert "MPDAF METH2 ID" not in foreign
