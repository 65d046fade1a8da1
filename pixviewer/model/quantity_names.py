"""What views call the quantities that they show."""

from pixviewer.model.compare_state import DIFFERENCE, RATIO
from pixviewer.model.detector import CCD, OPTICAL, SKY
from pixviewer.model.slices import FLAGGED, MEAN, ROWS
from pixviewer.model.state import DETECTOR, IMAGE, SCATTER

SKY_QUANTITIES = {
    IMAGE: (
        ("mean", "Mean"),
        ("sum", "Sum"),
        ("ivw", "Weighted mean"),
        ("count", "Rows"),
    ),
    SCATTER: (
        ("ifu", "IFU"),
        ("slice", "Slice (CCD)"),
        ("slice_sky", "Slice (sky)"),
        ("stack", "Stack"),
        ("exposure", "Exposure"),
        ("flags", "Flags"),
        ("wave", "Wavelength"),
        ("data", "Value"),
        ("variance", "Variance"),
        ("snr", "S/N"),
        ("count", "Rows"),
    ),
}
DETECTOR_QUANTITIES = (
    ("data", "Value"),
    ("wave", "Wavelength"),
    ("variance", "Variance"),
    ("snr", "S/N"),
    ("slice", "Slice (CCD)"),
    ("flags", "Flags"),
    ("count", "Rows"),
)
FURTHER_COLUMNS = {"x": "xpos", "y": "ypos", "weight": "Weight"}
SLICE_NAMES = {MEAN: "Mean of good rows", ROWS: "Rows", FLAGGED: "Flagged share"}
COMPARED_NAMES = {
    "mean": "Mean", "sum": "Sum", "ivw": "Weighted mean", "count": "Rows", "data": "Value",
    "variance": "Variance", "snr": "S/N", "wave": "Wavelength",
}  # fmt: skip
RELATION_NAMES = {DIFFERENCE: "B − A", RATIO: "B / A"}
SUBJECT_NAMES = {IMAGE: "Sky image", SCATTER: "Sky scatter", DETECTOR: "Detector"}
NUMBERING_NAMES = {CCD: "CCD", SKY: "sky", OPTICAL: "optical"}


def detector_name(quantity: str) -> str:
    """What the detector view calls a column."""
    return dict(DETECTOR_QUANTITIES).get(quantity) or FURTHER_COLUMNS.get(quantity, quantity)
