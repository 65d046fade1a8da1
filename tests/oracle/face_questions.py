"""The same calls to MPDAF and to our face: no function here knows which of them answers.

Run by an interpreter that has MPDAF: ``python face_questions.py table|image|sky|selfcal|factors FILE``, with
the answers as JSON on standard output. Left out is what the table of departures says: stacks, limits of
positioned tables, detector x of combined tables, rows outside a mask.
"""

import json
import sys
import tempfile
import types
import warnings
import zlib
from pathlib import Path

import astropy.units as u
import numpy as np
from astropy.io import fits

FLOATS = ("xpos", "ypos", "lambda", "data", "stat")
INTEGERS = ("dq", "origin")
LIMITS = [f"LIMITS {axis} {end}" for axis in ("X", "Y", "LAMBDA", "IFU", "SLICE") for end in ("LOW", "HIGH")]
N_SAMPLE = 12


def crc(values, dtype):
    return zlib.crc32(np.ascontiguousarray(values, dtype).tobytes())


def numbers(values):
    """Some of the values of an array, as JSON knows them."""
    flat = np.ravel(np.asarray(values, float))
    return flat[np.unique(np.linspace(0, flat.size - 1, N_SAMPLE).astype(int))].tolist()


def columns(table, ksel=None):
    found = {name: crc(getattr(table, f"get_{name}")(ksel), "<f4") for name in FLOATS}
    found |= {name: crc(getattr(table, f"get_{name}")(ksel), "<i4") for name in INTEGERS}
    weight = table.get_weight(ksel)
    return found | {"weight": None if weight is None else crc(weight, "<f4")}


def described(table, limits=LIMITS):
    if table is None:
        return None
    wanted = ["MERGED", "COMBINED", "EXP1 FIRST", "EXP1 LAST", "EXP2 FIRST", "EXP2 LAST", *limits]
    cards = {key: table.get_keyword(key, None) for key in wanted}
    return {
        "nrows": int(table.nrows),
        "nifu": int(table.nifu),
        "columns": columns(table),
        "cards": plain(cards),
    }


def plain(cards):
    return {key: value if value is None else float(value) for key, value in cards.items()}


def marked(mask):
    mask = np.asarray(mask)
    return {"type": mask.dtype.kind, "n": int(mask.sum()), "crc": crc(mask, "u1")}


def unit_of(unit, other):
    return float((1 * unit).to(other).value)


def header_facts(table):
    return {
        "repr": repr(table),
        "nrows": int(table.nrows),
        "nifu": int(table.nifu),
        "ima": bool(table.ima),
        "fluxcal": bool(table.fluxcal),
        "skysub": bool(table.skysub),
        "projection": table.projection,
        "centre": [float(table.xc), float(table.yc)],
        "wcs": [bool(table.wcs == unit) for unit in (u.pix, u.rad, u.deg)],
        "wave": unit_of(table.wave, u.nm),
        "unit_data": unit_of(
            table.unit_data, u.ct if table.unit_data == u.ct else u.erg / u.s / u.cm**2 / u.AA
        ),
        "missing": table.get_keyword("NO SUCH", 5),
        "attributes": [getattr(table, name) is None for name in ("xpos", "lbda", "data", "origin")],
    }


