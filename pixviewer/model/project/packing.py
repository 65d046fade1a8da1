"""Long lists of places, such as the strokes of a painted mask, as one compressed text."""

import base64
import binascii
import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

PACKED = "packed"
# Shorter ones stay readable, and would hardly be shorter.
PACK_ABOVE = 32
# A mask of this many corners is no work of a hand.
MOST_PLACES = 4_000_000

Places = tuple[tuple[float, float], ...]


def pack(places: Sequence[tuple[float, float]]) -> dict[str, Any]:
    """Places as an object: 64-bit floats, low byte first, deflated, in base 64."""
    content = np.array(places, "<f8").tobytes()
    return {PACKED: base64.b64encode(zlib.compress(content, 6)).decode("ascii"), "n": len(places)}


def unpack(plain: Mapping[str, Any]) -> Places:
    """Places of what `pack` gave, bit by bit the same.

    Raises
    ------
    ValueError
        If it is none of that, or holds numbers that are not finite.
    """
    text, n = plain.get(PACKED), plain.get("n")
    if not isinstance(text, str) or type(n) is not int or not 0 <= n <= MOST_PLACES:
        raise ValueError("packed places need a text and how many they are")
    size = 16 * n
    try:
        # No more than was promised: a few bytes may unpack to gigabytes.
        content = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), size + 1)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise ValueError(f"packed places are spoilt ({error})") from error
    if len(content) != size:
        raise ValueError(f"packed places should be {n}, and are not")
    flat = np.frombuffer(content, "<f8").tolist()
    if not all(math.isfinite(number) for number in flat):
        raise ValueError("packed places must be finite numbers")
    return tuple(zip(flat[::2], flat[1::2], strict=True))
