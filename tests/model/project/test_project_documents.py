"""The text of a project: versions, and what is spoilt, foreign or hostile."""

import dataclasses
import gc
import json
from typing import Any

import pytest

from pixviewer.core.calib.deciding import SliceVerdict
from pixviewer.core.calib.painting import Automatic, MaskPlan
from pixviewer.core.errors import PixTableError
from pixviewer.core.geometry import Circle
from pixviewer.model.commands import Decisions
from pixviewer.model.project.capturing import capture_parts
from pixviewer.model.project.codec import to_plain
from pixviewer.model.project.document import KEY, Look, Project, WindowRecord, from_text, to_text
from pixviewer.model.project.hints import hint_of
from pixviewer.model.project.parts import PARTS
from pixviewer.model.regions import Region
from pixviewer.model.selfcal.decisions import Calibration
from pixviewer.model.workspace import Workspace

# Observable states that no project keeps a field of, and why.
NOT_KEPT = {
    "DisplayState": "decided", "Shown": "answers", "LinkedShown": "answers", "HistogramShown": "answers",
    "CompareShown": "answers", "InspectorShown": "answers", "InspectorState": "follows the self-calibration",
    "LineState": "decided", "MarkerState": "decided", "RulerState": "measured, not decided",
    "LegendState": "follows the views", "OverviewShown": "answers", "ContoursShown": "answers",
    "CutsShown": "answers",
    "Preferring": "of the user, not of a project", "Locks": "kept beside the windows",
}  # fmt: skip


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """A project of one window."""
    regions = (Region("r1", "star", Circle(10.0, -30.0, 6.0), wave=((5000.0, 5100.0),)),)
    mask = MaskPlan((Automatic("sources", 3.0, 5, 2),))
    calibration = Calibration(mask=mask, verdicts=(SliceVerdict(5, 7, "half"),))
    record = WindowRecord(
        table="/data/a.fits",
        positions="sky",
        n_decided=4,
        decisions=dataclasses.replace(Decisions(), regions=regions, calibration=calibration),
        look=Look("extract", ("detector", "scatter"), "circle"),
        parts=capture_parts(workspace),
    )
    return Project((record,), program="1", saved="now")


def test_a_project_is_read_as_it_was_written(project: Project) -> None:
    read = from_text(to_text(project), "p.pixv")
    assert dataclasses.replace(read, old=None) == project
    assert to_text(read) == to_text(project)


def test_every_field_of_every_state_is_kept_or_left_out_with_a_reason(workspace: Workspace) -> None:
    for part in PARTS:
        state = part.of(workspace)
        assert type(state) is part.kind
        announced = {f.name for f in dataclasses.fields(part.kind) if not f.name.startswith("_")}
        assert announced == {*part.kept, *part.left_out}, f"{part.name}: tell of the field in parts.py"
        for name in part.kept:
            to_plain(getattr(state, name), hint_of(part.kind, name))
            check = part.checks.get(name)
            assert check is None or check(getattr(state, name)), f"{part.name}.{name}"


def test_every_observable_state_of_the_model_is_known_here(workspace: Workspace) -> None:
    kinds = {
        type(one)
        for one in gc.get_objects()
        if dataclasses.is_dataclass(type(one))
        and hasattr(type(one), "events")
        and type(one).__module__.startswith("pixviewer.model")
    }
    known = {part.kind.__name__ for part in PARTS} | set(NOT_KEPT)
    assert {kind.__name__ for kind in kinds} <= known


