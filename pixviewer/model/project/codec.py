"""Frozen dataclasses as plain objects for JSON, and back, by the types of their fields.

Whoever adds a field to what is decided need do nothing here: fields are found by looking, and a type that
cannot be stored fails a test. What a file holds beyond the known fields, because a newer program wrote it,
is carried over when the file is written again.
"""

import dataclasses
import math
import numbers
import types
import typing
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, Literal, Union

from pixviewer.core.table.selection import Combined, Expression, Selection
from pixviewer.model.project.hints import hints_of, needed_fields
from pixviewer.model.project.packing import PACK_ABOVE, PACKED, pack, unpack

_SIMPLE = (bool, int, float, str, tuple)
TYPE = "type"  # tells apart which of several dataclasses an object is
_NUMBER = "number"
_INFINITE = {math.inf: "inf", -math.inf: "-inf"}
_EXPRESSIONS = (Expression, Selection, Combined)
_UNIONS = (Union, types.UnionType)
_PLACES = tuple[tuple[float, float], ...]


class Malformed(ValueError):
    """A plain object that is not what it should be; the text says where, and ends a sentence."""


class NotStorable(TypeError):
    """A type, or a value, that has no form in a file."""


# Writing


def to_plain(value: Any, kind: Any, old: Any = None) -> Any:
    """A value as plain objects, lists, texts and numbers.

    Parameters
    ----------
    value : any
    kind : type
        What it is declared as.
    old : plain, optional
        What stood in the same place of the file that it was read from: keys that are unknown here are
        carried over from it.

    Raises
    ------
    NotStorable
        If there is no form for it.
    """
    if kind is Any:
        return _any_to_plain(value)
    if kind in _EXPRESSIONS:
        return value.to_json()
    if kind is float:
        return _float_to_plain(value)
    if kind in (bool, int, str, types.NoneType):
        return _checked(value, kind)
    origin = typing.get_origin(kind)
    if origin is Literal:
        return _checked(value, str)
    if origin in _UNIONS:
        return _union_to_plain(value, kind, old)
    if origin is tuple:
        return _tuple_to_plain(value, kind, old)
    if _is_mapping(origin):
        key, inner = typing.get_args(kind)
        return [[to_plain(k, key), to_plain(v, inner)] for k, v in value.items()]
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _object_to_plain(value, kind, old)
    raise NotStorable(f"{kind} cannot be kept in a project")


def _checked(value: Any, kind: type) -> Any:
    if hasattr(value, "dtype"):  # one of NumPy's numbers
        value = value.item()
    if type(value) is not kind:
        raise NotStorable(f"{value!r} should be {kind.__name__}")
    return value


def _float_to_plain(value: Any) -> Any:
    number = float(value)
    if math.isnan(number):
        raise NotStorable("what is no number cannot be kept in a project")
    return _INFINITE.get(number, number)


def _any_to_plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_any_to_plain(inner) for inner in value]
    if hasattr(value, "dtype"):
        value = value.item()
    if isinstance(value, float):
        plain = _float_to_plain(value)
        return {_NUMBER: plain} if isinstance(plain, str) else plain
    if value is None or type(value) in (bool, int, str):
        return value
    raise NotStorable(f"{value!r} cannot be kept in a project")


def _union_to_plain(value: Any, kind: Any, old: Any) -> Any:
    if value is None:
        return None
    several = _members(kind)
    found = next((one for one in several if _is_of(value, one)), None)
    if found is None:
        raise NotStorable(f"{value!r} is none of {kind}")
    if len(several) == 1 or not dataclasses.is_dataclass(found):
        return to_plain(value, found, old)
    name = type(value).__name__
    kept = old if isinstance(old, dict) and old.get(TYPE) == name else None
    return {TYPE: name, **to_plain(value, found, kept)}


def _object_to_plain(value: Any, kind: type, old: Any) -> dict[str, Any]:
    before = old if isinstance(old, dict) else {}
    hints = hints_of(kind)
    plain = {name: to_plain(getattr(value, name), hint, before.get(name)) for name, hint in hints.items()}
    unknown = {key: kept for key, kept in before.items() if key not in plain and key != TYPE}
    return {**plain, **unknown}


