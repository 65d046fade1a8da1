"""Synthetic pixel tables whose truth is known, for every test that needs a table.

`make_table` lays out rows as the instrument does, and computes what they decode to with formulas of its own;
`write_table` writes them with astropy alone, so that neither our reader nor our writer is tested with itself.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from astropy.io import fits

from pixviewer.core.geometry import State
from pixviewer.core.table.pixtable import PixTable

PREFIX = "HIERARCH ESO DRS MUSE PIXTABLE "
ARCSEC_PER_RAD = 180 / np.pi * 3600
FLUX = "10**(-20)*erg/s/cm**2/Angstrom"

FITS_NAMES = {
    "x": "xpos",
    "y": "ypos",
    "wave": "lambda",
    "data": "data",
    "flags": "dq",
    "variance": "stat",
    "origin": "origin",
    "weight": "weight",
}
STATES = tuple(str(state) for state in State)
POSITION_UNITS = {"pixel": "pix", "projected": "rad", "positioned": "deg"}

# From the slice table of the instrument's numbering document: CCD slices 1 to 12 in sky order.
SKY_OF_FIRST_TWELVE = {1: 9, 2: 8, 3: 1, 4: 10, 5: 7, 6: 2, 7: 11, 8: 6, 9: 3, 10: 12, 11: 5, 12: 4}


@dataclass(repr=False)
class Made:
    """A table in memory, and what its rows truly are."""

    state: str
    columns: dict[str, np.ndarray]
    header: fits.Header
    xi: np.ndarray
    eta: np.ndarray
    ra: np.ndarray
    dec: np.ndarray
    ifu: np.ndarray
    slice_no: np.ndarray
    x_det: np.ndarray
    y_det: np.ndarray
    exposure: np.ndarray
    n_exposure: int
    extensions: list[fits.BinTableHDU] = field(default_factory=list)

    def __len__(self):
        return self.columns["x"].size

    def __repr__(self):
        return f"<Made {self.state}, {len(self)} rows>"

    @property
    def data_unit(self):
        return "count" if self.state == "pixel" else FLUX

    def in_memory(self):
        """The table made of its arrays."""
        return PixTable.from_arrays(self.columns, self.header, state=self.state, data_unit=self.data_unit)

    def units(self):
        """Unit strings, by our names."""
        position, data = POSITION_UNITS[self.state], self.data_unit
        variance = f"{data}**2" if data == "count" else f"({data})**2"
        return {"x": position, "y": position, "wave": "Angstrom", "data": data, "variance": variance}


def make_table(
    state="projected",
    *,
    ifus=(5, 6, 7),
    n_slice=48,
    rows_per_slice=20,
    exposures=0,
    shuffled=False,
    weight=False,
    odd=0.0,
    extras=None,
    flat_field=False,
    ra0=338.2292,
    dec0=-60.5636,
    seed=1,
):
    """Make a pixel table.

    Parameters
    ----------
    state : {"pixel", "projected", "positioned"}
    ifus, n_slice, rows_per_slice
        Which slices have rows, and how many each.
    exposures : int
        0 for a table that is not combined, else how many exposures; each has XOFFSETs of its own.
    shuffled : bool
        Put the rows of each exposure in random order.
    weight : bool
        With a weight column.
    odd : float
        Share of rows that get a NaN or infinite position, and of rows with NaN data or wavelength.
    extras : dict, optional
        Further columns, by name, of the type they shall have.
    flat_field : bool
        With a PIXTABLE_FLAT_FIELD extension, in a file.
    ra0, dec0 : float
        Reference point in degrees.
    """
    rng = np.random.default_rng(seed)
    number, offsets = [], {}
    for k in range(1, max(exposures, 1) + 1):
        rows, found = _one_exposure(rng, ifus, n_slice, rows_per_slice, k)
        offsets[k] = found
        order = rng.permutation(rows["ifu"].size) if shuffled else slice(None)
        number.append({name: values[order] for name, values in rows.items()})
    rows = {name: np.concatenate([part[name] for part in number]) for name in number[0]}
    n = rows["ifu"].size

    columns = dict(zip(("x", "y"), _raw_positions(state, rows["xi"], rows["eta"], ra0, dec0), strict=True))
    columns["wave"] = rows["wave"].astype(np.float32)
    columns["data"] = rng.normal(50, 20, n).astype(np.float32)
    columns["flags"] = _flags(rng, n)
    columns["variance"] = rng.gamma(4, 25, n).astype(np.float32)
    columns["variance"][rng.random(n) < 0.01] = 0
    columns["origin"] = (
        rows["x_in_slice"] << 24 | (rows["y_det"] + 1) << 11 | rows["ifu"] << 6 | rows["slice_no"]
    ).astype(np.int32)
    if weight:
        columns["weight"] = (1 + 0.05 * rows["exposure"]).astype(np.float32)
    columns.update({name: np.asarray(values)[:n] for name, values in (extras or {}).items()})
    if odd:
        for name in ("x", "y", "data", "variance", "wave"):
            columns[name][rng.random(n) < odd] = np.nan
        columns["x"][rng.random(n) < odd] = np.inf
        columns["y"][rng.random(n) < odd] = -np.inf
        columns["wave"][rng.random(n) < odd] = -np.inf

    xi, eta, ra, dec = true_positions(state, columns["x"], columns["y"], ra0, dec0)
    return Made(
        state=state,
        columns=columns,
        header=_header(state, ifus, offsets, exposures, n, weight, ra0, dec0, columns),
        xi=xi,
        eta=eta,
        ra=ra,
        dec=dec,
        ifu=rows["ifu"],
        slice_no=rows["slice_no"],
        x_det=rows["x_det"],
        y_det=rows["y_det"],
        exposure=rows["exposure"],
        n_exposure=exposures,
        extensions=[_flat_field_hdu()] if flat_field else [],
    )


def _one_exposure(rng, ifus, n_slice, rows_per_slice, k):
    """Rows by IFU, slice and wavelength, with a true place in the plane; and the offsets of the slices."""
    parts, offsets = [], {}
    for ifu in ifus:
        for slice_no in range(1, n_slice + 1):
            n = rows_per_slice
            offset = 12 + 83 * (slice_no - 1) + ifu % 3 + 7 * k
            offsets[ifu, slice_no] = offset
            wave = np.sort(rng.uniform(4750, 9350, n))
            x_in_slice = rng.integers(20, 101, n)
            stack, place = divmod(slice_no - 1, 12)
            row = SKY_OF_FIRST_TWELVE[place + 1]
            parts.append(
                {
                    "ifu": np.full(n, ifu),
                    "slice_no": np.full(n, slice_no),
                    "wave": wave,
                    "x_in_slice": x_in_slice,
                    "x_det": offset + x_in_slice - 1,
                    "y_det": ((wave - 4600) / 1.25).astype(int),
                    "exposure": np.full(n, k),
                    "xi": 30 - 15 * stack - (x_in_slice - 20) * 0.2 + rng.uniform(-0.1, 0.1, n),
                    "eta": ((ifu - 12.5) * 12 + row - 6.5) * 0.2 + rng.uniform(-0.1, 0.1, n) + 0.3 * (k - 1),
                }
            )
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}, offsets


def _raw_positions(state, xi, eta, ra0, dec0):
    """What the table stores for a place in the plane, as float32."""
    if state == "pixel":
        return (-xi / 0.2).astype(np.float32), (eta / 0.2).astype(np.float32)
    if state == "projected":
        phi = np.arctan2(xi, -eta) % (2 * np.pi)
        return phi.astype(np.float32), -np.arctan(np.hypot(xi, eta) / ARCSEC_PER_RAD).astype(np.float32)
    ra, dec = _sky_of_direction(xi / ARCSEC_PER_RAD, eta / ARCSEC_PER_RAD, np.ones_like(xi), ra0, dec0)
    return (ra - ra0).astype(np.float32), (dec - dec0).astype(np.float32)


def true_positions(state, x, y, ra0, dec0):
    """Plane and sky position of raw coordinates, by vectors where the program uses angles."""
    x, y = x.astype(np.float64), y.astype(np.float64)
    if state == "pixel":
        return x, y, x, y
    with np.errstate(invalid="ignore"):
        if state == "projected":
            theta = y + np.pi / 2
            east, north, up = np.cos(theta) * np.sin(x), -np.cos(theta) * np.cos(x), np.sin(theta)
            ra, dec = _sky_of_direction(east, north, up, ra0, dec0)
        else:
            ra, dec = ra0 + x, dec0 + y
            east, north, up = _direction_of_sky(ra, dec, ra0, dec0)
        return ARCSEC_PER_RAD * east / up, ARCSEC_PER_RAD * north / up, ra, dec


def _basis(ra0, dec0):
    a, d = np.radians(ra0), np.radians(dec0)
    east = np.array([-np.sin(a), np.cos(a), 0.0])
    north = np.array([-np.sin(d) * np.cos(a), -np.sin(d) * np.sin(a), np.cos(d)])
    up = np.array([np.cos(d) * np.cos(a), np.cos(d) * np.sin(a), np.sin(d)])
    return east, north, up


def _sky_of_direction(east, north, up, ra0, dec0):
    """RA (within 180 degrees of the reference, so not wrapped at 0 h) and Dec of a direction."""
    vector = sum(
        np.multiply.outer(axis, part) for axis, part in zip(_basis(0.0, dec0), (east, north, up), strict=True)
    )
    ra = np.degrees(np.arctan2(vector[1], vector[0]))
    return ra0 + ra, np.degrees(np.arctan2(vector[2], np.hypot(vector[0], vector[1])))


def _direction_of_sky(ra, dec, ra0, dec0):
    a, d = np.radians(ra - ra0), np.radians(dec)
    vector = np.array([np.cos(d) * np.cos(a), np.cos(d) * np.sin(a), np.sin(d)])
    return tuple(axis @ vector for axis in _basis(0.0, dec0))


def _flags(rng, n):
    """Most rows good; some with one flag or two, bit 31 among them, as the file's signed integers."""
    bits = np.array([1 << b for b in (4, 5, 8, 9, 12, 13, 14, 20, 27, 30, 31)], np.int64)
    flags = np.zeros(n, np.int64)
    for share in (0.08, 0.02):
        is_hit = rng.random(n) < share
        flags[is_hit] |= rng.choice(bits, is_hit.sum())
    return flags.astype(np.uint32).view(np.int32)


