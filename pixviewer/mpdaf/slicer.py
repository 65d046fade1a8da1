"""Numberings of slices, one number at a time."""

from pixviewer.core.table import origin


class Slicer:
    """Convert the number of a slice from one numbering to another.

    CCD: 1–48 from left to right on the detector. SKY: 1–48, four stacks from left to right in the field.
    OPTICAL: (stack 4 = left … 1 = right, row 12 … 1). A number that does not exist gives None.

    Examples
    --------
    >>> Slicer.ccd2sky(4)
    10
    >>> Slicer.sky2optical(25)
    (2, 12)
    """

    @staticmethod
    def ccd2sky(s: int | None) -> int | None:
        """SKY number of a slice given by its CCD number."""
        return int(origin.ccd_to_sky(s)) if _is_slice(s) else None

    @staticmethod
    def sky2ccd(s: int | None) -> int | None:
        """CCD number of a slice given by its SKY number."""
        return int(origin.sky_to_ccd(s)) if _is_slice(s) else None

    @staticmethod
    def sky2optical(s: int | None) -> tuple[int, int] | None:
        """OPTICAL stack and row of a slice given by its SKY number."""
        return Slicer.ccd2optical(Slicer.sky2ccd(s))

    @staticmethod
    def optical2sky(s: tuple[int, int] | None) -> int | None:
        """SKY number of a slice given by its OPTICAL stack and row."""
        return Slicer.ccd2sky(Slicer.optical2ccd(s))

    @staticmethod
    def optical2ccd(s: tuple[int, int] | None) -> int | None:
        """CCD number of a slice given by its OPTICAL stack and row."""
        try:
            stack, row = s  # type: ignore[misc]
            return int(origin.optical_to_ccd(stack, row))
        except (TypeError, ValueError):
            return None

    @staticmethod
    def ccd2optical(s: int | None) -> tuple[int, int] | None:
        """OPTICAL stack and row of a slice given by its CCD number."""
        if not _is_slice(s):
            return None
        stack, row = origin.ccd_to_optical(s)
        return int(stack), int(row)


def _is_slice(number: object) -> bool:
    try:
        return number in range(1, origin.N_SLICE + 1)
    except (TypeError, ValueError):  # arrays: one number at a time
        return False
