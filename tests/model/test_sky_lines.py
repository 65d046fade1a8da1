"""Sky lines have names, stand where the wavelengths of the table say, and are found in bands."""

import numpy as np
import pytest

from pixviewer.model.sky_lines import (
    air_to_vacuum,
    nearest_sky_line,
    sky_line_list,
    sky_line_warnings,
    strong_lines_in,
)


def test_lines_are_called_what_people_call_them():
    names = {line.name for line in sky_line_list()}
    assert {"[O I] 5577", "[O I] 6300", "[O I] 6364", "Na D₂ 5890", "OH 7276", "O₂ 8650"} <= names
    bands = {line.band: line.wave for line in sky_line_list() if line.band}
    # Q branches of Meinel bands, as in Osterbrock & Martel 1992, PASP 104, 76.
    assert bands["OH 8–3"] == 7276.42
    assert bands["OH 6–2"] == 8344.62
    assert bands["OH 7–3"] == 8827.12
    assert len(bands) == 8


def test_in_vacuum_lines_move_and_keep_their_names():
    air, vacuum = sky_line_list(), sky_line_list(True)
    assert [line.name for line in air] == [line.name for line in vacuum]
    shift = np.array([v.wave - a.wave for a, v in zip(air, vacuum, strict=True)])
    np.testing.assert_allclose(shift, air_to_vacuum(np.array([a.wave for a in air])) - [a.wave for a in air])
    assert vacuum[0].wave == pytest.approx(5578.89, abs=0.01)  # 5577.35 in air; 1.55 Å is the known shift


def test_the_nearest_line_is_found_within_reach_only():
    assert nearest_sky_line(5578.0, 2.0).name == "[O I] 5577"
    assert nearest_sky_line(5578.0, 0.5) is None
    assert nearest_sky_line(5578.89, 0.1, vacuum=True).name == "[O I] 5577"
    # Two lines 1.57 Å apart.
    assert nearest_sky_line(8767.8, 5.0).wave == 8767.94


def test_a_band_is_told_what_falls_into_it_the_brightest_first():
    assert [line.name for line in strong_lines_in((6290.0, 6370.0))] == ["[O I] 6300", "[O I] 6364"]
    assert strong_lines_in((6305.0, 6350.0)) == ()
    assert strong_lines_in((6302.0, 6350.0))  # the wing of 6300.3
    warnings = sky_line_warnings((6295.0, 6305.0), [(6280.0, 6290.0), (6360.0, 6370.0)], False)
    assert warnings == (
        "sky line [O I] 6300 in the line band",
        "sky line [O I] 6364 in continuum band 2",
    )
    (many,) = sky_line_warnings((8300.0, 8540.0), [(8700.0, 8720.0)], False)
    assert many.startswith("sky lines OH 8345, OH 8430, OH 8399 and ")
    assert many.endswith(" more in the line band")
