"""Reading back what was drawn."""

import io
import re
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt


def png_pixels(content: bytes) -> npt.NDArray[np.uint8]:
    """Pixels of a PNG, (n_y, n_x, 4), the first line at the top."""
    from matplotlib.image import imread

    pixels: npt.NDArray[Any] = imread(io.BytesIO(content), format="png")
    return np.round(255 * pixels).astype(np.uint8)


def pdf_streams(content: bytes) -> bytes:
    """All that is packed in a PDF, unpacked."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            found.append(packed)
    return b"\n".join(found)


def pdf_words(content: bytes) -> str:
    """Text of a PDF as its own text operators show it: what is of Latin letters."""
    shown = []
    for part in re.findall(rb"BT(.*?)ET", pdf_streams(content), re.DOTALL):
        pieces = re.findall(rb"\(((?:[^()\\]|\\.)*)\)", part)
        shown.append(b"".join(pieces).replace(b"\x00", b"").decode("latin-1"))
    return "\n".join(shown)


def pdf_size_mm(content: bytes) -> tuple[float, float]:
    """Width and height of the page."""
    found = re.search(rb"/MediaBox \[ 0 0 ([0-9.]+) ([0-9.]+) \]", content)
    assert found is not None
    return float(found[1]) * 25.4 / 72, float(found[2]) * 25.4 / 72


def svg_words(content: bytes) -> list[str]:
    """Every text of an SVG."""
    import xml.etree.ElementTree as tree

    root = tree.fromstring(content)
    return ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
