"""How many people were referred, as supervisors may know it: small figures are hidden in one table of the whole city,
of which each is told a part. Two who compare their digests, or one who has two areas, cannot work out more. Pure.
"""

from collections import defaultdict
from collections.abc import Mapping

from handlers.small_cells import Sum, Told, told


def referred_as_told(referred: Mapping[int, int], parents: Mapping[int, int | None]) -> dict[int, Told]:
    """The figures of communes and of all areas above them, as they may be shown. `referred` are those of the communes
    that wrote something down: of the others everybody knows that it is none, so they can hide nothing."""
    children: defaultdict[int, set[int]] = defaultdict(set)
    for area in referred:
        below, above = area, parents.get(area)
        while above is not None:
            children[above].add(below)
            below, above = above, parents.get(above)

    def total(area: int) -> int:
        return referred[area] if area in referred else sum(total(child) for child in children[area])

    figures = {area: total(area) for area in (*referred, *children)}
    return told(figures, [Sum(area, tuple(sorted(parts))) for area, parts in children.items()])
