from pixviewer.model.commands import Change, Decisions
from pixviewer.model.deciding import Decider
from pixviewer.model.filters import Filters
from pixviewer.model.history import History
from pixviewer.model.regions import Regions
from pixviewer.model.state import DisplayState, ViewState


def decider() -> Decider:
    return Decider(ViewState(), DisplayState(), Regions())


def test_undo_and_redo_go_back_and_forth() -> None:
    made = decider()
    made.decide("draw band", filters=Filters.of_bands(((6000.0, 6100.0),)))
    made.decide("move band", filters=Filters.of_bands(((6010.0, 6110.0),)))
    assert made.undo() == "move band"
    assert made.view.bands == ((6000.0, 6100.0),)
    assert made.undo() == "draw band"
    assert made.view.bands == ()
    assert made.undo() is None
    assert made.redo() == "draw band"
    assert made.redo() == "move band"
    assert made.view.bands == ((6010.0, 6110.0),)


def test_names_are_those_of_the_next_steps() -> None:
    made = decider()
    made.decide("draw band", filters=Filters.of_bands(((6000.0, 6100.0),)))
    assert (made.history.undo_label, made.history.redo_label) == ("draw band", None)
    made.undo()
    assert (made.history.undo_label, made.history.redo_label) == (None, "draw band")


def test_a_new_decision_forgets_what_was_undone() -> None:
    made = decider()
    made.decide("first", filters=Filters.of_bands(((1.0, 2.0),)))
    made.undo()
    made.decide("second", filters=Filters.of_bands(((3.0, 4.0),)))
    assert made.history.redo_label is None


def test_a_decision_that_changes_nothing_is_no_step() -> None:
    made = decider()
    made.decide("nothing", filters=Filters())
    assert made.history.undo_label is None


def test_changes_of_one_key_merge_into_one_step() -> None:
    made = decider()
    for i in range(10):
        made.decide("limits", merge_key="limits", filters=Filters.of_bands(((float(i + 1), 20.0),)))
    assert made.history.labels == ["limits"]
    made.undo()
    assert made.view.bands == ()


def test_a_sealed_history_does_not_merge() -> None:
    history = History()
    one = Decisions(filters=Filters.of_bands(((1.0, 2.0),)))
    two = Decisions(filters=Filters.of_bands(((1.0, 3.0),)))
    history.push(Change("nudge", Decisions(), one, "key"))
    history.seal()
    history.push(Change("nudge", one, two, "key"))
    assert history.labels == ["nudge", "nudge"]


def test_after_an_undo_the_next_step_stands_alone() -> None:
    made = decider()
    made.decide("a", merge_key="k", filters=Filters.of_bands(((1.0, 2.0),)))
    made.decide("b", filters=Filters.of_bands(((1.0, 3.0),)))
    made.undo()
    made.decide("c", merge_key="k", filters=Filters.of_bands(((1.0, 4.0),)))
    assert made.history.labels == ["a", "c"]


def test_everything_that_is_decided_comes_back() -> None:
    made = decider()
    before = made.now
    made.decide("colour", image=made.display.image.with_changes(cmap="Heat", invert=True))
    assert made.display.image.cmap == "Heat"
    made.undo()
    assert made.now == before
