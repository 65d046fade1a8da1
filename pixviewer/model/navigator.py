"""Verbs for where the user looks: not undone, but gone back and forward in."""

from psygnal import Signal

from pixviewer.core.geometry import Frame
from pixviewer.model.coordinates import parse_pixels, parse_position
from pixviewer.model.state import Bounds, ViewState

MAX_PLACES = 100
# A view narrower than this many natural cells shows nothing but the cursor.
MIN_CELLS = 0.25
MARGIN = 1.04


class Navigator:
    """Moves the linked views."""

    moved = Signal()
    remembered = Signal()  # there is one more place to go back to

    def __init__(self, view: ViewState) -> None:
        self.view = view
        self.frame: Frame | None = None
        self.extent: Bounds | None = None
        self._past: list[Bounds] = []
        self._future: list[Bounds] = []

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier place."""
        return len(self._past) > 1

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a later place."""
        return bool(self._future)

    def reset(self, frame: Frame | None) -> None:
        """Forget everything: another table is open, or none."""
        self.frame, self.extent = frame, None
        self._past.clear()
        self._future.clear()
        self.view.bounds = None

    def set_extent(self, extent: Bounds) -> None:
        """Learn where the table lies; a view that showed all of it goes on to show all."""
        was_fitted = self.view.bounds is None or (
            self.extent is not None and self.view.bounds == self._fitted(self.extent)
        )
        self.extent = extent
        if was_fitted:
            self.set_view(self._fitted(extent))
            self.remember()

    def set_view(self, bounds: Bounds) -> None:
        """Look at a box of the plane; tiny and huge ones are brought to reason."""
        x0, x1, y0, y1 = bounds
        if not (x0 < x1 and y0 < y1):
            raise ValueError(f"a view must have a width and a height, got {bounds}")
        if self.view.bounds != bounds:
            self.view.bounds = bounds
            self.moved.emit()

    def remember(self) -> None:
        """Note the present place, once the view rests: back leads here."""
        bounds = self.view.bounds
        if bounds is None or (self._past and self._past[-1] == bounds):
            return
        self._past.append(bounds)
        del self._past[:-MAX_PLACES]
        self._future.clear()
        self.remembered.emit()

    def back(self) -> None:
        """Look where the views looked before."""
        if not self.can_go_back:
            return
        self._future.append(self._past.pop())
        self.set_view(self._past[-1])

    def forward(self) -> None:
        """Undo a step back."""
        if self._future:
            self._past.append(self._future.pop())
            self.set_view(self._past[-1])

    def zoom(self, factor: float) -> None:
        """Magnify about the centre of the view."""
        if self.view.bounds is None:
            return
        x0, x1, y0, y1 = self.view.bounds
        self._look_at((x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / factor, (y1 - y0) / factor)
        self.remember()

    def fit(self) -> None:
        """Look at the whole table."""
        if self.extent is not None:
            self.set_view(self._fitted(self.extent))
            self.remember()

    def centre_on(self, xi: float, eta: float, size: float | None = None) -> None:
        """Look at a place, as closely as now or so that `size` around it fills a quarter of the view."""
        if self.view.bounds is None:
            return
        x0, x1, y0, y1 = self.view.bounds
        width, height = (x1 - x0, y1 - y0) if size is None else (8 * size, 8 * size)
        self._look_at(xi, eta, width, height)
        self.remember()

    def find(self, text: str) -> tuple[float, float]:
        """Place in the plane of a position in any pasted form.

        Raises
        ------
        ValueError
            If it is no position, or not on the field; the message says which.
        """
        if self.frame is None or self.extent is None:
            raise ValueError("open a pixel table first")
        ra, dec = parse_position(text) if self.frame.is_sky else parse_pixels(text)
        xi, eta = (float(v) for v in self.frame.sky_to_plane(ra, dec))
        x0, x1, y0, y1 = self.extent
        margin = max(x1 - x0, y1 - y0)
        if not (x0 - margin <= xi <= x1 + margin and y0 - margin <= eta <= y1 + margin):
            raise ValueError(f"{text.strip()} is not on this field, which lies around {self._where()}")
        return xi, eta

    def _where(self) -> str:
        from pixviewer.model.coordinates import dms, hms

        assert self.frame is not None
        if not self.frame.is_sky:
            return "the pixel (0, 0)"
        return f"{hms(self.frame.ra0, 1)} {dms(self.frame.dec0, 0)}"

    def _look_at(self, x: float, y: float, width: float, height: float) -> None:
        least = MIN_CELLS * (self.frame.natural_step if self.frame else 1.0)
        grow = max(1.0, least / min(width, height))
        half_x, half_y = width * grow / 2, height * grow / 2
        self.set_view((x - half_x, x + half_x, y - half_y, y + half_y))

    @staticmethod
    def _fitted(extent: Bounds) -> Bounds:
        x0, x1, y0, y1 = extent
        half_x, half_y = max((x1 - x0) / 2, 1e-3) * MARGIN, max((y1 - y0) / 2, 1e-3) * MARGIN
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        return x - half_x, x + half_x, y - half_y, y + half_y
