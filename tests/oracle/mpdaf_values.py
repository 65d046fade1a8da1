"""What MPDAF makes of a pixel table, as JSON on standard output.

Run by an interpreter that has MPDAF 3.6: ``python mpdaf_values.py TABLE QUESTIONS.json [EXTRACT_TO]``.
QUESTIONS is a list of ``{"name": …, "args": {keyword arguments of PixTable.extract}}``. With EXTRACT_TO, a
second table (made elsewhere from the first question) is compared with MPDAF's own extraction, row by row.
"""

import json
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")

from mpdaf import __version__  # noqa: E402
from mpdaf.drs import PixTable  # noqa: E402

N_SAMPLE = 60
COLUMNS = ("xpos", "ypos", "lambda", "data", "dq", "stat", "origin")


def arguments(plain):
    """JSON lists as the tuples that MPDAF wants."""
    args = dict(plain)
    for name in ("sky", "lbda"):
        if name in args:
            several = args[name] if isinstance(args[name][0], list) else [args[name]]
            args[name] = [tuple(item) for item in several]
    for name in ("xpix", "ypix"):
        if name in args:
            args[name] = [tuple(item) for item in args[name]]
    return args


def checksum(values, dtype):
    return zlib.crc32(np.ascontiguousarray(values, dtype).tobytes())


def described(table):
    if table is None:
        return {"n_row": 0}
    return {
        "n_row": int(table.nrows),
        "data_sum": float(np.sum(table.get_data().astype(float))),
        "origin_crc": checksum(table.get_origin(), "<i4"),
        "wave_crc": checksum(table.get_lambda(), "<f4"),
    }


def sample(table):
    rows = np.unique(np.linspace(0, table.nrows - 1, N_SAMPLE).astype(int))
    origin = table.get_origin(ksel=(rows,))
    ra, dec = table.get_pos_sky()
    values = {
        "row": rows.tolist(),
        "ra": ra[rows].tolist(),
        "dec": dec[rows].tolist(),
        "ifu": table.origin2ifu(origin).tolist(),
        "slice": table.origin2slice(origin).tolist(),
        "y_det": table.origin2ypix(origin).tolist(),
    }
    try:
        values["x_det"] = [int(x) for x in np.atleast_1d(table.origin2xpix(origin))]
    except KeyError:  # it looks for EXP0, which combined tables do not have
        values["x_det"] = None
    return values


def column(table, name):
    return np.asarray(getattr(table, "get_" + name)())


def main():
    path, questions = sys.argv[1], json.loads(Path(sys.argv[2]).read_text())
    table = PixTable(path)
    answers = {"mpdaf": __version__, "n_row": int(table.nrows), "sample": sample(table), "extract": {}}
    for question in questions:
        answers["extract"][question["name"]] = described(table.extract(**arguments(question["args"])))
    if len(sys.argv) > 3:
        theirs = table.extract(**arguments(questions[0]["args"]))
        ours = PixTable(sys.argv[3])
        answers["same"] = {
            name: bool(np.array_equal(column(theirs, name), column(ours, name))) for name in COLUMNS
        }
        answers["n_ours"] = int(ours.nrows)
    json.dump(answers, sys.stdout)


main()
