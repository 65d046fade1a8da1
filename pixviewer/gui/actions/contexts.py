"""Where a key holds: anywhere in the window, or in a narrower place, which then goes before the window."""

WINDOW = "window"
SKY = "sky"
SPECTRUM = "spectrum"
EXAMINE = "examine"

CONTEXTS = {
    WINDOW: "anywhere in the window",
    SKY: "in the sky views and the list of regions",
    SPECTRUM: "in the spectrum",
    EXAMINE: "with the Examine tool",
}
