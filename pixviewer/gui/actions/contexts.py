"""Where a key holds: anywhere in the window, or in a narrower place, which then goes before the window."""

WINDOW = "window"
SPECTRUM = "spectrum"
EXAMINE = "examine"

CONTEXTS = {
    WINDOW: "anywhere in the window",
    SPECTRUM: "in the spectrum",
    EXAMINE: "with the Examine tool",
}
