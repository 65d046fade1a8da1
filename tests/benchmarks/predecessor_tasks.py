"""One task with the classes of MPDAF, or with the face of the same names, as JSON on standard output.

``predecessor_tasks.py PACKAGE TASK TABLE [TARGET]``; PACKAGE is ``mpdaf.drs`` or ``pixviewer.mpdaf``. The
script is the same for both but for its import. Each task has a process of its own, so that the peak of
memory is its own; a task is done twice, and the better time counts.
"""

import importlib
import json
import sys
import threading
import time
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

RA, DEC = 338.23752675, -60.56826963

CRITERIA = {
    "circle": {"sky": (DEC, RA, 2.0, "C")},
    "square": {"sky": (DEC, RA, 2.0, "S")},
    "wavelength": {"lbda": (6000, 6010)},
    "ifu": {"ifu": 6},
    "slice": {"sl": [3, 4]},
    "stack": {"stack": [2]},
    "xpix": {"xpix": [(1000, 1200)]},
    "ypix": {"ypix": [(1300, 1350)]},
    "circle and wavelength": {"sky": (DEC, RA, 2.0, "C"), "lbda": (6000, 6100)},
    "exposure": {"exp": [2], "sl": [3, 4]},
}
TASKS = (
    "positions",
    *(f"extract by {name}" for name in CRITERIA),
    "detector image",
    "write image",
    "write table",
)


def own_memory() -> int:
    """Bytes of anonymous and shared memory of this process."""
    fields = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return 1024 * sum(int(fields[name].split()[0]) for name in ("RssAnon", "RssShmem"))


def prepared(name: str, table, target: str):
    """What is to be timed."""
    if name == "positions":
        return table.get_pos_sky
    if name == "detector image":
        one = table.extract(ifu=6)
        return one.reconstruct_det_image
    if name.startswith("write"):
        return lambda: table.write(target, save_as_ima=name.endswith("image"))
    return lambda: table.extract(**CRITERIA[name.removeprefix("extract by ")])


def main() -> None:
    package, name, path = sys.argv[1:4]
    target = sys.argv[4] if len(sys.argv) > 4 else ""
    pixtable = importlib.import_module(package).PixTable
    work = prepared(name, pixtable(path), target)
    peak, stop = [own_memory()], threading.Event()

    def watch() -> None:
        while not stop.wait(0.01):
            peak[0] = max(peak[0], own_memory())

    watcher = threading.Thread(target=watch, daemon=True)  # a task that fails ends the process
    watcher.start()
    times, answer = [], None
    for _ in range(1 if name == "write table" else 2):
        answer = None
        start = time.perf_counter()
        answer = work()
        times.append(time.perf_counter() - start)
    stop.set()
    watcher.join()
    figures = {"seconds": min(times), "peak_mb": peak[0] / 1e6}
    if hasattr(answer, "nrows"):
        figures["rows"] = int(answer.nrows)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