def _header(state, ifus, offsets, exposures, n, weight, ra0, dec0, columns):
    header = fits.Header()
    header["OBJECT"] = "made up"
    header["RA"] = (float(ra0), "[deg] pointing")
    header["DEC"] = (float(dec0), "[deg] pointing")
    header["DATE-OBS"] = "2014-07-27T03:04:05.678"
    header["EXPTIME"] = 1500.0
    header["HIERARCH ESO INS MODE"] = "WFM-NOAO-N"
    header[PREFIX + "TYPE"] = "GEOFULL"
    if state != "pixel":
        word = "projected (intermediate)" if state == "projected" else "positioned (final)"
        header[PREFIX + "WCS"] = word
        header["CTYPE1"], header["CTYPE2"] = "RA---TAN", "DEC--TAN"
        header[PREFIX + "FLUXCAL"] = True
    if state == "positioned":
        header["CRVAL1"], header["CRVAL2"] = float(ra0), float(dec0)
    zero = (ra0, dec0) if state == "positioned" else (0.0, 0.0)
    with np.errstate(invalid="ignore"):
        for axis, name, start in (("X", "x", zero[0]), ("Y", "y", zero[1]), ("LAMBDA", "wave", 0.0)):
            finite = columns[name][np.isfinite(columns[name])].astype(np.float64)
            if finite.size:
                header[f"{PREFIX}LIMITS {axis} LOW"] = float(start + finite.min())
                header[f"{PREFIX}LIMITS {axis} HIGH"] = float(start + finite.max())
    # A card with no room left, for any longer value.
    header[PREFIX + "MERGED"] = (len(ifus), "of the IFUs of this instrument")
    if weight:
        header[PREFIX + "WEIGHTED"] = True
    if exposures:
        header[PREFIX + "COMBINED"] = exposures
    length = n // max(exposures, 1)
    for k, found in offsets.items():
        if exposures:
            header[f"{PREFIX}EXP{k} FIRST"] = (k - 1) * length
            header[f"{PREFIX}EXP{k} LAST"] = k * length - 1
        for (ifu, slice_no), offset in found.items():
            header[f"{PREFIX}EXP{k if exposures else 0} IFU{ifu:02d} SLICE{slice_no:02d} XOFFSET"] = offset
    return header


