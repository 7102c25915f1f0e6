"""Drawing: what papers and charts have in common.

    letters.py   what of a text can be written
    canvas.py    boxes and words, where they stand and in which colours
    painted.py   a canvas as a picture (PNG)

The library that draws is imported when the first picture is made.
"""
