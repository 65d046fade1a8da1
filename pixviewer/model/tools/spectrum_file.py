"""The spectrum that is shown, as a file."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pixviewer.core.progress import Progress
from pixviewer.model.recipe import products
from pixviewer.model.recipe.commands import spectrum_command

if TYPE_CHECKING:
    from pixviewer.core.products.spectrum import Spectrum
    from pixviewer.model.workspace import Workspace


def save_spectrum(workspace: "Workspace", path: Path) -> None:
    """Write the spectrum that is shown in the background, once it is exact; else say why not."""
    from pixviewer.model import resolve

    shown, facts, table = workspace.shown.spectrum, workspace.facts, workspace.table
    if shown is None or facts is None or table is None or shown.product.fraction < 1.0:
        workspace.told.emit(f"the spectrum is not exact yet, so {path.name} was not written; save it again")
        return
    request = resolve.spectrum_request(facts, workspace.view, workspace.regions)
    command = spectrum_command(request, table.path, path)
    kept = (table.path,) if table.path is not None else ()
    work = partial(_write, shown.product, path, command, kept)
    step = partial(products.spectrum, request, path)
    workspace.tools.files.write(work, f"Writing the spectrum to {path.name}", path, step)


def _write(spectrum: "Spectrum", path: Path, command: str, kept: tuple[Path, ...], progress: Progress) -> str:
    from pixviewer.core.io.spectra import write_spectrum

    # The file dialog has asked already whether a file may be replaced.
    write_spectrum(spectrum, path, command=command, overwrite=True, protect=kept)
    return f"wrote {spectrum.wave.size} bins of wavelength to {path}"