def _flat_field_hdu():
    wave = np.arange(4750, 4800, 1.25)
    columns = [
        fits.Column("lambda", "1D", "Angstrom", array=wave),
        fits.Column("data", "1D", array=wave / 4775),
    ]
    hdu = fits.BinTableHDU.from_columns(columns)
    hdu.header["EXTNAME"] = "PIXTABLE_FLAT_FIELD"
    return hdu


def write_table(
    made: Made,
    path: Path,
    form="image",
    *,
    upper=False,
    without=(),
    types=None,
    units=None,
    cut=None,
    further=(),
) -> Path:
    """Write a table by astropy.

    Parameters
    ----------
    made : Made
    path : path
    form : {"image", "table"}
    upper : bool
        With upper-case names, as one release of MPDAF did.
    without : names
        Columns to leave out.
    types : dict
        Types to store columns as, instead of float32 and int32; unsigned ones get a BZERO.
    units : dict
        Unit strings, by our names, instead of the pipeline's.
    cut : dict
        Lengths of columns, by our names, for files that are wrong.
    further : HDUs
        Extensions behind the columns, after those of the table itself.
    """
    hdus = fits.HDUList([fits.PrimaryHDU(header=made.header)])
    units = {**made.units(), **(units or {})}
    stored = {}
    for name, values in made.columns.items():
        if name in without:
            continue
        fits_name = FITS_NAMES.get(name, name)
        values = stored_as(values, (types or {}).get(name))[: (cut or {}).get(name)]
        stored[fits_name.upper() if upper else fits_name] = values, units.get(name, "")
    if form == "image":
        for fits_name, (values, unit) in stored.items():
            hdu = fits.ImageHDU(values.reshape(-1, 1))
            hdu.header["EXTNAME"] = fits_name
            if unit:
                hdu.header["BUNIT"] = unit
            hdus.append(hdu)
    else:
        hdus.append(
            fits.BinTableHDU.from_columns(
                [_table_column(fits_name, values, unit) for fits_name, (values, unit) in stored.items()]
            )
        )
    for hdu in (*made.extensions, *further):
        hdus.append(hdu)
    hdus.writeto(path, overwrite=True)
    return Path(path)


def stored_as(values, dtype):
    """Values of a column in another type; integers keep their lowest bits."""
    if dtype is None or np.dtype(dtype).kind == "f":
        return values if dtype is None else values.astype(dtype)
    return values.astype(np.int64).astype(dtype)


def _table_column(name, values, unit):
    code = {"f4": "E", "f8": "D", "i2": "I", "i4": "J", "i8": "K", "u1": "B", "u2": "I", "u4": "J", "u8": "K"}
    zero = {"u2": 1 << 15, "u4": 1 << 31, "u8": 1 << 63}.get(values.dtype.str[1:])
    return fits.Column(name, code[values.dtype.str[1:]], unit or None, bzero=zero, array=values)


def read_columns(path):
    """Columns of a pixel table in either form, by FITS name in lower case, read by astropy."""
    with fits.open(path, memmap=False) as hdus:
        if isinstance(hdus[1], fits.BinTableHDU):
            return {name.lower(): np.array(hdus[1].data[name]) for name in hdus[1].columns.names}
        return {
            str(hdu.header["EXTNAME"]).lower(): np.array(hdu.data)[:, 0]
            for hdu in hdus[1:]
            if isinstance(hdu, fits.ImageHDU)
        }
