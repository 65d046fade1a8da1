"""Rules for flags are filters, and filters are rules."""

from pixviewer import Selection
from pixviewer.model.filters import Chip, Filters
from pixviewer.model.flag_rules import HIDE, ONLY, SHOW, flag_rules, with_flag_rule


def test_hidden_flags_share_a_filter_and_those_shown_alone_another() -> None:
    filters = Filters((Chip("ifu", (5,)),))
    for name, rule in (("HotPixel", HIDE), ("Dark", HIDE), ("LowQE", ONLY)):
        filters = with_flag_rule(filters, name, rule)
    assert filters.chips[1:] == (Chip("flags", ("HotPixel", "Dark"), True), Chip("flags", ("LowQE",)))
    assert flag_rules(filters) == {"HotPixel": HIDE, "Dark": HIDE, "LowQE": ONLY}
    assert filters.chips[1].expression() == Selection(no_flags=("HotPixel", "Dark"))


def test_a_flag_has_one_rule_at_a_time() -> None:
    filters = with_flag_rule(Filters(), "Dark", HIDE)
    assert with_flag_rule(filters, "Dark", ONLY).chips == (Chip("flags", ("Dark",)),)
    assert with_flag_rule(filters, "Dark", SHOW) == Filters()


def test_a_filter_that_is_off_is_no_rule() -> None:
    off = Filters((Chip("flags", ("Dark",), is_on=False),))
    assert flag_rules(off) == {}
    assert with_flag_rule(off, "Dark", HIDE).chips == (*off.chips, Chip("flags", ("Dark",), True))
