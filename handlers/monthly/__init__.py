"""The monthly report: of a commune for its officer, of many for those above; in words, as a workbook, and to print.

facts.py      what a report is made of
gathering.py  how that is read, for many communes at once
lines.py      the month's figures line by line
words.py      the report in a few sentences
files.py      the same as a workbook and as pages for the printer
pages.py      the report on demand
"""
