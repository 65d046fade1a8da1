"""What was chosen last for a picture, kept from one start to the next."""

import json
from dataclasses import dataclass, field, replace

from pixviewer.core.errors import OutputError
from pixviewer.gui import settings
from pixviewer.model.publish.figure import PARTS
from pixviewer.model.publish.look import FORMATS, PRESETS, UNITS, Look, Size, check_size, check_text
from pixviewer.model.publish.papers import PAPERS

KEY = "picture"


@dataclass(frozen=True, slots=True)
class Choice:
    """Size, look and form of a picture."""

    size: Size = field(default_factory=lambda: PRESETS[0].size)
    look: Look = field(default_factory=Look)
    ending: str = ".pdf"


def remember(choice: Choice) -> None:
    """Keep a choice."""
    size, look = choice.size, choice.look
    told = {
        "width": size.width, "height": size.height, "unit": size.unit, "dpi": size.dpi, "theme": look.theme,
        "text": look.text, "without": sorted(look.without), "ending": choice.ending,
    }  # fmt: skip
    settings.save(KEY, json.dumps(told))


def remembered() -> Choice:
    """The choice that was kept, or the usual one: whatever stands in the settings, a dialog must open."""
    try:
        told = json.loads(settings.saved_text(KEY) or "{}")
        usual = Choice()
        if not isinstance(told, dict):
            return usual
        size = replace(usual.size, **{k: told[k] for k in ("width", "height", "unit", "dpi") if k in told})
        without = told.get("without", usual.look.without)
        look = Look(
            told["theme"] if told.get("theme") in PAPERS else usual.look.theme,
            float(told.get("text", usual.look.text)),
            frozenset(part for part in without if part in PARTS),
        )
        if size.unit not in UNITS:
            return usual
        check_size(size)
        check_text(look.text)
        ending = told.get("ending")
        return Choice(size, look, ending if ending in FORMATS else usual.ending)
    except (OutputError, ValueError, TypeError, AttributeError):
        return Choice()
