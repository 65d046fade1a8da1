"""What MPDAF makes of mask images and mask columns, as JSON on standard output.

Run by an interpreter that has MPDAF 3.6: ``python mpdaf_masks.py TABLE MASK TO_WRITE [TO_READ]``. The
column that it finds is written in its own form; one that was made elsewhere is read and compared with it.
"""

import json
import sys
import warnings
import zlib

import numpy as np

warnings.simplefilter("ignore")

from mpdaf import __version__  # noqa: E402
from mpdaf.drs import PixTable, PixTableMask  # noqa: E402


def main():
    path, mask, target, *ours = sys.argv[1:]
    found = PixTable(path).mask_column(mask)
    found.write(target)
    column = np.asarray(found.maskcol, bool)
    answers = {
        "mpdaf": __version__,
        "n_row": int(column.size),
        "n_masked": int(column.sum()),
        "crc": zlib.crc32(np.packbits(column).tobytes()),
    }
    for file in ours:
        read = PixTableMask(filename=file)
        answers["ours"] = {
            "crc": zlib.crc32(np.packbits(read.maskcol).tobytes()),
            "mask": read.maskfile,
            "pixtable": read.pixtable,
        }
    json.dump(answers, sys.stdout)


main()
