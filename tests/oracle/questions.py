"""Questions in MPDAF's words, and the same in ours."""

from typing import Any

from pixviewer import Circle, Expression, Selection, Square


def selection_of(args: dict[str, Any]) -> Expression:
    """The selection that means what MPDAF's ``extract`` means by these arguments."""
    settings: dict[str, Any] = {"match": "any" if args.get("method") == "or" else "all"}
    for theirs, ours in (
        ("lbda", "wave"),
        ("ifu", "ifu"),
        ("sl", "slice_no"),
        ("stack", "stack"),
        ("exp", "exposure"),
        ("xpix", "x_det"),
        ("ypix", "y_det"),
    ):
        if theirs in args:
            settings[ours] = args[theirs]
    if "sky" in args:
        several = args["sky"] if isinstance(args["sky"][0], list) else [args["sky"]]
        shapes = {"C": Circle, "S": Square}
        settings["shapes"] = [shapes[kind](x, y, size) for y, x, size, kind in several]
    return Selection(**settings)


def arguments_in_words(args: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in args.items())
