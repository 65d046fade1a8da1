"""Make the small tables in ``tests/data`` anew: ``python make_tables.py``.

They are kept, not simulated by the tests, so that the stored values of the oracles go with the very bytes
that the oracles read.
"""

import gzip
import tempfile
from pathlib import Path

import pixviewer as pv

DATA = Path(__file__).parents[1] / "data"

TABLES = {
    "projected": {"state": "projected", "form": "image"},
    "positioned": {"state": "positioned", "form": "table"},
    "pixel": {"state": "pixel", "form": "image"},
    "combined": {"state": "positioned", "form": "image", "exposures": 2},
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, settings in TABLES.items():
            path = Path(folder) / f"{name}.fits"
            pv.simulate(path, preset="small", ifus=(6,), waves=((6300.0, 6302.0),), **settings)
            # Without name and time in it, the same table packs to the same bytes.
            (DATA / f"{name}.fits.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
