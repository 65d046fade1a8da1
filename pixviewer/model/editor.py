"""Verbs for what is drawn: regions, wavelength bands, and how views are coloured."""

from dataclasses import replace
from typing import Any

from psygnal import Signal

from pixviewer.core.geometry import Annulus, Circle, Frame, Range, Shape, Square
from pixviewer.model.categories import OwnColours, with_flag_colour
from pixviewer.model.commands import Decisions
from pixviewer.model.deciding import Decider
from pixviewer.model.display_drag import DisplayDrag
from pixviewer.model.filters import Chip, Filters
from pixviewer.model.limit_rules import LOCAL, N_SIGMA, limits_text
from pixviewer.model.naming import edit_label
from pixviewer.model.regions import (
    ANNULUS,
    BACKGROUND,
    CIRCLE,
    HOLE_SHARE,
    ROLES,
    SOURCE,
    Region,
    background_ring,
    make_shape,
    resized,
    with_hole,
    with_replaced,
    without,
)
from pixviewer.model.state import ALL_VIEWS, DETECTOR, SCATTER
from pixviewer.model.stretches import stretch_name

VIEW_BAND = "view"


class Editor:
    """Turns gestures and typed numbers into decisions.

    A gesture comes as any number of ``drag_…`` calls, and one call of the verb itself at its end: one
    command, one step of undo.
    """

    changed = Signal()  # something transient moved: what is dragged, what is selected

    def __init__(self, decider: Decider) -> None:
        self._decider = decider
        self.regions = decider.regions
        self.view = decider.view
        self.display = decider.display
        self.frame: Frame | None = None
        self._before_drag: Decisions | None = None
        self.display_drag = DisplayDrag(decider, self.changed)

    # Regions

    def add_shape(self, kind: str, xi: float, eta: float, size: float) -> Region | None:
        """Make a region of a drawn shape, and select it; an annulus is a background."""
        if self.frame is None:
            return None
        region = self.regions.fresh(make_shape(kind, self.frame, xi, eta, self._rounded(size)))
        if kind == ANNULUS:
            region = replace(region, role=BACKGROUND)
        self.regions.dragged = None
        self._decider.decide(f"draw {kind}", regions=(*self.regions.items, region), focus=region.ident)
        return region

    def drag_new(self, kind: str, xi: float, eta: float, size: float) -> None:
        """Follow a shape that is being drawn."""
        if self.frame is None or size <= 0:
            return
        self.regions.dragged = Region("new", "new region", make_shape(kind, self.frame, xi, eta, size))
        self.changed.emit()

    def drag_region(self, ident: str, xi: float, eta: float, size: float) -> None:
        """Follow a region that is being moved or resized."""
        region = self.regions.get(ident)
        if region is None or self.frame is None or size <= 0:
            return
        if isinstance(region.shape, Annulus) and size <= region.shape.inner:
            return
        self.regions.dragged = replace(region, shape=self._moved(region, xi, eta, size))
        self.changed.emit()

    def move_region(self, ident: str, xi: float, eta: float, size: float) -> None:
        """Put a region elsewhere, in the plane.

        Without a drag before, it is a nudge by keys: nudges that follow each other are one step of undo.
        """
        region = self.regions.get(ident)
        merge_key = None if self.regions.dragged is not None else f"nudge {ident}"
        self.regions.dragged = None
        if region is None or self.frame is None or size <= 0:
            return
        verb = "resize" if size != region.shape.size else "move"
        # A size that was not dragged stays what it was typed as, to the last digit.
        hole = region.shape.inner if isinstance(region.shape, Annulus) else 0.0
        size = max(size, hole * (1 + 1e-6))
        if verb == "resize" and self._rounded(size) > hole:
            size = self._rounded(size)
        shape = self._moved(region, xi, eta, size)
        self._replace(region, f"{verb} {region.title}", merge_key=merge_key, shape=shape)

    def add_background_ring(self, ident: str) -> Region | None:
        """Surround a region with an annulus whose role is background; the region stays selected.

        The ring is at 1.5 to 2.5 times the radius, or half side, and has the colour of the region.
        """
        source = self.regions.get(ident)
        if source is None:
            return None
        ring = replace(
            self.regions.fresh(background_ring(source.shape)),
            name=f"{source.title} background",
            colour=source.colour,
            role=BACKGROUND,
        )
        label = f"add background annulus of {source.title}"
        self._decider.decide(label, regions=(*self.regions.items, ring), focus=source.ident)
        return ring

    def drag_hole(self, ident: str, inner: float) -> None:
        """Follow the inner border of an annulus."""
        region = self.regions.get(ident)
        if region is not None and isinstance(region.shape, Annulus) and 0 < inner < region.shape.outer:
            self.regions.dragged = replace(region, shape=with_hole(region.shape, inner))
            self.changed.emit()

    def move_hole(self, ident: str, inner: float) -> None:
        """Put the inner border of an annulus elsewhere."""
        region = self.regions.get(ident)
        self.regions.dragged = None
        if region is not None and isinstance(region.shape, Annulus):
            rounded = self._rounded(inner)
            wanted = rounded if rounded < region.shape.outer else inner
            self._replace(region, f"resize {region.title}", shape=with_hole(region.shape, wanted))

    def edit_region(self, ident: str, **fields: Any) -> None:
        """Set numbers or words of a region.

        The fields are ra, dec, size, inner, shape_kind, name, colour, visible, locked, role, groups,
        criteria, wave_low and wave_high of the first wavelength range, or waves for all of them.

        Raises
        ------
        ValueError
            If a value makes no sense; nothing has changed then.
        """
        self.edit_regions((ident,), **fields)

    def edit_regions(self, idents: tuple[str, ...], **fields: Any) -> None:
        """Set the same of several regions, as one decision; see `edit_region`.

        Raises
        ------
        ValueError
            If a value makes no sense; nothing has changed then.
        """
        wanted = set(idents)
        items = tuple(
            replace(region, **_edited(region, fields)) if region.ident in wanted else region
            for region in self.regions.items
        )
        found = [region for region in self.regions.items if region.ident in wanted]
        if not found:
            return
        label = edit_label(found, [region for region in items if region.ident in wanted])
        focus = found[0].ident if len(found) == 1 else None
        self._decider.decide(label, regions=items, focus=focus)

    def delete_regions(self, idents: tuple[str, ...]) -> None:
        """Take regions away."""
        wanted = set(idents)
        gone = [region for region in self.regions.items if region.ident in wanted]
        if not gone:
            return
        label = f"delete {gone[0].title}" if len(gone) == 1 else f"delete {len(gone)} regions"
        focus = gone[0].ident if len(gone) == 1 else None  # to be selected again by undo
        self._decider.decide(label, focus=focus, regions=without(self.regions.items, idents))

    def select_region(self, ident: str | None) -> None:
        """Make one region the current one, or none."""
        self.select_regions(() if ident is None else (ident,))

    def select_regions(self, idents: tuple[str, ...]) -> None:
        """Select several regions."""
        known = {region.ident for region in self.regions.items}
        wanted = tuple(ident for ident in idents if ident in known)
        if wanted != self.regions.selected:
            self._decider.history.seal()
            self.regions.selected = wanted
            self.changed.emit()

    def cancel_gesture(self) -> None:
        """Forget what is being dragged: everything is where it was."""
        self.regions.dragged = None
        if self._before_drag is not None:
            self.view.filters = self._before_drag.filters
            self._before_drag = None
        self.changed.emit()

    # Wavelength bands: of the current region, else of the views

    @property
    def bands(self) -> list[tuple[str, float, float]]:
        """Bands that the spectrum shows: of the live region when it has any, else of the views."""
        region = self.regions.live
        if region is not None and region.wave:
            return [(f"{region.ident}:{i}", *band) for i, band in enumerate(region.wave)]
        return [(f"{VIEW_BAND}:{i}", *band) for i, band in enumerate(self.view.bands)]

    def add_band(self, low: float, high: float) -> None:
        """Add a band to the current region, or to the views when none is selected."""
        band = _band(low, high)
        region = self.regions.current
        if region is None:
            self._set_view_bands("draw wavelength range", (*self.view.bands, band))
        else:
            self._replace(region, "draw wavelength range", wave=(*region.wave, band))

    def set_bands(self, bands: tuple[Range, ...], ident: str | None = None) -> None:
        """Replace all bands of a region, or of the views."""
        checked = tuple(_band(*band) for band in bands)
        region = self.regions.get(ident) if ident else None
        if region is None:
            self._set_view_bands("set wavelength range", checked)
        else:
            self._replace(region, "set wavelength range", wave=checked)

    def drag_band(self, ident: str, low: float, high: float) -> None:
        """Follow a band that is being moved."""
        region, index = self._band_owner(ident)
        if not low < high:
            return
        if region is not None:
            self.regions.dragged = replace(region, wave=_put(region.wave, index, (low, high)))
        else:
            self._before_drag = self._before_drag or self._decider.now
            self.view.filters = self.view.filters.with_bands(_put(self.view.bands, index, (low, high)))
        self.changed.emit()

    def move_band(self, ident: str, low: float, high: float) -> None:
        """Put a band elsewhere."""
        region, index = self._band_owner(ident)
        before, self._before_drag = self._before_drag, None
        self.regions.dragged = None
        band = _band(low, high)
        if region is not None:
            self._replace(region, "move wavelength range", wave=_put(region.wave, index, band))
        else:
            self._set_view_bands("move wavelength range", _put(self.view.bands, index, band), before)

    def delete_band(self, ident: str) -> None:
        """Take a band away."""
        region, _ = self._band_owner(ident)
        focus = region.ident if region is not None else None
        self._decider.decide("delete wavelength range", focus=focus, **self.without_band(ident))

    def without_band(self, ident: str) -> dict[str, Any]:
        """What of the decisions changes when a band is taken away."""
        region, index = self._band_owner(ident)
        if region is None:
            bands = self.view.bands[:index] + self.view.bands[index + 1 :]
            return {"filters": self.view.filters.with_bands(bands)}
        changed = replace(region, wave=region.wave[:index] + region.wave[index + 1 :])
        return {"regions": with_replaced(self.regions.items, changed)}

    # Filters

    def set_filters(self, filters: Filters, label: str) -> None:
        """Filter all views otherwise."""
        self._decider.decide(label, filters=filters)

    def add_filter(self, chip: Chip) -> None:
        """Add a filter behind the others."""
        self.set_filters(self.view.filters.added(chip), f"filter {chip.text}")

    def change_filter(self, i: int, chip: Chip) -> None:
        """Put another filter in the place of one."""
        self.set_filters(self.view.filters.replaced(i, chip), f"filter {chip.text}")

    def invert_filter(self, i: int) -> None:
        """Let a filter keep what it took away, and the reverse."""
        chip = self.view.filters.chips[i]
        self.change_filter(i, replace(chip, is_inverted=not chip.is_inverted))

    def switch_filter(self, i: int) -> None:
        """Turn a filter off, or on again."""
        chip = self.view.filters.chips[i]
        switched = replace(chip, is_on=not chip.is_on)
        self.set_filters(
            self.view.filters.replaced(i, switched), f"{'off' if chip.is_on else 'on'}: {chip.text}"
        )

    def remove_filter(self, i: int) -> None:
        """Take a filter away."""
        chip = self.view.filters.chips[i]
        self.set_filters(self.view.filters.removed(i), f"remove filter {chip.text}")

    # Displays

    def set_display(self, view: str, **changes: Any) -> None:
        """Change how a view is coloured; a limit that is dragged is one step of undo."""
        if "stretch" in changes:
            changes["stretch"] = stretch_name(changes["stretch"])
        merge_key = f"{view} limits" if _are_limits(changes) else None
        if len(changes) == 1 and changes.keys() <= {"contrast", "bias"}:
            merge_key = f"{view} tone"  # stepped by a key or an arrow
        changed: dict[str, Any] = {view: self.display.of(view).with_changes(**changes)}
        self._decider.decide(_display_label(view, changes), merge_key=merge_key, **changed)

    def reset_tone(self, view: str) -> None:
        """Show the colours of a view without contrast and bias."""
        if self.display.of(view).has_tone:
            self.set_display(view, contrast=1.0, bias=0.5)

    def set_flag_colour(self, bit: int, name: str, colour: str | None) -> None:
        """Draw a flag in a colour of one's own, ``#rrggbb``, in every view; None: in its usual one."""
        own = with_flag_colour(self.display.scatter.flag_colours, bit, colour)
        self._set_flag_colours(own, f"change the colour of {name}")

    def reset_flag_colours(self) -> None:
        """Draw all flags in their usual colours."""
        self._set_flag_colours((), "usual colours of flags")

    def _set_flag_colours(self, own: OwnColours, label: str) -> None:
        changed: dict[str, Any] = {
            view: replace(self.display.of(view), flag_colours=own) for view in (SCATTER, DETECTOR)
        }
        self._decider.decide(label, **changed)

    def match_display(self, view: str, shown: Any) -> None:
        """Give all views the stretch and the map of one; its limits, too, where they show the same quantity.

        Parameters
        ----------
        view : str
            Name of the one.
        shown : object or None
            Its picture, whose ``lo`` and ``hi`` are the limits it was drawn with.
        """
        model = self.display.of(view)
        changed: dict[str, Any] = {}
        for other in ALL_VIEWS:
            changes: dict[str, Any] = {
                "stretch": model.stretch, "cmap": model.cmap, "invert": model.invert,
                "contrast": model.contrast, "bias": model.bias,
            }  # fmt: skip
            same = quantity_measured(self.display.of(other).by) == quantity_measured(model.by)
            if same and shown is not None and shown.lo is not None:
                changes |= {"low": shown.lo, "high": shown.hi}
            if other != view:
                changed[other] = self.display.of(other).with_changes(**changes)
        self._decider.decide(f"match the views with the {view}", **changed)

    # Helpers

    def _set_view_bands(self, label: str, bands: tuple[Range, ...], before: Decisions | None = None) -> None:
        self._decider.decide(label, before=before, filters=self.view.filters.with_bands(bands))

    def _rounded(self, size: float) -> float:
        """Size as a mouse can mean it: a twentieth of a natural cell, 0.01″ in the wide field."""
        grain = (self.frame.natural_step if self.frame else 1.0) / 20
        return max(round(round(size / grain) * grain, 6), grain)

    def _moved(self, region: Region, xi: float, eta: float, size: float) -> Shape:
        assert self.frame is not None
        ra, dec = self.frame.plane_to_sky(xi, eta)
        return resized(region.shape, float(ra), float(dec), size)

    def _replace(self, region: Region, label: str, merge_key: str | None = None, **changes: Any) -> None:
        items = with_replaced(self.regions.items, replace(region, **changes))
        self._decider.decide(label, merge_key=merge_key, focus=region.ident, regions=items)

    def _band_owner(self, ident: str) -> tuple[Region | None, int]:
        owner, _, index = ident.rpartition(":")
        return self.regions.get(owner), int(index)


