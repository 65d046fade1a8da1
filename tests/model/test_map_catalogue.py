"""The catalogue of colour maps, favourites, and which maps colour-blind eyes can read."""

import numpy as np
import pytest

from pixviewer.model.colour_maps import COLOUR_MAPS, colour_map_label, colour_map_name, colour_table
from pixviewer.model.favourite_maps import known_maps, offered_maps, with_favourite
from pixviewer.model.map_catalogue import CYCLIC, DIVERGES, catalogue, found_maps, is_safe_for_all
from pixviewer.model.palette import rgba_of
from pixviewer.model.preferences import Preferences, Preferring, from_text, to_text
from pixviewer.model.workspace import Workspace


@pytest.fixture(scope="module")
def entries():
    return catalogue()


@pytest.mark.parametrize(
    "name", ["viridis", "cividis", "magma", "gray", "coolwarm", "vik", "crameri:batlow", "colorbrewer:RdBu"]
)
def test_maps_that_every_eye_can_read(name):
    assert is_safe_for_all(name)


@pytest.mark.parametrize("name", ["rainbow", "matlab:jet", "sls", "i8", "turbo", "colorbrewer:RdYlGn"])
def test_maps_that_mislead_some_eyes(name):
    assert not is_safe_for_all(name)


def test_the_catalogue_begins_with_the_menu_and_names_each_map_once(entries):
    assert [entry.name for entry in entries[: len(COLOUR_MAPS)]] == list(COLOUR_MAPS.values())
    names = [entry.name for entry in entries]
    assert len(set(names)) == len(names) > 250
    assert len({entry.label for entry in entries}) == len(names)
    assert all(colour_map_name(name) == name for name in names)


def test_maps_are_found_by_word_kind_and_safety(entries):
    assert "crameri:batlow" in [entry.name for entry in found_maps(entries, "batlow")]
    assert {entry.family for entry in found_maps(entries, "crameri")} == {"crameri"}
    assert {entry.kind for entry in found_maps(entries, kind=CYCLIC)} == {CYCLIC}
    safe = found_maps(entries, kind=DIVERGES, only_safe=True)
    assert {"coolwarm", "vik"} <= {entry.name for entry in safe}
    assert all(is_safe_for_all(entry.name) for entry in safe)
    assert [entry.name for entry in found_maps(entries, among=("vik",))] == ["vik"]
    assert found_maps(entries, "no such map") == []


def test_a_map_of_the_catalogue_is_known_in_any_case():
    assert colour_map_name("Crameri:BATLOW") == "crameri:batlow"
    assert colour_map_name("colorcet:CET_L3") == "cet_l3"
    assert colour_map_label("crameri:batlow") == "batlow (crameri)"
    assert colour_table("crameri:batlow").shape == (256, 3)
    with pytest.raises(ValueError, match="no colour map is named 'mud2'"):
        colour_map_name("mud2")


def test_sls_has_the_colours_of_ds9():
    table = colour_table("sls")
    assert tuple(table[0]) == (0, 0, 0)
    assert tuple(table[-1]) == (255, 255, 255)
    # Entry 60 of DS9's 200 is pure blue with 60 % green, entry 168 a red.
    np.testing.assert_allclose(table[round(60 / 199 * 255)], (0, 155, 255), atol=3)
    np.testing.assert_allclose(table[round(168 / 199 * 255)], (250, 0, 0), atol=6)


def test_favourites_come_first_and_lost_ones_are_left_out():
    assert known_maps(("vik", "gone:map", "Viridis", "vik")) == ("vik", "viridis")
    assert with_favourite(("vik",), "Viridis", is_one=True) == ("vik", "viridis")
    assert with_favourite(("vik", "viridis"), "VIK", is_one=False) == ("viridis",)
    first, others = offered_maps(("crameri:batlow",), "cmasher:ember")
    assert first == ("crameri:batlow",)
    assert others == (*COLOUR_MAPS.values(), "cmasher:ember")


def test_colours_are_preferred_in_open_windows_and_kept():
    preferring = Preferring()
    workspace = Workspace(lambda function: function(), preferring)
    try:
        seen = []
        workspace.editor.changed.connect(lambda: seen.append(workspace.display.palette.blank))
        preferring.change(blank_colour="#102030", favourite_maps=("vik",))
        assert (workspace.display.palette.blank, seen) == ("#102030", ["#102030"])
        found = from_text(to_text(preferring.value, {}))
        assert found.value == preferring.value
    finally:
        workspace.close()


@pytest.mark.parametrize("colour", ["red", "#12345", "#gggggg", ""])
def test_a_colour_that_is_none_is_refused(colour):
    with pytest.raises(ValueError, match=r"colour|hexadecimal"):
        rgba_of(colour)
    assert from_text(f'{{"blank_colour": "{colour}"}}').value == Preferences()
