"""Which slices lie next to a slice: in the field of view, and on its detector."""

from pixviewer.core.table.origin import N_IFU, N_SLICE, SLICES_PER_STACK, ccd_to_sky, sky_to_ccd

Cell = tuple[int, int]  # IFU and CCD slice, both from 1

ABOVE, BELOW, LEFT, RIGHT = "above", "below", "left", "right"
CCD_LEFT, CCD_RIGHT = "left on the CCD", "right on the CCD"
SIDES = (ABOVE, BELOW, LEFT, RIGHT, CCD_LEFT, CCD_RIGHT)


def neighbours(ifu: int, slice_no: int) -> dict[str, Cell]:
    """Slices that touch one, by side; sides that lie at the border of the field or the detector are left out.

    Parameters
    ----------
    ifu, slice_no : int
        IFU and CCD slice, from 1.

    Notes
    -----
    Above is where y of the field grows: rows of a stack count upwards, and go on in the stack of the next
    IFU. Left is where the first stack is.
    """
    index = int(ccd_to_sky(slice_no)) - 1
    stack, row = divmod(index, SLICES_PER_STACK)
    found = {
        ABOVE: _of_field(ifu, stack, row + 1),
        BELOW: _of_field(ifu, stack, row - 1),
        LEFT: _of_field(ifu, stack - 1, row),
        RIGHT: _of_field(ifu, stack + 1, row),
        CCD_LEFT: (ifu, slice_no - 1) if slice_no > 1 else None,
        CCD_RIGHT: (ifu, slice_no + 1) if slice_no < N_SLICE else None,
    }
    return {side: cell for side, cell in found.items() if cell is not None}


def _of_field(ifu: int, stack: int, row: int) -> Cell | None:
    more, row = divmod(row, SLICES_PER_STACK)
    ifu += more
    if not (1 <= ifu <= N_IFU and 0 <= stack < N_SLICE // SLICES_PER_STACK):
        return None
    return ifu, int(sky_to_ccd(SLICES_PER_STACK * stack + row + 1))