def _display_label(view: str, changes: dict[str, Any]) -> str:
    """What a change of colours is called in the history."""
    where = f"of the {view}"
    if _are_limits(changes):
        return f"change limits {where}"
    if changes.keys() <= {"contrast", "bias"}:
        return f"contrast and bias {where}"
    rule = limits_text(changes.get("limits", ""), changes.get("n_sigma", N_SIGMA))
    words = {
        "by": f"quantity {changes.get('by')}", "limits": f"limits {rule}",
        "scope": f"limits from {'what is in view' if changes.get('scope') == LOCAL else 'the whole picture'}",
        "shows_bad": "bad pixels in their own colour" if changes.get("shows_bad") else "bad pixels as others",
        "stretch": f"stretch {changes.get('stretch')}", "cmap": f"colour map {changes.get('cmap')}",
        "invert": "invert colour map",
    }  # fmt: skip
    return f"{', '.join(words[name] for name in changes if name in words)} {where}"


def _are_limits(changes: dict[str, Any]) -> bool:
    return bool(changes.keys() & {"low", "high"}) and "by" not in changes


def _put(bands: tuple[Range, ...], index: int, band: Range) -> tuple[Range, ...]:
    return (*bands[:index], band, *bands[index + 1 :])


def _band(low: float, high: float) -> Range:
    if not 0.0 < low < high:
        raise ValueError(f"a wavelength range must increase, got {low:.2f} to {high:.2f} Å")
    return float(low), float(high)


