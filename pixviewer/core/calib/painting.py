"""A mask as the steps that it is painted by, in order.

What is decided is small and frozen, so that it can be compared, kept and undone; the mask is made of it and
of the white-light image of the table. Kernels are imported only where they are needed: plans come first.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MaskPlan:
    """How a mask is made.

    Parameters
    ----------
    steps : tuple
        Each works on what those before it have left; none means no mask.
    """

    steps: tuple[object, ...] = ()
