"""What MPDAF finds as the peak of an image, as JSON on standard output.

Run by an interpreter that has MPDAF 3.6: ``python mpdaf_peaks.py IMAGE.fits QUESTIONS.json``. QUESTIONS is a
list of keyword arguments of ``Image.peak``; "pixels" among them stands for positions in cells.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

from mpdaf import __version__  # noqa: E402
from mpdaf.obj import Image  # noqa: E402


def peak(image, question):
    args = {name: value for name, value in question.items() if name != "pixels"}
    if question.get("pixels"):
        args |= {"unit_center": None, "unit_radius": None}
    try:
        found = image.peak(**args)
    except ValueError as error:  # where it finds no number
        return str(error)
    return None if found is None else {name: float(value) for name, value in found.items()}


def main():
    image = Image(sys.argv[1], ext=("DATA", "STAT"))
    with open(sys.argv[2], encoding="utf-8") as file:
        questions = json.load(file)
    answers = [{"args": question, "peak": peak(image, question)} for question in questions]
    background, sigma = image.background()
    print(
        json.dumps(
            {"mpdaf": __version__, "background": float(background), "sigma": float(sigma), "peaks": answers}
        )
    )


if __name__ == "__main__":
    main()