def _edited(region: Region, fields: dict[str, Any]) -> dict[str, Any]:
    """Changes to one region."""
    changes: dict[str, Any] = {}
    if "name" in fields:
        changes["name"] = _name(str(fields["name"]))
    plain = ("colour", "visible", "locked", "role", "groups", "criteria")
    changes |= {key: fields[key] for key in plain if key in fields}
    if fields.get("role", SOURCE) not in ROLES:
        raise ValueError(f"the role of a region is one of {', '.join(ROLES)}, got {fields['role']!r}")
    if fields.keys() & {"ra", "dec", "size", "inner", "shape_kind"}:
        changes["shape"] = _edited_shape(region.shape, fields)
    if fields.get("waves") is not None:
        changes["wave"] = tuple(_band(*band) for band in fields["waves"])
    elif fields.keys() & {"wave_low", "wave_high"}:
        changes["wave"] = _edited_wave(region.wave, fields)
    return changes


def _name(text: str) -> str:
    name = text.strip()
    if not name:
        raise ValueError("a region needs a name")
    return name


def _edited_shape(shape: Shape, fields: dict[str, Any]) -> Shape:
    ra = float(fields.get("ra", shape.ra))
    dec = float(fields.get("dec", shape.dec))
    size = float(fields.get("size", shape.size))
    kind = fields.get("shape_kind") or type(shape).__name__.lower()
    if kind != ANNULUS:
        return Circle(ra, dec, size) if kind == CIRCLE else Square(ra, dec, size)
    known = shape.inner if isinstance(shape, Annulus) else HOLE_SHARE * size
    inner = fields.get("inner")
    return Annulus(ra, dec, known if inner is None else float(inner), size)


def _edited_wave(wave: tuple[Range, ...], fields: dict[str, Any]) -> tuple[Range, ...]:
    """First range with a new end; None on either side means all wavelengths."""
    first: tuple[float | None, float | None] = wave[0] if wave else (None, None)
    low, high = fields.get("wave_low", first[0]), fields.get("wave_high", first[1])
    if low is None and high is None:
        return wave[1:]
    # One end typed and the other still empty: open-ended on that side.
    low, high = 1.0 if low is None else float(low), 100_000.0 if high is None else float(high)
    return (_band(low, high), *wave[1:])


def quantity_measured(by: str) -> str:
    """What is measured: the mean of a view of the sky is in the unit of the values."""
    return "data" if by in ("mean", "ivw", "data") else by