def _tuple_to_plain(value: Any, kind: Any, old: Any) -> Any:
    inner = typing.get_args(kind)
    if kind == _PLACES and len(value) > PACK_ABOVE:
        return pack(value)
    if len(inner) == 2 and inner[1] is Ellipsis:
        plains = [_known_plain(one, inner[0]) for one in value]
        if not isinstance(old, list):
            return plains
        partners = _partners(plains, old)
        pairs = zip(value, plains, partners, strict=True)
        return [p if before is None else to_plain(one, inner[0], before) for one, p, before in pairs]
    return [to_plain(one, kind, None) for one, kind in zip(value, inner, strict=True)]


def _known_plain(value: Any, kind: Any) -> Any:
    """The same as `to_plain` of one of many: of a thousand regions a decision changes one."""
    if type(value) in _SIMPLE:
        return to_plain(value, kind)
    try:
        return _remembered_plain(value, kind)
    except TypeError:  # it holds something that cannot be looked up
        return to_plain(value, kind)


@lru_cache(maxsize=20_000)
def _remembered_plain(value: Any, kind: Any) -> Any:
    return to_plain(value, kind)


def _partners(plains: list[Any], old: list[Any]) -> list[Any]:
    """What stood for each of some objects in a list before: by identity, else the same at the same place."""
    by_ident = {o["ident"]: o for o in old if isinstance(o, dict) and isinstance(o.get("ident"), str)}
    found = []
    for i, plain in enumerate(plains):
        partner = None
        if isinstance(plain, dict):
            if isinstance(plain.get("ident"), str):
                partner = by_ident.get(plain["ident"])
            elif i < len(old) and _is_within(plain, old[i]):
                partner = old[i]
        found.append(partner)
    return found


def _is_within(plain: Any, old: Any) -> bool:
    """Whether an older object says the same, and perhaps more."""
    if isinstance(plain, dict) and isinstance(old, dict):
        return all(key in old and _is_within(inner, old[key]) for key, inner in plain.items())
    if isinstance(plain, list) and isinstance(old, list):
        return len(plain) == len(old) and all(map(_is_within, plain, old))
    return bool(plain == old)


# Reading


def from_plain(plain: Any, kind: Any, where: str = "") -> Any:
    """A value of what `to_plain` gave.

    Parameters
    ----------
    plain : any
    kind : type
        What it is declared as.
    where : str
        Its place in the file, for messages.

    Raises
    ------
    Malformed
        If it is none; in words that end a sentence.
    """
    try:
        return _from_plain(plain, kind, where)
    except RecursionError:
        raise Malformed(f"{where or 'it'} is nested too deeply") from None


def _from_plain(plain: Any, kind: Any, where: str) -> Any:
    if kind is Any:
        return _any_from_plain(plain, where)
    if kind in _EXPRESSIONS:
        return _expression(plain, kind, where)
    if kind is float:
        return _float_from_plain(plain, where)
    if kind in (bool, int, str, types.NoneType):
        if type(plain) is not kind:
            raise Malformed(f"{where} must be {_WORDS[kind]}, got {_shown(plain)}")
        return plain
    origin = typing.get_origin(kind)
    if origin is Literal:
        if plain not in typing.get_args(kind):
            raise Malformed(f"{where} must be {', '.join(typing.get_args(kind))}, got {_shown(plain)}")
        return plain
    if origin in _UNIONS:
        return _union_from_plain(plain, kind, where)
    if origin is tuple:
        return _tuple_from_plain(plain, kind, where)
    if _is_mapping(origin):
        return _mapping_from_plain(plain, kind, where)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _object_from_plain(plain, kind, where)
    raise NotStorable(f"{kind} cannot be kept in a project")


_WORDS = {bool: "true or false", int: "a whole number", str: "a text", types.NoneType: "null"}


def _float_from_plain(plain: Any, where: str) -> float:
    if isinstance(plain, str) and plain in _INFINITE.values():
        return float(plain)
    if type(plain) not in (int, float) or not math.isfinite(plain):
        raise Malformed(f"{where} must be a number, got {_shown(plain)}")
    return float(plain)


def _any_from_plain(plain: Any, where: str) -> Any:
    if isinstance(plain, list):
        return tuple(_any_from_plain(inner, f"{where}[{i}]") for i, inner in enumerate(plain))
    if isinstance(plain, dict):
        return _float_from_plain(plain.get(_NUMBER), where)
    return plain


