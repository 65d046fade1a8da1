"""The detector images that MPDAF makes of a pixel table of one exposure, as JSON on standard output.

Run by an interpreter that has MPDAF 3.6: ``python mpdaf_detector.py TABLE``. Arrays are told by their
checksum, as float32 with the NaN of NumPy.
"""

import json
import sys
import warnings
import zlib

import numpy as np

warnings.simplefilter("ignore")

from mpdaf import __version__  # noqa: E402
from mpdaf.drs import PixTable  # noqa: E402


def plain(image):
    """Values of an image, NaN where it is masked."""
    values = np.ma.filled(image.data, np.nan).astype("<f4")
    values[np.isnan(values)] = np.nan
    return values


def described(table):
    """One IFU: where its images begin, and what is in them."""
    image, wave = table.reconstruct_det_image(), table.reconstruct_det_waveimage()
    data = plain(image)
    corner = [int(start) for start in image.wcs.wcs.wcs.crval]
    assert corner == [int(start) for start in wave.wcs.wcs.wcs.crval]
    return {
        "shape": list(data.shape),
        "corner": corner,
        "n_finite": int(np.isfinite(data).sum()),
        "data_crc": zlib.crc32(data.tobytes()),
        "wave_crc": zlib.crc32(plain(wave).tobytes()),
    }


def main():
    table = PixTable(sys.argv[1])
    ifus = np.unique(table.origin2ifu(table.get_origin())).tolist()
    images = {str(ifu): described(table.extract(ifu=[ifu])) for ifu in ifus}
    json.dump({"mpdaf": __version__, "images": images}, sys.stdout)


main()
