from datetime import datetime

import pytest

from pixviewer.model.messages import FAILURE, MOST, NOTE, WARNING, Message, Messages


def test_only_what_went_wrong_is_counted_until_it_is_seen() -> None:
    messages = Messages()
    changes: list[int] = []
    messages.changed.connect(lambda: changes.append(messages.n_unseen))
    messages.add("saved a.fits")
    messages.add("the index is old", WARNING)
    messages.add("b.fits: no such file", FAILURE)
    assert messages.n_unseen == 2
    messages.see()
    messages.see()
    assert changes == [0, 1, 2, 0]
    assert [message.text for message in messages.items][::2] == ["saved a.fits", "b.fits: no such file"]


def test_a_line_says_when_and_what_in_words_and_signs() -> None:
    at = datetime(2024, 5, 6, 7, 8, 9)
    assert Message(at, NOTE, "fine").line() == "07:08:09 · note    fine"
    assert Message(at, WARNING, "odd").line() == "07:08:09 ! warning odd"
    assert Message(at, FAILURE, "gone").line() == "07:08:09 ✗ failure gone"


def test_the_oldest_are_forgotten() -> None:
    messages = Messages()
    for i in range(MOST + 3):
        messages.add(str(i))
    assert len(messages.items) == MOST
    assert messages.items[0].text == "3"
    messages.clear()
    assert messages.as_text() == ""


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="kind must be one of"):
        Messages().add("x", "rumour")