def _union_from_plain(plain: Any, kind: Any, where: str) -> Any:
    if plain is None and types.NoneType in typing.get_args(kind):
        return None
    several = _members(kind)
    if len(several) == 1:
        return _from_plain(plain, several[0], where)
    objects = {str(one.__name__): one for one in several if isinstance(one, type) and _is_object(one)}
    if isinstance(plain, dict) and objects:
        name = plain.get(TYPE)
        if not isinstance(name, str) or name not in objects:
            raise Malformed(f"{where} must be of type {', '.join(objects)}, got {_shown(name)}")
        return _from_plain(plain, objects[name], where)
    for one in several:
        if not dataclasses.is_dataclass(one):
            try:
                return _from_plain(plain, one, where)
            except Malformed:
                continue
    raise Malformed(f"{where} cannot be {_shown(plain)}")


def _tuple_from_plain(plain: Any, kind: Any, where: str) -> Any:
    inner = typing.get_args(kind)
    if kind == _PLACES and isinstance(plain, dict) and PACKED in plain:
        return _made(lambda: unpack(plain), where)
    if not isinstance(plain, list):
        raise Malformed(f"{where} must be a list, got {_shown(plain)}")
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_from_plain(one, inner[0], f"{where}[{i}]") for i, one in enumerate(plain))
    if len(plain) != len(inner):
        raise Malformed(f"{where} must be a list of {len(inner)}, got {len(plain)}")
    pairs = zip(plain, inner, strict=True)
    return tuple(_from_plain(one, kind, f"{where}[{i}]") for i, (one, kind) in enumerate(pairs))


def _mapping_from_plain(plain: Any, kind: Any, where: str) -> dict[Any, Any]:
    key, inner = typing.get_args(kind)
    if not isinstance(plain, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in plain):
        raise Malformed(f"{where} must be a list of pairs, got {_shown(plain)}")
    found = {
        _from_plain(name, key, f"{where}[{i}]"): _from_plain(value, inner, f"{where}[{i}]")
        for i, (name, value) in enumerate(plain)
    }
    if len(found) != len(plain):
        raise Malformed(f"{where} has a key twice")
    return found


def _object_from_plain(plain: Any, kind: type, where: str) -> Any:
    if not isinstance(plain, dict):
        raise Malformed(f"{where} must be an object, got {_shown(plain)}")
    missing = sorted(needed_fields(kind) - plain.keys())
    if missing:
        raise Malformed(f"{where} lacks {', '.join(missing)}")
    settings = {
        name: _from_plain(plain[name], hint, f"{where}.{name}" if where else name)
        for name, hint in hints_of(kind).items()
        if name in plain
    }
    return _made(lambda: kind(**settings), where)


def _expression(plain: Any, kind: Any, where: str) -> Any:
    found = _made(lambda: Expression.from_json(plain), where)
    if not isinstance(found, kind):
        raise Malformed(f"{where} must be a single selection")
    return found


def _made(make: Callable[[], Any], where: str) -> Any:
    """What a constructor makes of what was read; its objections end the sentence."""
    try:
        return make()
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as error:
        raise Malformed(f"{where or 'it'} makes no sense: {error}") from error


# Types


def _is_mapping(origin: Any) -> bool:
    return isinstance(origin, type) and issubclass(origin, Mapping)


@cache
def _members(kind: Any) -> tuple[Any, ...]:
    """Types that a union consists of, without None."""
    return tuple(one for one in typing.get_args(kind) if one is not types.NoneType)


def _is_object(kind: Any) -> bool:
    return dataclasses.is_dataclass(kind)


def _is_of(value: Any, kind: Any) -> bool:
    origin = typing.get_origin(kind)
    if origin is Literal:
        return value in typing.get_args(kind)
    if kind in (int, float):
        return isinstance(value, numbers.Real) and not isinstance(value, bool)
    return type(value) is kind or (isinstance(origin, type) and isinstance(value, origin))


def _shown(plain: Any) -> str:
    """A piece of a file, short enough for a sentence."""
    if isinstance(plain, dict | list):
        return "an object" if isinstance(plain, dict) else "a list"
    text = repr(plain)
    return text if len(text) <= 40 else f"{text[:39]}…"
