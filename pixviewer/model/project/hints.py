"""Types of the fields of dataclasses, with every name in them looked up.

Field by field: an observable state has fields of types that are imported for type checkers only, and those
are never stored.
"""

import dataclasses
import inspect
import sys
import typing
from functools import cache
from typing import Any

from pixviewer.core.io.region_files.content import OtherShape
from pixviewer.core.table.regions import Region as CoreRegion

# Names that annotations use and modules import for type checkers only.
_NAMES = {"OtherShape": OtherShape, "CoreRegion": CoreRegion}


@cache
def hint_of(owner: type, name: str) -> Any:
    """Type of one field of a dataclass.

    Raises
    ------
    NameError
        If it speaks of something that only type checkers know.
    """
    found = next(f for f in dataclasses.fields(owner) if f.name == name)
    home = next(c for c in owner.__mro__ if name in inspect.get_annotations(c))
    alone = type("_", (), {"__annotations__": {name: found.type}})
    hint: Any = typing.get_type_hints(alone, vars(sys.modules[home.__module__]), _NAMES)[name]
    return hint


@cache
def hints_of(owner: type) -> dict[str, Any]:
    """Types of all fields of a dataclass that its constructor takes."""
    return {f.name: hint_of(owner, f.name) for f in dataclasses.fields(owner) if f.init}


def needed_fields(owner: type) -> frozenset[str]:
    """Fields of a dataclass that have no default."""
    missing = dataclasses.MISSING
    return frozenset(
        f.name
        for f in dataclasses.fields(owner)
        if f.init and f.default is missing and f.default_factory is missing
    )
