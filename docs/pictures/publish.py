"""Pictures for print, and the dialog that makes them."""

from PyQt6.QtWidgets import QApplication

from pictures.stage import IMAGES, Stage, scene
from pixviewer.gui.dialogs.publish.picture import PictureDialog
from pixviewer.gui.plot_snapshot import write_plot
from pixviewer.model.publish.look import MM, Look, Size

FOLDER = "publish"


@scene("publish", sizes=((1600, 1000),))
def publish(stage: Stage) -> None:
    """The sky image and the spectrum of a star as they are printed, and the dialog."""
    stage.open_demo()
    region = stage.draw_star("circle", 2.0)
    stage.workspace.editor.edit_region(region.ident, name="star")
    stage.rest()
    folder = IMAGES / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    column, page = Size(88.0, None, MM, 200.0), Size(180.0, None, MM, 120.0)
    for plot, look, size in (("image", Look(), column), ("spectrum", Look("dark"), page)):
        write_plot(stage.window, plot, look, size, folder / f"{plot}.png")
        print(f"images/{FOLDER}/{plot}.png", flush=True)
    stage.window.verbs.export_picture("image")
    stage.rest()
    for dialog in QApplication.topLevelWidgets():
        if isinstance(dialog, PictureDialog) and dialog.isVisible():
            stage.save(dialog)
            dialog.close()
    stage.rest()
