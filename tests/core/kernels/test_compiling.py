"""What loading the first kernel brings along, and what it leaves as it was."""

import subprocess
import sys

CALL = """
import sys
import numba, numpy as np
import pixviewer.core.kernels.projecting as projecting
projecting.sin_cos(0.1)
print("scipy.linalg" in sys.modules)

@numba.njit
def algebra(a):
    return np.dot(a, a), np.linalg.inv(a), np.convolve(a[0], a[0])

a = np.array([[2.0, 1.0], [0.5, 3.0]])
dot, inverse, folded = algebra(a)
print(np.allclose(dot, a @ a), np.allclose(inverse, np.linalg.inv(a)))
print(np.allclose(folded, np.convolve(a[0], a[0])))
"""


def test_a_kernel_loads_no_linear_algebra_and_leaves_that_of_others_alone() -> None:
    done = subprocess.run([sys.executable, "-c", CALL], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "True", "True"]
