"""An image file that the sky image can show instead of the reconstructed one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psygnal import Signal

from pixviewer.core.progress import Progress
from pixviewer.model.coordinates import dms, hms
from pixviewer.model.deciding import Decider
from pixviewer.model.jobs import Runner
from pixviewer.model.resolve import ImageRequest, TableFacts
from pixviewer.model.state import FILE, Display
from pixviewer.model.tools.inquiry import Inquiry
from pixviewer.model.units import pretty_unit

if TYPE_CHECKING:
    from pixviewer.core.io.sky_images import ImageInfo, SkyImage
    from pixviewer.core.products.image import Image
    from pixviewer.core.table.pixtable import PixTable


@dataclass(frozen=True, slots=True)
class FileImageRequest(ImageRequest):
    """The image of a file; ``number`` tells it from every other opened before."""

    number: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class OpenedImage:
    """An image file, read."""

    path: Path
    number: int
    image: "SkyImage"


class Backdrop:
    """Opens image files, and keeps the newest."""

    changed = Signal()
    failed = Signal(str, Exception)

    def __init__(self, runner: Runner, decider: Decider) -> None:
        self.inquiry = Inquiry(runner, "image file")
        self.opened: OpenedImage | None = None
        self._decider = decider
        self._n_opened = 0
        self._table: PixTable | None = None
        self.inquiry.changed.connect(self._on_changed)

    def set_table(self, table: "PixTable | None", facts: TableFacts | None) -> None:
        """Have no image: another table is open."""
        self._table, self.opened = table, None
        self.inquiry.forget()
        self.changed.emit()

    @property
    def info(self) -> "ImageInfo | None":
        """Where the image lies."""
        return self.opened.image.info if self.opened else None

    def open(self, path: Path | str) -> None:
        """Open an image file in the background, and show it."""
        table = self._table
        if table is None:
            return
        path = Path(path).absolute()
        self._n_opened += 1
        self.inquiry.ask(
            (path, self._n_opened),
            partial(_open, path, self._n_opened, table),
            f"Opening {path.name}",
            self._on_opened,
        )

    def restore(self, path: Path, display: Display) -> None:
        """Open the image that a project shows, without a decision of its own.

        Parameters
        ----------
        path : Path
        display : Display
            Of the sky image, once the file is there.
        """
        table = self._table
        if table is None:
            return

        def arrived(opened: OpenedImage) -> None:
            self.opened = opened
            self.changed.emit()
            self._decider.restore(replace(self._decider.now, image=display))

        self._n_opened += 1
        ask = partial(_open, path, self._n_opened, table)
        self.inquiry.ask((path, self._n_opened), ask, f"Opening {path.name}", arrived)

    def request(self, facts: TableFacts) -> FileImageRequest | None:
        """What the sky image asks for, None when there is no image."""
        if self.opened is None:
            return None
        return FileImageRequest(facts.number, None, FILE, number=self.opened.number)

    def placing(self, table: "PixTable") -> "Callable[[Progress], Image]":
        """Work that places the present image on the plane of a table."""
        assert self.opened is not None
        return partial(_place, self.opened, table)

    def _on_changed(self) -> None:
        if self.inquiry.error is not None:
            self.failed.emit("Opening the image", self.inquiry.error)

    def _on_opened(self, opened: OpenedImage) -> None:
        self.opened = opened
        self.changed.emit()
        shown = self._decider.display.image
        # Limits that were typed for a mean of the table mean nothing here.
        limits = "ZScale" if shown.limits == "User" else shown.limits
        display = replace(shown, by=FILE, limits=limits, low=None, high=None)
        self._decider.decide(f"show {opened.path.name}", image=display)


def _open(path: Path, number: int, table: "PixTable", progress: Progress) -> OpenedImage:
    from pixviewer.core.io.sky_images import place, read_sky_image

    image = read_sky_image(path, table)
    place(image, table, progress)  # here, so that one of another field is refused before anything changes
    return OpenedImage(path, number, image)


def _place(opened: OpenedImage, table: "PixTable", progress: Progress) -> "Image":
    from pixviewer.core.io.sky_images import place

    return place(opened.image, table, progress)


def info_rows(info: "ImageInfo") -> list[tuple[str, str]]:
    """What there is to say of an image, as pairs of name and text."""
    n_y, n_x = info.shape
    unit = "″" if info.is_sky else " pix"
    if info.is_sky:
        centre = [
            ("Centre", f"{hms(info.ra)}  {dms(info.dec)}".replace("-", "−")),
            ("", f"{info.ra:.7f}°  {info.dec:+.7f}°".replace("-", "−")),
        ]
    else:
        centre = [("Centre", f"{info.ra:.1f}, {info.dec:.1f} pix".replace("-", "−"))]
    return [
        ("Pixels", f"{n_x} × {n_y}"),
        *centre,
        ("Size", f"{info.width:.3f}{unit} × {info.height:.3f}{unit}"),
        ("Step", f"{info.step_x:.4f}{unit} × {info.step_y:.4f}{unit}"),
        ("Rotation", f"{info.rotation:.2f}° (y axis to north, eastwards)".replace("-", "−")),
        ("Unit", pretty_unit(info.unit) or "none"),
        ("Variance", "present" if info.has_variance else "none"),
    ]
