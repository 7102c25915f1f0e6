"""The scorecard of Plan 324: how each target and quota stands, how that is worked out, and figures that are entered.

standing.py   where an item should be by now, and whether it is: pure
words.py      the same in words
pages.py      the pages of the chat
file.py       all of it as a workbook
figures.py    figures that an administrator enters
"""
