"""Light and dark: Fusion with palettes of our own, the colours of drawings, and icons to match."""

import re
from dataclasses import dataclass, fields

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPalette
from PyQt6.QtWidgets import QAbstractButton, QApplication

from pixviewer import resources
from pixviewer.gui import sheets

CHOICES = ("light", "dark", "system")
_CHOICE = "pixviewerTheme"
_ICON_NAME = "pixviewerIcon"
_HEX = re.compile("#[0-9a-f]{6}")
_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours of what the palette has no role for: drawings and states."""

    canvas: str  # behind pictures and curves
    axis: str  # axes and their labels
    grid: str
    curve: str
    error_band: str  # ±1σ, drawn half transparent
    counts: str  # the faint second axis
    band: str
    sky_line: str
    good: str
    warning: str
    bad: str
    chip: str
    chip_border: str


LIGHT = Colours(
    canvas="#ffffff", axis="#39424e", grid="#dfe3e8", curve="#1f4e9e", error_band="#8fb3e8", counts="#636c78",
    band="#c27400", sky_line="#1f6b52", good="#1a7245", warning="#965300", bad="#b3261e",
    chip="#e7ebf0", chip_border="#c3cad3",
)  # fmt: skip
DARK = Colours(
    canvas="#14171b", axis="#c5ccd4", grid="#333a42", curve="#8ab8ff", error_band="#4a6f9f", counts="#96a0ab",
    band="#ffb347", sky_line="#57c7a0", good="#6fd39b", warning="#ffc266", bad="#ff8a80",
    chip="#323941", chip_border="#4b545e",
)  # fmt: skip


def apply_theme(app: QApplication, choice: str = "system") -> None:
    """Dress the application.

    Parameters
    ----------
    app : QApplication
    choice : str
        ``light``, ``dark``, or ``system``, which follows the desktop; where that does not tell, light.
    """
    if choice not in CHOICES:
        raise ValueError(f"theme must be one of {', '.join(CHOICES)}, got {choice!r}")
    is_first = app.property(_CHOICE) is None
    app.setProperty(_CHOICE, choice)
    if is_first:
        app.setStyle("Fusion")
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(_on_scheme_changed)
    _dress(app)


def choice() -> str:
    """What was chosen last: ``light``, ``dark`` or ``system``."""
    app = QApplication.instance()
    chosen = app.property(_CHOICE) if app is not None else None
    return chosen if isinstance(chosen, str) else "system"


def is_dark() -> bool:
    """Whether the application is dressed dark now."""
    return QGuiApplication.palette().color(_Role.Window).lightness() < 128


def colours() -> Colours:
    """Colours of drawings for the present theme."""
    return DARK if is_dark() else LIGHT


def icon(name: str) -> QIcon:
    """Icon of an action for the present theme; see `set_icon` for one that follows it."""
    folder = "icons/dark" if is_dark() else "icons/light"
    return QIcon(str(resources.path(folder, f"{name}.svg")))


def set_icon(target: QAction | QAbstractButton, name: str) -> None:
    """Give an action or a button an icon that changes with the theme."""
    target.setProperty(_ICON_NAME, name)
    target.setIcon(icon(name))
    if isinstance(target, QAbstractButton):
        target.setIconSize(QSize(18, 18))


def app_icon() -> QIcon:
    """Icon of the program."""
    return QIcon(str(resources.path("icons", "pixviewer.svg")))


def _on_scheme_changed() -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication):
        _dress(app)


def _dress(app: QApplication) -> None:
    choice = app.property(_CHOICE)
    hints = QGuiApplication.styleHints()
    dark = choice == "dark" or (
        choice == "system" and hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark
    )
    palette = _palette(dark)
    if palette != app.palette():
        _change_palette(app, palette)
    # Found by a property, not remembered: Python may drop the wrapper of an action that Qt still shows.
    for window in app.topLevelWidgets():
        targets: list[QAction | QAbstractButton] = [
            *window.findChildren(QAction),
            *window.findChildren(QAbstractButton),
        ]
        for target in targets:
            name = target.property(_ICON_NAME)
            if name:
                target.setIcon(icon(name))


def _change_palette(app: QApplication, palette: QPalette) -> None:
    """Dress every widget, also those with a sheet of their own, which Qt leaves as they are."""
    before = colours()
    with sheets.taken_off(lambda sheet: _in_colours(sheet, before, colours())):
        app.setPalette(palette)
        _outline(app, palette)


def _outline(app: QApplication, palette: QPalette) -> None:
    """Give fields and boxes an outline that is seen: Fusion draws it in a darker shade of their ground."""
    seen = QPalette(palette)
    seen.setColor(_Role.Window, QColor("#a0a9b4" if is_dark() else "#b2b9c2"))
    for kind in ("QCheckBox", "QRadioButton", "QLineEdit", "QAbstractSpinBox"):
        app.setPalette(seen, kind)


def _in_colours(sheet: str, before: Colours, now: Colours) -> str:
    """A sheet with the colours of another theme."""
    names = [one.name for one in fields(Colours)]
    other = {getattr(before, name): getattr(now, name) for name in names}
    return _HEX.sub(lambda found: other.get(found[0], found[0]), sheet)


def _palette(dark: bool) -> QPalette:
    roles = _DARK_ROLES if dark else _LIGHT_ROLES
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    faint = QColor("#717a85" if dark else "#9aa2ac")
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        palette.setColor(_Group.Disabled, role, faint)
    palette.setColor(_Group.Disabled, _Role.Highlight, QColor("#3d454e" if dark else "#d3d8de"))
    return palette


_LIGHT_ROLES = {
    _Role.Window: "#f3f4f6",
    _Role.WindowText: "#1b2129",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f4f6f9",
    _Role.Text: "#1b2129",
    _Role.PlaceholderText: "#5f6873",
    _Role.Button: "#eceef1",
    _Role.ButtonText: "#1b2129",
    _Role.BrightText: "#b3261e",
    _Role.ToolTipBase: "#fffbe6",
    _Role.ToolTipText: "#1b2129",
    _Role.Highlight: "#2563c9",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#1d4fb0",
    _Role.LinkVisited: "#5b3fa8",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#f7f8fa",
    _Role.Mid: "#c6ccd4",
    _Role.Dark: "#a3abb5",
    _Role.Shadow: "#6b7480",
    _Role.Accent: "#2563c9",
}
_DARK_ROLES = {
    _Role.Window: "#23282e",
    _Role.WindowText: "#e4e8ed",
    _Role.Base: "#1a1e23",
    _Role.AlternateBase: "#20252b",
    _Role.Text: "#e4e8ed",
    _Role.PlaceholderText: "#8d97a3",
    _Role.Button: "#2f353c",
    _Role.ButtonText: "#e4e8ed",
    _Role.BrightText: "#ff8a80",
    _Role.ToolTipBase: "#343b43",
    _Role.ToolTipText: "#e4e8ed",
    _Role.Highlight: "#356ecb",
    _Role.HighlightedText: "#ffffff",
    _Role.Link: "#8ab8ff",
    _Role.LinkVisited: "#b8a3ff",
    _Role.Light: "#454d56",
    _Role.Midlight: "#394048",
    _Role.Mid: "#3d454e",
    _Role.Dark: "#15181c",
    _Role.Shadow: "#0b0d0f",
    _Role.Accent: "#356ecb",
}
