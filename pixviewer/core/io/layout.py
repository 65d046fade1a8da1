"""Find the columns of a pixel table in a FITS file, in either form, reading headers only."""

import re
import warnings
from collections.abc import Container, Iterator
from dataclasses import dataclass

import numpy as np
from astropy.io import fits

from pixviewer.core.errors import PixTableError, PixTableWarning
from pixviewer.core.table.columns import KINDS, NAME_OF_FITS, STANDARD, Column
from pixviewer.core.table.source import RawFile, Slot, native_type

BLOCK = 2880
# That of ten combined exposures has 1 MB.
LARGEST_HEADER_BYTES = 50_000_000
FLAT_FIELD = "PIXTABLE_FLAT_FIELD"

_TYPE_OF_BITPIX = {8: "u1", 16: ">i2", 32: ">i4", 64: ">i8", -32: ">f4", -64: ">f8"}
_TFORM = re.compile(r"\s*(\d*)([LXBIJKAEDCMPQ])")
_BITS_OF_TFORM = {"L": 8, "X": 1, "B": 8, "I": 16, "J": 32, "K": 64, "A": 8, "E": 32, "D": 64}
_BITS_OF_TFORM |= {"C": 64, "M": 128, "P": 64, "Q": 128}
_TYPE_OF_TFORM = {"B": "u1", "I": ">i2", "J": ">i4", "K": ">i8", "E": ">f4", "D": ">f8"}


@dataclass(frozen=True, slots=True)
class Hdu:
    """One header-data unit: its header, and where its data lie."""

    header: fits.Header
    offset: int
    size: int

    @property
    def name(self) -> str:
        """EXTNAME, or an empty text."""
        return str(self.header.get("EXTNAME", "")).strip()


@dataclass(frozen=True, slots=True)
class Layout:
    """All that the headers of a pixel table tell of its columns."""

    form: str
    header: fits.Header
    columns: dict[str, Column]
    slots: dict[str, Slot]
    n_row: int
    others: tuple[Hdu, ...]


def read_layout(raw: RawFile) -> Layout:
    """Find columns, rows and further extensions.

    Raises
    ------
    PixTableError
        If the file is not FITS, not a pixel table, or truncated.
    """
    if raw.size == 0:
        raise PixTableError(f"{raw.name} is empty; get a complete copy")
    hdus = list(read_hdus(raw))
    if len(hdus) < 2:
        raise PixTableError(f"{raw.name} has no extension, so it is not a pixel table")
    kind = str(hdus[1].header.get("XTENSION", "")).strip()
    if kind == "TABLE":
        raise PixTableError(
            f"{raw.name} is an ASCII table, which holds too few digits for a pixel table; "
            "write it again as images"
        )
    return _table_form(raw, hdus) if kind in ("BINTABLE", "A3DTABLE") else _image_form(raw, hdus)


