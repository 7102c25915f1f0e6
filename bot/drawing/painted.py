"""A canvas as a picture (PNG) of few colours: small files, and the same canvas is the same bytes."""

from io import BytesIO

from PIL import Image, ImageDraw

from bot.drawing.canvas import WHITE, Canvas, Colour, font

SHADES = 6
"""Colours from a letter's ground to its ink: enough for smooth edges, and few make a small file."""

SMALLEST, QUICKEST = 6, 3
"""How hard a picture is pressed: the one is a quarter smaller, the other made in half the time."""


def paint(canvas: Canvas, effort: int = SMALLEST) -> bytes:
    """The canvas as PNG."""
    image = Image.new("RGB", (canvas.width, canvas.height), WHITE)
    draw = ImageDraw.Draw(image)
    for box in canvas.boxes:
        draw.rectangle((box.x, box.y, box.x + box.width - 1, box.y + box.height - 1), box.colour)
    for words in canvas.words:
        draw.text((words.x, words.y), words.text, words.style.colour, font(words.style), anchor="ls")
    file = BytesIO()
    image.quantize(palette=_palette(canvas), dither=Image.Dither.NONE).save(file, "PNG", compress_level=effort)
    return file.getvalue()


def _palette(canvas: Canvas) -> Image.Image:
    """The colours on a canvas, with the shades at the edges of its letters."""
    plain = {WHITE, *(box.colour for box in canvas.boxes)}
    inks = {(words.style.ground, words.style.colour) for words in canvas.words}
    shades = {_between(ground, ink, step / SHADES) for ground, ink in inks for step in range(SHADES + 1)}
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in sorted(plain | shades) for part in colour])
    return palette


def _between(ground: Colour, ink: Colour, share: float) -> Colour:
    red, green, blue = (round(low + (high - low) * share) for low, high in zip(ground, ink, strict=True))
    return red, green, blue
