"""Statistics: what a record counts for, over which stretches of days, and the questions that are asked of the sums.

The sums themselves lie in db/sums.py, which is written to with every change of a record.
"""
