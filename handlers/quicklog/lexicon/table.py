"""The shape of the tables of the lexicon."""

Table = dict[str, dict[str, str]]
"""Phrases, parted by semicolons, by what they mean: kind, then value."""