def read_hdus(raw: RawFile) -> Iterator[Hdu]:
    """Headers of a file, one after the other, and a check that their data are all there."""
    at = 0
    while at < raw.size:
        header, offset = _read_header(raw, at)
        size = _data_size(header)
        if offset + size > raw.size:
            name = str(header.get("EXTNAME", "")).strip() or "the primary unit"
            raise PixTableError(
                f"{raw.name} is truncated: extension {name} ends {offset + size - raw.size} bytes "
                "after the end of the file; get a complete copy"
            )
        yield Hdu(header, offset, size)
        at = offset + -(-size // BLOCK) * BLOCK


def _read_header(raw: RawFile, at: int) -> tuple[fits.Header, int]:
    wanted = b"SIMPLE  =" if at == 0 else b"XTENSION="
    text = bytearray()
    while True:
        block = bytearray(min(BLOCK, raw.size - at - len(text)))
        raw.read_into(at + len(text), memoryview(block))
        if not text and not block.startswith(wanted):
            if at == 0:
                raise PixTableError(f"{raw.name} is not a FITS file")
            raise PixTableError(f"{raw.name} has something that is no FITS extension at byte {at}")
        text += block
        if _END.search(block):
            break
        if len(text) > LARGEST_HEADER_BYTES:
            raise PixTableError(
                f"{raw.name} has a header longer than {LARGEST_HEADER_BYTES // 10**6} MB; "
                "it is no pixel table, or damaged"
            )
        if len(block) < BLOCK:
            raise PixTableError(f"{raw.name} is truncated in the middle of a header; get a complete copy")
    try:
        header = fits.Header.fromstring(bytes(text))
    except (ValueError, fits.VerifyError, UnicodeDecodeError) as error:
        raise PixTableError(f"{raw.name} has a header that cannot be read at byte {at}: {error}") from error
    return header, at + len(text)


# Cards start at multiples of 80 bytes, and blocks at multiples of 36 cards.
_END = re.compile(rb"^(?:.{80})*?END {77}", re.DOTALL)


def _data_size(header: fits.Header) -> int:
    try:
        axes = [int(header[f"NAXIS{i}"]) for i in range(1, int(header["NAXIS"]) + 1)]
        n = int(np.prod(axes, dtype=object)) if axes else 0
        size = (
            abs(int(header["BITPIX"]))
            // 8
            * int(header.get("GCOUNT", 1))
            * (int(header.get("PCOUNT", 0)) + n)
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PixTableError(f"a FITS header does not say how large its data are: {error}") from error
    if size < 0:
        raise PixTableError("a FITS header gives its data a negative size")
    return size


def _name_of(fits_name: str) -> str:
    """Our name of a column; that of a further one must not be taken for one of a standard column."""
    name = NAME_OF_FITS.get(fits_name.lower())
    if name is not None:
        return name
    return f"{fits_name}_" if fits_name in KINDS else fits_name


def _image_form(raw: RawFile, hdus: list[Hdu]) -> Layout:
    columns: dict[str, Column] = {}
    slots: dict[str, Slot] = {}
    others = []
    n_row = int(hdus[1].header.get("NAXIS2", 0))
    _check_complete(raw, {_name_of(hdu.name) for hdu in hdus[1:]})
    for hdu in hdus[1:]:
        header = hdu.header
        fits_name = hdu.name
        name = _name_of(fits_name)
        if str(header.get("XTENSION", "")).strip() != "IMAGE" or not fits_name or name in columns:
            others.append(hdu)
            continue
        length = hdu.size // max(abs(int(header["BITPIX"])) // 8, 1)
        if name not in KINDS and length != n_row:
            others.append(hdu)
            continue
        if length != n_row:
            raise PixTableError(
                f"{raw.name}: extension {fits_name} has {length} rows where "
                f"{hdus[1].name or 'the first'} has {n_row}"
            )
        stored = _TYPE_OF_BITPIX.get(int(header["BITPIX"]), "")
        column, slot = _describe(
            raw, name, fits_name, stored, hdu.offset, None, header, "BZERO", "BSCALE", "BUNIT"
        )
        columns[name], slots[name] = column, slot
    _check_complete(raw, columns)
    _check_rows(raw, n_row)
    return Layout("image", hdus[0].header, columns, slots, n_row, tuple(others))


def _table_form(raw: RawFile, hdus: list[Hdu]) -> Layout:
    header = hdus[1].header
    stride, n_row = int(header["NAXIS1"]), int(header["NAXIS2"])
    columns: dict[str, Column] = {}
    slots: dict[str, Slot] = {}
    at = hdus[1].offset
    for i in range(1, int(header.get("TFIELDS", 0)) + 1):
        found = _TFORM.match(str(header.get(f"TFORM{i}", "")))
        if found is None:
            raise PixTableError(f"{raw.name}: column {i} has a TFORM{i} that is not FITS")
        repeat = int(found[1] or 1)
        fits_name = str(header.get(f"TTYPE{i}", "")).strip()
        name = _name_of(fits_name)
        stored = _TYPE_OF_TFORM.get(found[2], "") if repeat == 1 else ""
        if name in KINDS or (stored and fits_name):
            column, slot = _describe(
                raw, name, fits_name, stored, at, stride, header, f"TZERO{i}", f"TSCAL{i}", f"TUNIT{i}"
            )
            columns[name], slots[name] = column, slot
        else:
            warnings.warn(
                f"{raw.name}: column {fits_name or i} is not one number a row, and is left out",
                PixTableWarning,
                stacklevel=2,
            )
        at += -(-repeat * _BITS_OF_TFORM[found[2]] // 8)
    if not columns:
        raise PixTableError(f"{raw.name} is not a pixel table: its binary table has no usable column")
    _check_complete(raw, columns)
    _check_rows(raw, n_row)
    if at - hdus[1].offset > stride or stride * n_row > hdus[1].size:
        raise PixTableError(
            f"{raw.name} has a binary table whose columns do not fit its rows of {stride} bytes; "
            "it was damaged, so get another copy"
        )
    return Layout("table", hdus[0].header, columns, slots, n_row, tuple(hdus[2:]))


def _describe(
    raw: RawFile,
    name: str,
    fits_name: str,
    stored: str,
    offset: int,
    stride: int | None,
    header: fits.Header,
    zero_key: str,
    scale_key: str,
    unit_key: str,
) -> tuple[Column, Slot]:
    """Column and slot of one stored column, refusing types that cannot be what the column should be."""
    where = f"{raw.name}: column {fits_name}"
    if not stored:
        raise PixTableError(f"{where} is not one number a row")
    zero = float(header.get(zero_key, 0.0) or 0.0)
    if float(header.get(scale_key, 1.0) or 1.0) != 1.0 or not zero.is_integer():
        raise PixTableError(f"{where} is scaled ({scale_key}, {zero_key}), which a pixel table must not be")
    dtype = np.dtype(stored)
    native = KINDS[name].dtype if name in KINDS else native_type(dtype, int(zero))
    if (native.kind == "f") != (dtype.kind == "f"):
        is_kind, should_be = ("floating-point numbers", "integers")[:: -1 if native.kind == "f" else 1]
        raise PixTableError(
            f"{where} holds {is_kind} where a pixel table has {should_be}; it was not written as one"
        )
    unit = str(header.get(unit_key, "") or "").strip()
    slot = Slot(offset, stride or dtype.itemsize, dtype, int(zero))
    return Column(name, KINDS[name].fits_name if name in KINDS else fits_name, native, unit), slot


def _check_complete(raw: RawFile, columns: Container[str]) -> None:
    missing = [kind.fits_name for kind in STANDARD if kind.name not in columns]
    if len(missing) > len(STANDARD) // 2:
        has = "none of its columns" if len(missing) == len(STANDARD) else f"no {', no '.join(missing)}"
        raise PixTableError(f"{raw.name} is a FITS file, but not a pixel table: it has {has}")
    if missing:
        raise PixTableError(f"{raw.name} has no {' and no '.join(missing)} column, which a pixel table needs")


def _check_rows(raw: RawFile, n_row: int) -> None:
    if n_row <= 0:
        raise PixTableError(f"{raw.name} holds no rows, so there is nothing to look at")
