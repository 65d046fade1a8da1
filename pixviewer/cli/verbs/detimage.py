"""`pixviewer detimage`: rows back on the detectors where they were counted, as FITS."""

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pixviewer.cli.arguments import UsageError, add_json, add_output, path
from pixviewer.cli.criteria import add_selection, command_options, expression
from pixviewer.cli.factors import add_factors, factors_options, seen
from pixviewer.cli.session import NothingSelected, Session, check_output, command_line
from pixviewer.core.numerals import join_numbers

if TYPE_CHECKING:
    from pixviewer.core.geometry import Frame
    from pixviewer.core.products.detector import DetectorImage
    from pixviewer.core.table.pixtable import PixTable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        f"{parser.description} Each IFU of --ifu LIST, which is needed, gets an image of its rows that the "
        "other criteria select."
    )
    parser.add_argument("file", type=path, metavar="FILE", help="pixel table")
    parser.add_argument(
        "out", type=path, metavar="OUT.fits", help="images to write, an extension for each IFU"
    )
    parser.add_argument(
        "--quantity",
        default="data",
        metavar="COLUMN|snr|count|slice",
        help="what is shown: a column, by our name or that in the file (data by default, lambda, dq, …), "
        "snr, the number of rows, or the CCD slice",
    )
    parser.add_argument("--crop", action="store_true", help="the box around the rows, not the whole detector")
    add_factors(parser)
    add_selection(parser)
    add_output(parser)
    add_json(parser)


def run(arguments: argparse.Namespace, session: Session) -> None:
    """Make the images and write them."""
    from pixviewer.core.io.detector_images import write_detector_images
    from pixviewer.core.table.selection import Selection

    ifus = Selection(ifu=arguments.in_ifu).ifu
    if not ifus:
        raise UsageError("--ifu LIST is needed: the IFUs to make detector images of, such as --ifu 5,7-9")
    check_output(arguments.out, overwrite=arguments.overwrite, protect=arguments.file)
    with session.open(arguments.file) as table:
        criteria = _without_ifu(arguments, table.frame)
        quantity = _our_name(table, arguments.quantity)
        options = [] if quantity == "data" else ["--quantity", quantity]
        options += ["--crop"] if arguments.crop else []
        options += factors_options(arguments)
        command = command_line(
            "detimage",
            arguments.file,
            arguments.out,
            *("--ifu", join_numbers(ifus)),
            *command_options(criteria, table.frame),
            *options,
        )
        made = _Made(seen(table, arguments, session), ifus, quantity, criteria, session)
        write_detector_images(
            made.images(),
            arguments.out,
            table=table,
            overwrite=arguments.overwrite,
            protect=[arguments.file],
            command=command,
            n_bytes=made.n_bytes(),
        )
    plain = {
        "file": str(arguments.out),
        "ifus": list(made.shapes),
        "quantity": quantity,
        "unit": made.unit,
        "shape": made.shapes,
        "pixels": made.n_pixel,
        "rows": made.n_row,
        "command": command,
    }
    session.result(
        plain,
        f"{arguments.out}: {quantity} of {made.n_row:,} rows on {made.n_pixel:,} pixels of "
        f"IFU {join_numbers(made.shapes)}",
    )


def _without_ifu(arguments: argparse.Namespace, frame: "Frame") -> argparse.Namespace:
    """The criteria but for --ifu, which chooses detectors: --match any and --invert leave it alone."""
    criteria = argparse.Namespace(**{**vars(arguments), "in_ifu": []})
    if expression(argparse.Namespace(**{**vars(criteria), "match": "all", "invert": False}), frame) is None:
        criteria.match = "all"  # any of no criteria would be nothing
    return criteria


def _our_name(table: "PixTable", name: str) -> str:
    """Our name of a column that may be given by that in the file."""
    from pixviewer.core.table.columns import NAME_OF_FITS

    return name if name in table.columns else NAME_OF_FITS.get(name.lower(), name)


class _Made:
    """Images made one after the other, and what is to be told of them when they are gone."""

    def __init__(
        self,
        table: "PixTable",
        ifus: Sequence[int],
        quantity: str,
        arguments: argparse.Namespace,
        session: Session,
    ) -> None:
        self._table = table
        self._ifus = ifus
        self._quantity = quantity
        self._selected = expression(arguments, table.frame)
        self._crop = arguments.crop
        self._session = session
        self.shapes: dict[int, list[int]] = {}
        self.unit = ""
        self.n_pixel = self.n_row = 0

    def n_bytes(self) -> int:
        """Size of the images of whole detectors; of cropped ones nobody knows before they are made."""
        from pixviewer.core.products.detector import N_COLUMN, N_ROW

        here = set(self._ifus) & set(self._table.ensure_blocks(self._session.progress).ifus)
        return 0 if self._crop else len(here) * N_COLUMN * N_ROW * 4

    def images(self) -> "Iterator[DetectorImage]":
        """Make the image of each IFU that has rows."""
        from pixviewer.core.products.detector import detector_image

        without = []
        for ifu in self._ifus:
            image = detector_image(
                self._table,
                ifu,
                self._selected,
                quantity=self._quantity,
                crop=self._crop,
                progress=self._session.progress,
            )
            if image.n_row == 0:
                without.append(ifu)
                continue
            n_y, n_x = image.value.shape
            self.shapes[ifu] = [n_y, n_x]
            self.unit = image.unit
            self.n_pixel += image.n_pixel
            self.n_row += image.n_row
            yield image
        if not self.shapes:
            raise NothingSelected(
                f"no selected row of {self._table.name} has a pixel on the detector of "
                f"IFU {join_numbers(self._ifus)}; no file was written"
            )
        if without:
            self._session.note(
                f"no selected row has a pixel on the detector of IFU {join_numbers(without)}: no image of it"
            )
