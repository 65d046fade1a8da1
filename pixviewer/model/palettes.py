"""Colours of labels, searched so that labels which touch in a picture differ clearly for every eye.

``docs/make_palettes.py`` found them; ``tests/model/test_category_colours.py`` says how clearly they differ. A
slice has one colour, whether it is counted as on the detector or as on the sky.
"""

SLICES = (  # by CCD number
    "8e3939 1c39aa 1cff8e 3939e3 ff711c 710071 555500 aac6ff 007100 ffaaff 711c00 7100e3 "
    "39ff00 e3aaff 00551c ffaae3 71391c aa55ff aaff71 1c3971 ffc6ff aa1cff aa8e55 c6ff00 "
    "553900 1c5571 ffe339 3955aa ff8e00 390055 c60000 00c6e3 aa3900 550071 8e0000 0000aa "
    "ffc600 55e3ff c61c39 39c6ff 713900 558eff ffe3aa 1c00e3 ffc671 8ec6e3 c6c639 39aaff"
)
IFUS = (
    "715500 3971ff ffc6aa aa3900 1cc6e3 005571 e3aa1c aac6ff 0000c6 55391c 71c6ff ffe339 "
    "1c5500 aa00aa 1cff8e 007139 550071 aaff1c e3aaff 00398e aa001c c6ffaa 7139e3 711c00"
)
STACKS = "713900 1c39c6 ffc655 aac6ff"
EXPOSURES = "ffaae3 710000 39aa55 c68eff 8e1c8e 715571 005539 390055 e33900 8effaa c6ff00 1c00ff"

# Flags may touch in any way. The strongest colours are those of flags that the pipeline really sets; the
# others share one, and are told apart by their names.
FLAGS = {
    5: "e33900",
    6: "7155aa",
    8: "ff8ec6",
    9: "0000ff",
    12: "e3e300",
    13: "39aa71",
    14: "c68eff",
    27: "71ffc6",
    30: "8e1c55",
    31: "c6ff8e",
}
OTHER_FLAG, SEVERAL_FLAGS = "390071", "710000"


def rgb(name: str) -> tuple[int, int, int]:
    """Red, green and blue of a colour written as six hexadecimal digits."""
    return int(name[:2], 16), int(name[2:4], 16), int(name[4:6], 16)