def spoil(plain: Any, path: str, value: Any) -> None:
    """Put a value in a place of nested objects and lists, such as ``windows.0.table``."""
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        plain = plain[step]
    plain[last] = value


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (KEY, [2, 0], "version 2.0"),
        (KEY, [10**18, 0], "newer pixviewer"),
        (KEY, 1, "two whole numbers"),
        (KEY, [1], "two whole numbers"),
        (KEY, [0, 5], "two whole numbers"),
        (KEY, [True, 0], "two whole numbers"),
        ("windows", [], "a list of 1 to 64"),
        ("windows", {}, "a list of 1 to 64"),
        ("windows", [None] * 65, "a list of 1 to 64"),
        ("windows", [None], "must be an object"),
        ("windows.0.table", 5, "table must be a text"),
        ("windows.0.decisions", [], "decisions must be an object"),
        ("windows.0.decisions.image.stretch", "Wobbly", "stretch cannot be 'Wobbly'"),
        ("windows.0.decisions.image.limits", "typed nonsense", "limits cannot be"),
        ("windows.0.decisions.image.cmap", "../../etc/passwd", "cmap cannot be"),
        ("windows.0.decisions.scatter.by", "colour of mood", "by cannot be"),
        ("windows.0.decisions.image.low", "low", "low"),
        ("windows.0.decisions.image.flag_colours", [[99, "#123456"]], "flag_colours"),
        ("windows.0.decisions.image.flag_colours", [[9, "red"]], "flag_colours"),
        ("windows.0.decisions.regions.0.shape.radius", -6, "radius"),
        ("windows.0.decisions.regions.0.shape.radius", 10**30, "too large"),
        ("windows.0.decisions.markers", [{"number": 0, "xi": 0, "eta": 0}], "makes no sense"),
        ("windows.0.decisions.markers", [{"number": 1, "xi": 0, "eta": 0}] * 2, "one number"),
        ("windows.0.decisions.line_map.line", [5100, 5000], "range of wavelengths"),
        ("windows.0.decisions.line_map.weighting", "by mood", "weighting cannot be"),
        ("windows.0.decisions.regions.0.shape", [1, 2, 3], "shape cannot be a list"),
        ("windows.0.decisions.regions.0.wave", [[5100, 5000]], "makes no sense"),
        ("windows.0.decisions.regions.0.colour", "url(javascript:)", "colour"),
        ("windows.0.decisions.calibration.method", "magic", "method cannot be"),
        ("windows.0.decisions.calibration.corr_clip", 0, "clip"),
        ("windows.0.decisions.calibration.raman_width", -1, "width"),
        ("windows.0.decisions.calibration.mask.steps.0.threshold", -1, "looks for objects"),
        ("windows.0.decisions.calibration.verdicts.0.ifu", 25, "ifu must be 1 to 24"),
        ("windows.0.parts.detector.ifu", 1000, "ifu cannot be 1000"),
        ("windows.0.parts.detector.views", [[1, [0, 1, 0, 1]], [1, [0, 1, 0, 1]]], "a key twice"),
        ("windows.0.parts.detector.views", [[30, [0, 1, 0, 1]]], "views cannot be"),
        ("windows.0.parts.view.bounds", [1, 0, 0, 1], "bounds cannot be"),
        ("windows.0.parts.view.bounds", [0, 1e300, 0, 1], "bounds cannot be"),
        ("windows.0.parts.view.axes", "sideways", "axes cannot be"),
        ("windows.0.parts.view", 7, "view must be an object"),
        ("windows.0.parts", [], "parts must be an object"),
        ("windows.0.parts.mask.radius", -1, "radius cannot be"),
        ("locks", [["feelings"], []], "locks must be"),
        ("files", [{"path": 5}], r"files\[0\].path must be a text"),
        ("files", [{}], r"files\[0\] lacks path"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(project: Project, path, value, words) -> None:
    plain = json.loads(to_text(project))
    spoil(plain, path, value)
    with pytest.raises(PixTableError, match=words) as caught:
        from_text(json.dumps(plain), "p.pixv")
    told = str(caught.value)
    assert told.startswith("p.pixv ")
    assert "\n" not in told
    assert len(told) < 400


def test_two_regions_of_one_identity_are_refused(project: Project) -> None:
    plain = json.loads(to_text(project))
    plain["windows"][0]["decisions"]["regions"] *= 2
    with pytest.raises(PixTableError, match="one identity"):
        from_text(json.dumps(plain), "p.pixv")


@pytest.mark.parametrize(
    "text",
    ["", "hello", "null", "[]", '{"regions": 1}', '{"pixviewer-regions": 1}', "[" * 200_000, '{"a":' * 50_000,
     '{"pixviewer-project": [1, 0], "windows": [{"n_decided": NaN}]}',
     '{"pixviewer-project": [1, 0], "windows": [{"n_decided": 1e999}]}',
     '{"pixviewer-project": [1, 0], "windows": [{"n_decided": ' + "9" * 10_000 + "}]}"],
)  # fmt: skip
def test_what_is_no_project_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(PixTableError, match=r"^p.pixv is no project that can be read: "):
        from_text(text, "p.pixv")


def test_any_truncation_is_refused(project: Project) -> None:
    text = to_text(project)
    for n in range(0, len(text) - 2, 97):
        with pytest.raises(PixTableError):
            from_text(text[:n], "p.pixv")


def test_an_older_file_lacks_what_came_later(project: Project) -> None:
    plain = {KEY: [1, 0], "windows": [{"table": "/data/a.fits"}]}
    read = from_text(json.dumps(plain), "p.pixv")
    assert read.windows[0].decisions == Decisions()
