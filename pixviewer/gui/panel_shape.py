"""How panels stand in one perspective: which are shown, which float and where, how large they are."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtWidgets import QDockWidget, QMainWindow

from pixviewer.gui import screens

Box = tuple[int, int, int, int]  # x, y, width, height


@dataclass(frozen=True, slots=True)
class PanelShape:
    """By titles of panels.

    Parameters
    ----------
    shown : tuple of str
    front : tuple of str
        Those in front of the panels that share their place.
    floating : tuple of (str, Box)
    sizes : tuple of (str, (int, int))
        Width and height of those in the window.
    """

    shown: tuple[str, ...]
    front: tuple[str, ...]
    floating: tuple[tuple[str, Box], ...]
    sizes: tuple[tuple[str, tuple[int, int]], ...]


def shape_of(docks: Mapping[str, QDockWidget]) -> PanelShape:
    """How the panels stand now."""
    shown = {title: dock for title, dock in docks.items() if not dock.isHidden()}
    docked = {t: d for t, d in shown.items() if not d.isFloating() and not d.visibleRegion().isEmpty()}
    return PanelShape(
        tuple(shown),
        tuple(docked),
        tuple((t, (d.x(), d.y(), d.width(), d.height())) for t, d in shown.items() if d.isFloating()),
        tuple((t, (d.width(), d.height())) for t, d in docked.items()),
    )


def apply_shape(shape: PanelShape, docks: Mapping[str, QDockWidget], window: QMainWindow) -> None:
    """Let the panels stand like that again; one that was on a screen that is gone comes back."""
    floating = dict(shape.floating)
    for title, dock in docks.items():
        dock.setFloating(title in floating)
        if title in floating:
            dock.setGeometry(QRect(*floating[title]))
        dock.setVisible(title in shape.shown)
    for title in shape.front:
        if title in docks:
            docks[title].raise_()
    sizes = [(docks[title], size) for title, size in shape.sizes if title in docks]
    for i, along in enumerate((Qt.Orientation.Horizontal, Qt.Orientation.Vertical)):
        window.resizeDocks([dock for dock, _ in sizes], [size[i] for _, size in sizes], along)
    screens.bring_back(window)


def to_text(shapes: Mapping[str, PanelShape], version: int) -> str:
    """Shapes by perspective, to be kept until the next start."""
    return json.dumps({"version": version, "shapes": {name: asdict(shape) for name, shape in shapes.items()}})


def from_text(text: str, version: int) -> dict[str, PanelShape]:
    """Shapes that were kept; none when they are of another version of the window, or no shapes at all."""
    try:
        said = json.loads(text)
        if said["version"] != version:
            return {}
        return {str(name): _shape(fields) for name, fields in said["shapes"].items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _shape(fields: Mapping[str, Any]) -> PanelShape:
    return PanelShape(
        tuple(map(str, fields["shown"])),
        tuple(map(str, fields["front"])),
        tuple((str(title), _box(box)) for title, box in fields["floating"]),
        tuple((str(title), _size(size)) for title, size in fields["sizes"]),
    )


def _box(values: list[int]) -> Box:
    x, y, width, height = map(int, values)
    return x, y, width, height


def _size(values: list[int]) -> tuple[int, int]:
    width, height = map(int, values)
    return width, height
