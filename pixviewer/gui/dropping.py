"""Files that are dropped on a window or a view."""

from pathlib import Path

from PyQt6.QtGui import QDropEvent


def dropped_files(event: QDropEvent) -> list[Path]:
    """Paths of what is dropped, none where it is no local file."""
    data = event.mimeData()
    urls = data.urls() if data is not None else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
