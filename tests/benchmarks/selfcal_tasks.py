"""A self-calibration by one implementation, as JSON on standard output: seconds, and the peak of own memory.

``selfcal_tasks.py mpdaf|face|core TABLE OUT.npz``: ``mpdaf`` and ``face`` are the same script but for its
import, and also correct the table, as MPDAF 3.1 has no estimate alone; ``core`` gathers and estimates.

Each has a process of its own, so that the peak of memory is its own. It is done several times; the first and
the best time are told. OUT gets the factors, and the numbers of rows.
"""

import importlib
import json
import sys
import threading
import time
import warnings
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")

PACKAGES = {"mpdaf": "mpdaf.drs", "face": "pixviewer.mpdaf"}
N_TIME = {"mpdaf": 2, "face": 5, "core": 5}


def own_memory() -> int:
    """Bytes of anonymous and shared memory of this process."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return 1024 * sum(int(fields[name].split()[0]) for name in ("RssAnon", "RssShmem"))


def prepared(name: str, path: str, log: str):
    """What is to be timed; it gives factors and numbers of rows."""
    if name == "core":
        import pixviewer as pv

        table = pv.open_table(path)

        def estimate():
            found = pv.estimate(pv.gather(table))
            return found.factor.ravel(), found.n_row.ravel()

        return estimate
    pixtable = importlib.import_module(PACKAGES[name]).PixTable(path)

    def calibrate():
        made = pixtable.copy().selfcalibrate(logfile=log)
        return made.corr, made.npts

    return calibrate


def main() -> None:
    name, path, out = sys.argv[1:4]
    work = prepared(name, path, f"{out}.log")
    peak, stop = [own_memory()], threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            peak[0] = max(peak[0], own_memory())

    watcher = threading.Thread(target=watch, daemon=True)  # ends with the work, even where that fails
    watcher.start()
    times = []
    for _ in range(N_TIME[name]):
        start = time.perf_counter()
        corr, npts = work()
        times.append(time.perf_counter() - start)
    stop.set()
    watcher.join()
    np.savez(out, corr=corr, npts=npts)
    print(json.dumps({"seconds": min(times), "first": times[0], "peak_mb": peak[0] / 1e6}))


if __name__ == "__main__":
    main()
