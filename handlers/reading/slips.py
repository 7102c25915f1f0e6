"""Slips of the finger: how many letters were left out, added, changed or swapped."""


def slips(typed: str, meant: str, most: int) -> int:
    """The number of slips between two texts (two neighbours swapped are one); `most` + 1 when there are more."""
    if abs(len(typed) - len(meant)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(meant, 1):
            fewest = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and (letter, typed[i - 2]) == (meant[j - 2], other):
                fewest = min(fewest, earlier[j - 2] + 1)
            row.append(fewest)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
