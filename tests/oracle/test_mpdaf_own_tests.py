"""MPDAF's own test module of its pixel table, run on the face.

It is not copied: ``PIXVIEWER_MPDAF_TESTS`` names the file ``drs/tests/test_pixtable.py`` of MPDAF 3.1, as its
source package on PyPI has it. Its imports are pointed at the face, and nothing else is touched. What it skips
for want of MPDAF's own data has twins in ``tests/mpdaf/test_face_twins.py``.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pixviewer

ROOT = Path(pixviewer.__file__).resolve().parents[1]

IMPORTS = {
    r"^from mpdaf\.drs import": "from pixviewer.mpdaf import",
    r"^from mpdaf\.tests\.utils import DATADIR": "DATADIR = '/no/such/folder'",
    r"\bimport mpdaf\.drs\.pixtable": "import pixviewer.mpdaf.pixtable",
    r"\bmpdaf\.drs\.pixtable\.SKY_SEGMENTS": "pixviewer.mpdaf.pixtable.SKY_SEGMENTS",
}

N_TEST, N_FOR_DATA = 11, 8


def pointed_at_the_face(source: str) -> str:
    for pattern, ours in IMPORTS.items():
        source, n = re.subn(pattern, ours, source, flags=re.MULTILINE)
        assert n, f"the test module has no {pattern}"
    return source


@pytest.mark.oracle
def test_the_tests_of_mpdaf_pass_on_the_face(tmp_path):
    named = os.environ.get("PIXVIEWER_MPDAF_TESTS")
    if not named:
        pytest.skip("PIXVIEWER_MPDAF_TESTS does not name the test module of MPDAF 3.1")
    file = tmp_path / "test_of_mpdaf.py"
    file.write_text(pointed_at_the_face(Path(named).read_text()))
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", file.name],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert f"{N_TEST} passed, {N_FOR_DATA} skipped" in done.stdout