def getters(table):
    n = table.nrows
    data = table.get_data()
    flagged = np.where(table.get_dq() != 0)
    some = [1, 5, n // 2, 5, n - 1]
    mixed = table.get_row(some)
    one = table.get_row(7)
    found = {
        "all": columns(table),
        "where": columns(table, flagged) if flagged[0].size else None,
        "mask": columns(table, data > np.median(data)),
        "numbers": columns(table, some),
        "row": {name: float(value) for name, value in one.items()},
        "rows": {name: numbers(values) for name, values in mixed.items()},
        "by name": [crc(table.get_column(name), "<f4") for name in ("xpos", "lambda")],
        "nm": numbers(table.get_lambda(unit=u.nm)),
        "nm of some": numbers(table.get_lambda(ksel=some, unit=u.nm)),
        "exposure": None,
    }
    if table.wcs != u.pix:
        found["arcsec"] = numbers(table.get_ypos(unit=u.arcsec))
    other = u.kct if table.unit_data == u.ct else u.erg / u.s / u.cm**2 / u.nm
    found["data"] = numbers(table.get_data(unit=other))
    found["stat"] = numbers(table.get_stat(some, unit=other**2))
    exposure = table.get_exp()
    if exposure is not None:
        found["exposure"] = crc(exposure, "<f4")
    return found


def positions(table):
    x, y = table.get_pos_sky()
    rows = [3, 1000, table.nrows - 1]
    x3, y3 = table.get_pos_sky(table.get_xpos(rows), table.get_ypos(rows))
    return {
        "x": numbers(x),
        "y": numbers(y),
        "type": x.dtype.str,
        "means": [float(x.mean()), float(y.mean())],
        "of some": [*map(float, x3), *map(float, y3)],
    }


def apertures(table):
    """A circle and two squares around rows of the table."""
    x, y = table.get_pos_sky()
    size = 1.0 if table.wcs in (u.deg, u.rad) else 4.0
    a, b = table.nrows // 3, table.nrows // 2
    circle = (float(y[a]), float(x[a]), 2 * size, "C")
    squares = [(float(y[a]), float(x[a]), size, "S"), (float(y[b]), float(x[b]), 1.5 * size, "S")]
    return circle, squares


def criteria(table):
    wave = table.get_lambda()
    low, high = float(wave.min()), float(wave.max())
    step = (high - low) / 8
    ypix = table.origin2ypix(table.get_origin())
    y_low, y_high = int(ypix.min()), int(ypix.max())
    ifu = int(table.origin2ifu(table.get_origin([0]))[0])
    middle = (y_low + y_high) // 2
    circle, squares = apertures(table)
    asked = [
        {},
        {"lbda": (low + step, low + 2 * step)},
        {"lbda": [(low, low + step), (high - step, high)]},
        {"ifu": ifu},
        {"ifu": [ifu, ifu + 1]},
        {"ifu": 24 if ifu != 24 else 1},
        {"sl": 13},
        {"sl": (1, 13, 48)},
        {"ypix": [(y_low, middle)]},
        {"ypix": [(y_low, y_low + 2), (y_high - 2, y_high)], "sl": [1, 2, 3]},
        {"sky": circle},
        {"sky": squares},
        {"sky": circle, "lbda": (low + step, high - step)},
        {"sky": circle, "sl": [13], "method": "or"},
        {"lbda": (low, low + step), "ifu": ifu, "sl": [7, 8, 9], "ypix": [(middle, y_high)]},
        {"method": "or"},
        {"ifu": []},
        {"sl": [], "lbda": (low, low + step), "method": "or"},
    ]
    if not is_combined(table):
        return [*asked, {"xpix": [(1000, 1400), (3000, 3010)]}, {"xpix": [(0, 2048)], "sl": [5, 30]}]
    return [
        *asked,
        {"exp": [1]},
        {"exp": [2]},
        {"exp": [2], "sl": [7, 8]},
        {"exp": [1], "sl": [3], "method": "or"},
    ]


def is_combined(table):
    return table.get_keyword("COMBINED", None) is not None


def selections(table):
    origin = table.get_origin()
    circle, squares = apertures(table)
    wave = table.get_lambda()
    middle = float(np.median(wave))
    ypix = int(table.origin2ypix(origin).min())
    found = {
        "lambda": table.select_lambda([(middle, middle + 1)]),
        "lambda in nm": table.select_lambda([(middle / 10, middle / 10 + 0.2)], unit=u.nm),
        "slices": table.select_slices([2, 40]),
        "slices of origins": table.select_slices([2, 40], origin=origin),
        "ifus": table.select_ifus([12]),
        "ifus of origins": table.select_ifus([12], origin=origin),
        "ypix": table.select_ypix([(ypix, ypix + 3)]),
        "ypix of origins": table.select_ypix([(ypix, ypix + 3)], origin=origin),
        "circle": table.select_sky([circle]),
        "squares": table.select_sky(squares),
    }
    if is_combined(table):
        found["exp"] = table.select_exp([2], table.get_exp())
    else:
        found["xpix"] = table.select_xpix([(500, 900)])
        found["xpix of origins"] = table.select_xpix([(500, 900)], origin=origin)
    return {name: marked(mask) for name, mask in found.items()}


def extractions(table, folder):
    limits = LIMITS if table.wcs != u.deg else LIMITS[4:]
    found = {str(i): described(table.extract(**args), limits) for i, args in enumerate(criteria(table))}
    mask = np.arange(table.nrows) % 7 == 2
    found["mask"] = described(table.extract_from_mask(mask), limits)
    found["no mask"] = described(table.extract_from_mask(mask & ~mask), limits)
    target = str(folder / "taken.fits")
    taken = table.extract(filename=target, sl=[4, 5])
    found["filename"] = [taken.filename == target, taken.ima, taken.hdulist is None]
    found["attributes"] = [getattr(taken, name).shape[0] for name in ("xpos", "lbda", "data", "origin")]
    return found


def origins(table):
    rows = np.array([0, 17, table.nrows // 2, table.nrows - 1])
    origin = table.get_origin(rows)
    found = {
        "ifu": table.origin2ifu(origin).tolist(),
        "slice": table.origin2slice(origin).tolist(),
        "ypix": table.origin2ypix(origin).tolist(),
        "one": [int(table.origin2ifu(int(origin[1]))), int(table.origin2ypix(int(origin[1])))],
    }
    if not is_combined(table):
        found["xpix"] = table.origin2xpix(origin).tolist()
        found["xoffset"] = table.origin2xoffset(origin).tolist()
        found["coords"] = [np.asarray(part).tolist() for part in table.origin2coords(origin)]
        found["one x"] = [int(table.origin2xpix(int(origin[1]))), int(table.origin2xoffset(int(origin[1])))]
        found["of all"] = crc(table.origin2xpix(table.get_origin()), "<i4")
    return found


def changes(table):
    limits = LIMITS if table.wcs != u.deg else LIMITS[4:]
    other = table.copy()
    ksel = np.where(other.get_dq() == 0)
    other.set_data(other.get_data() * 2.0)
    other.set_stat(1.0, ksel=ksel)
    other.set_lambda(other.get_lambda().astype(float) / 10, unit=u.nm)
    other.set_lambda(5000.0, ksel=(np.array([0]),))
    other.set_xpos(np.float32(0.5) * other.get_xpos())
    other.set_ypos(other.get_ypos([3, 4]), ksel=[5, 6])
    other.set_dq(64, ksel=np.arange(10))
    origin = other.get_origin()
    origin[:] = (origin & ~0x3F) | 11
    other.set_origin(origin)
    other.set_keyword("FLUXCAL", True)
    return {"changed": described(other, limits), "fluxcal": other.fluxcal, "as before": columns(table)}


def written(api, table, folder):
    target = str(folder / "written.fits")
    other = table.copy()
    other.write(target)
    again = api.PixTable(target)
    found = {
        "filename": other.filename == target,
        "again": columns(again),
        "repr": repr(again),
        "ima": other.ima,
    }
    again.hdulist.close()
    arrays = [
        getattr(table, f"get_{name}")() for name in ("xpos", "ypos", "lambda", "data", "dq", "stat", "origin")
    ]
    units = {"wcs": table.wcs, "wave": table.wave, "unit_data": table.unit_data}
    header, weight = table.primary_header, table.get_weight()
    api.write(str(folder / "columns.fits"), *arrays, weight, primary_header=header, **units)
    again = api.PixTable(str(folder / "columns.fits"))
    found["columns"] = columns(again)[FLOATS[0]], columns(again)["origin"], again.nrows
    again.hdulist.close()
    memory = api.PixTable(None, *arrays, weight, primary_header=header, **units)
    return found | {"memory": described(memory), "memory repr": repr(memory)}


def detector(table):
    if is_combined(table):
        return None
    ifu = int(table.origin2ifu(table.get_origin([0]))[0])
    one = table.extract(ifu=ifu)
    one.nifu = 1
    image = one.reconstruct_det_image()
    wave = one.reconstruct_det_waveimage()
    part = one.reconstruct_det_image(xstart=0, xstop=4095)
    found = {"corner": corner(image), "wave corner": corner(wave), "unit": wave.unit == table.wave}
    for name, made in (("image", image), ("wave", wave), ("part", part)):
        values = np.ma.getdata(made.data)
        found[name] = [*made.shape, int(np.isnan(values).sum()), crc(np.nan_to_num(values), "<f8")]
    return found


def corner(image):
    """World coordinates of the first pixel, x and y."""
    if hasattr(image.wcs, "pix2sky"):
        return np.ravel(image.wcs.pix2sky([0, 0]))[::-1].tolist()
    return [float(w) for w in image.wcs.wcs_pix2world(0, 0, 0)]


def make_mask(table, path):
    """An image of disks over the whole field and more, so that no row lies outside."""
    x, y = table.get_pos_sky()
    cos = np.cos(np.radians(y.mean()))
    n_x, n_y = (int(np.ptp(v) * s * 3600 / 0.5) + 20 for v, s in ((x, cos), (y, 1.0)))
    header = fits.Header()
    for axis, kind, centre, n, step in ((1, "RA---TAN", x, n_x, -0.5), (2, "DEC--TAN", y, n_y, 0.5)):
        header[f"CTYPE{axis}"], header[f"CUNIT{axis}"] = kind, "deg"
        header[f"CRVAL{axis}"], header[f"CRPIX{axis}"] = float(np.min(centre) + np.ptp(centre) / 2), n / 2
        header[f"CD{axis}_{axis}"] = step / 3600
    row, col = np.indices((n_y, n_x))
    values = ((row % 9 - 4) ** 2 + (col % 9 - 4) ** 2 < 8).astype(np.uint8)
    fits.HDUList([fits.PrimaryHDU(), fits.ImageHDU(values, header, name="DATA")]).writeto(
        path, overwrite=True
    )


def masks(api, table, folder):
    found = {"none": marked(table.mask_column())}
    if table.wcs == u.pix:
        return found
    path = str(folder / "disks.fits")
    make_mask(table, path)
    mask = table.mask_column(path)
    mask.write(str(folder / "column.fits"))
    again = api.PixTableMask(filename=str(folder / "column.fits"))
    name = Path(str(table.filename)).name
    names = [again.maskfile, again.pixtable == name, mask.maskfile == path, mask.pixtable == table.filename]
    return found | {"disks": marked(mask.maskcol), "again": marked(again.maskcol), "names": names}


def slices(api):
    names = ("ccd2sky", "sky2ccd", "sky2optical", "ccd2optical")
    found = {name: [getattr(api.Slicer, name)(i) for i in range(50)] for name in names}
    pairs = [(stack, row) for stack in range(6) for row in range(14)]
    return found | {
        name: [getattr(api.Slicer, name)(p) for p in pairs] for name in ("optical2sky", "optical2ccd")
    }


def empty(api):
    table = api.PixTable(None)
    return [
        table.nrows,
        table.nifu,
        table.extract(),
        table.get_data(),
        table.get_exp(),
        table.reconstruct_det_image(),
    ]


def answers(api, path):
    """All answers of one implementation about one table."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as name:
        warnings.simplefilter("ignore")
        folder = Path(name)
        table = api.PixTable(str(path))
        return {
            "header": header_facts(table),
            "getters": getters(table),
            "positions": positions(table),
            "selections": selections(table),
            "extractions": extractions(table, folder),
            "origins": origins(table),
            "changes": changes(table),
            "written": written(api, table, folder),
            "detector": detector(table),
            "masks": masks(api, table, folder),
            "slicer": slices(api),
            "empty": empty(api),
        }


def of_image(api, path):
    """All answers about one image of the sky."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        image = api.Image(str(path))
        top = image.peak()
        around = (top["y"] + 2e-4, top["x"] - 2e-4)
        target = str(Path(folder) / "image.fits")
        image.write(target)
        again = api.Image(target)
        return {
            "shape": list(image.shape),
            "unit": unit_of(image.unit, u.erg / u.s / u.cm**2 / u.AA),
            "n_masked": int(np.sum(image.mask)),
            "sum": float(np.nansum(np.ma.getdata(image.data))),
            "step": [float(step) for step in image.get_step(unit=u.arcsec)],
            "rot": float(image.get_rot()),
            "corner": corner(image),
            "peak": top,
            "near": image.peak(center=around, radius=3),
            "oblong": image.peak(center=around, radius=(2, 4), dpix=1),
            "pixels": image.peak(center=(8, 20), radius=6, unit_center=None, unit_radius=None),
            "highest": image.peak(dpix=0),
            "background": image.peak(background=200.0, dpix=3),
            "variance": None if image.var is None else float(np.nansum(image.var)),
            "again": [*again.shape, corner(again), again.peak()],
        }


def of_sky(api, path):
    """Sky spectra, which MPDAF makes up to 3.1."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = api.PixTable(str(path))
        bright = table.get_data() > np.percentile(table.get_data(), 90)
        mask = api.PixTableMask(maskfile="made up", maskcol=bright, pixtable="made up")
        found = {}
        for name, settings in {
            "plain": {},
            "masked": {"pixmask": mask},
            "narrow": {"dlbda": 1.25, "nclip": (2.0, 1.5), "nmax": 4},
            "once": {"nmax": 0, "nstop": 10},
        }.items():
            made = table.sky_ref(**settings)
            found[name] = {
                "data": np.ma.getdata(made.data).tolist(),
                "range": [float(end) for end in made.get_range()],
                "step": float(made.get_step()),
            }
        return found


def sparse(values, usual):
    """Cells that differ from what is usual, by number; NaN as a word, which JSON does not know."""
    flat = np.ma.filled(np.ma.asarray(values, float), np.nan).ravel()
    return {str(k): "NaN" if np.isnan(flat[k]) else flat[k] for k in np.flatnonzero(flat != usual).tolist()}


def of_selfcal(api, path):
    """Self-calibrations, which MPDAF makes up to 3.1: what is given back, set in the table, and written."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as name:
        warnings.simplefilter("ignore")
        folder = Path(name)
        usual = api.pixtable.SKY_SEGMENTS
        plain = api.PixTable(str(path))
        bright = plain.get_data() > np.percentile(plain.get_data(), 90)
        mask = api.PixTableMask(maskfile="/some/where/disks.fits", maskcol=bright, pixtable="made up")
        found = {}
        for case, settings, segments in (
            ("plain", {}, usual),
            ("masked", {"pixmask": mask, "corr_clip": 2.0, "logfile": str(folder / "log.txt")}, usual),
            ("other bins", {"pixmask": mask}, [4000, 6000, 7400, 7500, 7600, 7800, 9300]),
        ):
            api.pixtable.SKY_SEGMENTS = segments
            try:
                found[case] = calibrated(api, path, settings, folder)
            finally:
                api.pixtable.SKY_SEGMENTS = usual
        return found | {"log": (folder / "log.txt").stat().st_size > 0}


def calibrated(api, path, settings, folder):
    table = api.PixTable(str(path))
    other = table.copy()
    made = other.selfcalibrate(**settings)
    target = str(folder / "calibrated.fits")
    given = str(folder / "factors.fits")
    made.write(given)
    again = api.PixTableAutoCalib(given)
    found = {
        "names": [made.method, made.maskfile, made.pixtable == Path(str(path)).name],
        "columns": made.as_table().colnames,
        "cells": [crc(getattr(made, column), "<i4") for column in ("ifu", "sli", "quad", "npts")],
        "corr": sparse(made.corr, 1.0),
        "again": [again.method, again.maskfile, crc(again.npts, "<i4"), sparse(again.corr, 1.0)],
        "data": [other.get_data().dtype.kind, other.get_data().itemsize, *numbers(other.get_data())],
        "stat": numbers(other.get_stat()),
        "some": numbers(other.get_data([3, 4000])),
        "in memory": [getattr(other, column) is not None for column in ("data", "stat", "lbda")],
        "means": [float(other.get_data().mean()), float(other.get_stat().mean())],
        "cards": [
            str(card.value).strip()
            for card in other.primary_header["MPDAF METH*"].cards
            if "VERSION" not in card.keyword
        ],
        "as before": columns(table),
    }
    other.write(target)
    again = api.PixTable(target)
    return found | {"written": columns(again), "written nrows": int(again.nrows)}


def of_factors(api, path):
    """Factors of several exposures merged: those of a file, and of two that are made of it."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as name:
        warnings.simplefilter("ignore")
        files = [str(Path(name) / f"{i}.fits") for i in range(12)]
        for i, file in enumerate(files):
            with fits.open(path) as hdus:
                cells = hdus[1].data
                cells["corr"] *= 1 + 0.01 * ((cells["sli"] * (i + 3)) % 7)
                cells["corr"][(cells["ifu"] == 13) & (cells["sli"] == 5)] *= 1 + 2.0 * (i == 4)
                cells["npts"][(cells["ifu"] == 12) & (cells["sli"] % 5 == 0) & (i % 3 == 0)] = 0
                hdus.writeto(file)
        target = str(Path(name) / "merged.fits")
        found = {}
        for case, some in (("one", files[:1]), ("three", files[:3]), ("twelve", files)):
            merged = api.merge_autocal_factors(some)
            few = merged[(merged["ifu"] >= 11) & (merged["ifu"] <= 13) & (merged["quad"] > 10)]
            found[case] = {
                "columns": merged.colnames,
                "cells": [crc(merged[column], "<i4") for column in ("ifu", "sli", "quad", "nkeep", "nrej")],
                "corr": sparse(few["corr"], 1.0),
                "std_corr": sparse(few["std_corr"], 0.0),
                "sums": [float(np.nansum(merged[column])) for column in ("corr", "std_corr")],
            }
        api.merge_autocal_factors(files, target)
        with fits.open(target) as hdus:
            found["file"] = [hdus[1].columns.names, crc(hdus[1].data["nkeep"], "<i4")]
        return found


def mpdaf():
    from mpdaf.drs import PixTable, PixTableMask, pixtable
    from mpdaf.MUSE import Slicer
    from mpdaf.obj import Image

    return types.SimpleNamespace(
        Image=Image,
        PixTable=PixTable,
        PixTableMask=PixTableMask,
        PixTableAutoCalib=getattr(pixtable, "PixTableAutoCalib", None),  # up to 3.1
        Slicer=Slicer,
        merge_autocal_factors=getattr(pixtable, "merge_autocal_factors", None),
        pixtable=pixtable,
        write=pixtable.write,
    )


TOPICS = {
    "table": answers,
    "image": of_image,
    "sky": of_sky,
    "selfcal": of_selfcal,
    "factors": of_factors,
}

if __name__ == "__main__":
    json.dump(TOPICS[sys.argv[1]](mpdaf(), sys.argv[2]), sys.stdout, default=float)
