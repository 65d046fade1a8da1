"""What is no action: gestures and keys that a view handles, for the page of keys and the overlay."""

from typing import NamedTuple

SKY = ("image", "scatter", "compare")
PLOTS = (*SKY, "detector", "spectrum")


class Gesture(NamedTuple):
    """What the hand does in a view, and what comes of it.

    Parameters
    ----------
    keys, what : str
        What the hand does, and what comes of it.
    views : tuple of str
        Views that know it: ``image``, ``spectrum`` and so on, or the title of a panel in lower case. None
        means all.
    """

    keys: str
    what: str
    views: tuple[str, ...] = ()


GESTURES = (
    Gesture("Wheel", "zoom at the cursor; over an axis, that axis alone", PLOTS),
    Gesture("Left drag", "the tool: move the view, draw a circle, a square or a ring, paint the mask", SKY),
    Gesture("Left drag", "move the view; with the tool Wavelength Range draw one", ("spectrum",)),
    Gesture("Drag a wavelength range, or its edge", "move or resize it", ("spectrum",)),
    Gesture("Drag a region, or its handle", "move or resize it", SKY),
    Gesture("Ctrl + drag with a drawing tool", "draw on top of a region", SKY),
    Gesture("Shift + drag with the mask tool", "erase instead of paint, or the other way round", SKY),
    Gesture("Ctrl + wheel with the mask tool", "size the brush", SKY),
    Gesture("Click, double click or Enter with the mask tool", "corners of a polygon, and close it", SKY),
    Gesture("Middle drag, Space + drag", "move the view in any tool", PLOTS),
    Gesture("Shift + drag", "zoom into a box (Move tool); draw from the corner (Circle, Square)", SKY),
    Gesture("Right drag", "bias to the sides, contrast up and down; double right click resets", SKY),
    Gesture("Right click", "menu", PLOTS),
    Gesture("Double click on a region", "edit its numbers", SKY),
    Gesture("Double click", "show everything", ("spectrum",)),
    Gesture("Click", "pick the rows there: they light up in every view and are listed under Rows",
            (*PLOTS, "slices")),
    Gesture("Enter", "place a region at the cursor with a drawing tool, or edit the selected one", SKY),
    Gesture("Ctrl + drag on a detector", "pick the rows of a box", ("detector", "compare")),
    Gesture("Shift + drag on a detector", "zoom into a box", ("detector", "compare")),
    Gesture("Shift + click in the slice map", "pick one more slice", ("slices",)),
    Gesture("Wheel, arrows, Home, End on the slider of bins", "the next bin, the previous one, all, the last",
            ("maps",)),
    Gesture("Arrows, Enter in a map of slices", "go from slice to slice, pick", ("maps", "slices")),
    Gesture("Double click, Enter, Esc in the curves", "one IFU alone, and all again; Home shows everything",
            ("curves",)),
    Gesture("Enter, Space, Del in the list of sets", "show, mark for merging, forget", ("sets",)),
    Gesture("Drag or two clicks with the Ruler tool", "measure; Shift: in steps of 45°", PLOTS),
    Gesture("Rest, click, Shift + click, Ctrl + click on the bar of categories",
            "light one up, pick it, pick it too, filter it out or in", ("scatter", "detector")),
    Gesture("Arrows, Enter, Space, Ctrl + Enter in the legend", "the same by keys", ("legend",)),
    Gesture("F2, Enter, Del in the list of markers", "write a note, go there, delete", ("markers",)),
    Gesture("Drag in the histogram", "pick the rows of a range of values", ("histogram",)),
    Gesture("Click, drag, wheel, arrows, Home in the overview",
            "centre, move, zoom the views, show the whole field", ("overview",)),
    Gesture("Click, arrows; double click, Enter in the IFUs below the overview",
            "show an IFU on the detector; only its rows, and all again", ("overview",)),
    Gesture("Wheel, +, −, arrows, Home in the loupe", "magnify, go from cell to cell, as at first",
            ("loupe",)),
    Gesture("Arrows", "nudge the region 0.2″; Shift 1″; Alt 0.02″", SKY),
    Gesture("Arrows", "with no region selected: move the crosshair 0.2″; Shift 1″", SKY),
    Gesture("Ctrl + arrows", "move the view", SKY),
    Gesture("Hold the key of a tool", "use it until the key is released", PLOTS),
    Gesture("Key or button of a drawing tool", "draw once; pressed twice, until Esc or another tool", PLOTS),
    Gesture("Arrows", "nudge the wavelength range 1.25 Å; Shift 10 Å; Alt 0.1 Å", ("spectrum",)),
    Gesture("Del, Backspace", "delete the selected region or wavelength range", (*SKY, "spectrum")),
    Gesture("Click, Ctrl + click, double click on a filter", "turn round, off or on, edit", ("filters",)),
    Gesture("Space, Ctrl + Space, F2, Del on a filter", "the same by keys, and remove", ("filters",)),
    Gesture("Esc", "cancel the gesture, then deselect, then the Move tool, then drop the pick", PLOTS),
)  # fmt: skip
