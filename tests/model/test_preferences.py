import json
from dataclasses import fields, replace

import pytest

from pixviewer.model.preferences import Preferences, Preferring, from_text, to_text


def test_preferences_come_back_as_they_were_written() -> None:
    value = Preferences(theme="dark", font_size=12.5, restores_arrangement=False, memory_share=0.4)
    assert from_text(to_text(value, {})).value == value


def test_every_preference_is_written_and_read() -> None:
    assert {one.name for one in fields(Preferences)} <= set(json.loads(to_text(Preferences(), {})))
    found = from_text(to_text(Preferences(), {}))
    assert (found.value, dict(found.unknown), found.wrong) == (Preferences(), {}, ())


def test_a_wrong_value_is_named_and_leaves_the_others() -> None:
    found = from_text('{"theme": "purple", "font_size": 11, "memory_share": "much"}')
    assert found.value == Preferences(font_size=11.0)
    assert set(found.wrong) == {"theme", "memory_share"}


def test_what_another_version_says_is_kept() -> None:
    found = from_text('{"format": 9, "theme": "light", "wallpaper": {"tiles": [1, 2]}}')
    again = json.loads(to_text(replace(found.value, font_size=9.0), found.unknown))
    assert again["wallpaper"] == {"tiles": [1, 2]}
    assert again["font_size"] == 9.0


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '"theme"', "\x00\x01\x02"])
def test_a_text_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|Expecting"):
        from_text(text)


@pytest.mark.parametrize(
    "wrong", [{"theme": "blue"}, {"font_size": 3.0}, {"font_size": float("nan")}, {"memory_share": 2.0}]
)
def test_nonsense_cannot_be_preferred(wrong: dict[str, object]) -> None:
    preferring = Preferring()
    with pytest.raises(ValueError, match="must be"):
        preferring.change(**wrong)
    assert preferring.value == Preferences()


def test_a_change_is_announced_once_and_as_a_whole() -> None:
    preferring, heard = Preferring(), []
    preferring.events.value.connect(lambda value: heard.append(value))
    preferring.change(theme="dark", font_size=14.0)
    preferring.change(theme="dark")
    assert heard == [Preferences(theme="dark", font_size=14.0)]
    preferring.restore("font_size")
    assert preferring.value == Preferences(theme="dark")
    preferring.restore()
    assert preferring.value == Preferences()
