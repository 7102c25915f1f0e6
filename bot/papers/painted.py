"""A paper as a picture (PNG), for the phone."""

from io import BytesIO

from PIL import Image, ImageDraw

from bot.papers.layout import WHITE, Colour, Sheet, font, lay_out
from handlers.screens import Paper

SHADES = 6
"""Colours from a letter's ground to its ink: enough for smooth edges, and few make a small file."""


def paint(paper: Paper) -> bytes:
    """The paper as PNG."""
    sheet = lay_out(paper)
    image = Image.new("RGB", (sheet.width, sheet.height), WHITE)
    draw = ImageDraw.Draw(image)
    for box in sheet.boxes:
        draw.rectangle((box.x, box.y, box.x + box.width - 1, box.y + box.height - 1), box.colour)
    for words in sheet.words:
        draw.text((words.x, words.y), words.text, words.style.colour, font(words.style), anchor="ls")
    file = BytesIO()
    image.quantize(palette=_palette(sheet), dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _palette(sheet: Sheet) -> Image.Image:
    """The colours on a sheet, with the shades at the edges of its letters."""
    plain = {WHITE, *(box.colour for box in sheet.boxes)}
    inks = {(words.style.ground, words.style.colour) for words in sheet.words}
    shades = {_between(ground, ink, step / SHADES) for ground, ink in inks for step in range(SHADES + 1)}
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in sorted(plain | shades) for part in colour])
    return palette


def _between(ground: Colour, ink: Colour, share: float) -> Colour:
    red, green, blue = (round(low + (high - low) * share) for low, high in zip(ground, ink, strict=True))
    return red, green, blue
