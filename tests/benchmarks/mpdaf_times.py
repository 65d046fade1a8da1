"""Times of MPDAF 3.6 as JSON; run by an interpreter that has it: ``mpdaf_times.py TABLE RA DEC``."""

import json
import resource
import sys
import time
import warnings

warnings.simplefilter("ignore")

from mpdaf.drs import PixTable  # noqa: E402

table, ra, dec = PixTable(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
times = {}
for name, work in (
    ("extract", lambda: table.extract(sky=(dec, ra, 2.0, "C"), lbda=(6000, 6100))),
    ("sky", table.get_pos_sky),
):
    best = 1e9
    for _ in range(2):
        start = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - start)
    times[name] = best
    if name == "extract":
        times["n_row"] = answer.nrows
times["peak_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps(times))
