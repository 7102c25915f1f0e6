"""Digests: what a week was, for those who did it and for those who look after it.

    facts.py      what is known of a week, and what it adds up to
    doubts.py     what looks wrong in it
    words.py      sentences that all digests share
    mine.py       a collaborator's own week
    commune.py    a commune's week, for its officer; rows.py the records behind it, as a file
    overview.py   many communes' weeks, for a supervisor; overview_charts.py its pictures; referred.py small figures
    gathering.py  how the facts are asked of the tables
    showing.py    the same on demand

All but the last two are pure: facts in, what is said out.
"""
