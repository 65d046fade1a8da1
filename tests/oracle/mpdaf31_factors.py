"""Factors that MPDAF 3.1 makes of a table: ``python mpdaf31_factors.py TABLE OUT.npz CLIP [MASKED.npy]``.

Run by an interpreter that has MPDAF 3.1, the last release with `selfcalibrate`. MASKED holds a boolean for
every row. OUT gets ``corr`` and ``npts`` by bin, IFU and slice, and ``seconds``, what the call took.
"""

import sys
import time
import warnings
from types import SimpleNamespace

import numpy as np

warnings.simplefilter("ignore")

from mpdaf import __version__  # noqa: E402
from mpdaf.drs import PixTable  # noqa: E402


def main():
    path, out, clip = sys.argv[1], sys.argv[2], float(sys.argv[3])
    table = PixTable(path)
    mask = None
    if len(sys.argv) > 4:
        # All that is looked at of a PixTableMask.
        mask = SimpleNamespace(maskfile="mask.fits", maskcol=np.load(sys.argv[4]))
    start = time.perf_counter()
    found = table.selfcalibrate(pixmask=mask, corr_clip=clip, logfile=out + ".log")
    seconds = time.perf_counter() - start
    shape = (-1, 24, 48)
    corr, npts = found.corr.reshape(shape), found.npts.reshape(shape)
    np.savez(out, version=__version__, seconds=seconds, corr=corr, npts=npts)


if __name__ == "__main__":
    main()
