"""Which day each record is of: the one of its own clause, else the nearest before it, else the first one said."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from handlers.quicklog.clauses import Clause
from handlers.quicklog.days import Day
from handlers.quicklog.pieces import Piece

_HAPPENED = frozenset({"stock", "meeting", "not done"})
"""What is no report but was on a certain day all the same."""


class Calendar:
    """The days said in a message, by their clauses."""

    def __init__(self, clauses: Sequence[Clause], today: date, *, has_talk: bool) -> None:
        self._today = today
        self._days: dict[int, list[Day]] = {}
        self.unclear: set[str] = set()
        opening = True
        self._firm: list[tuple[int, Day]] = []
        self._aside: list[Day] = []
        for at, clause in enumerate(clauses):
            if clause.skipped and clause.skipped not in _HAPPENED:
                opening = opening and not clause.parts
                self._aside += [day for day in clause.days("past") if clause.skipped == "question"]
                if clause.skipped == "plan":
                    self._meant(at, clause)
                continue
            appointed = False
            for part in clause.parts:
                if isinstance(part, Piece) and part.senses.get("state") == "appointment":
                    appointed = True
                day = part.day if isinstance(part, Piece) else None
                if day is not None and day.kind == "later" and not clause.skipped and clause.act and not appointed:
                    day = replace(day, kind="vague")  # "sau Tết thăm được 3 hộ"
                if day is not None and day.kind in {"past", "vague", "now", "pair"} and (not appointed or day.is_gone):
                    kept = self._pair(day, opening=opening) if day.kind == "pair" and has_talk else day
                    if kept is not None:
                        self._days.setdefault(at, []).append(kept)
                        if kept.kind != "now":
                            self._firm.append((at, kept))
                opening = opening and isinstance(part, Piece) and part.has("noise", "self") and not part.day

    def _meant(self, at: int, clause: Clause) -> None:
        """Takes the day on which something was meant to be done: "hôm qua định đi 6 hộ nhưng chỉ đi được 2 hộ"."""
        gone = [day for day in clause.days("past") if day.is_gone]
        if gone:
            self._days.setdefault(at, []).extend(gone)
            self._firm += [(at, day) for day in gone]

    def _pair(self, day: Day, *, opening: bool) -> Day | None:
        """In a message with a talk "30/5" could be 30 women and 5 men."""
        real = day.on(self._today) is not None
        if opening and real:
            return day
        self.unclear |= {"date", "attendees"} if real else {"attendees"}
        return None

    def of(self, clauses: Iterable[int]) -> tuple[date, bool]:
        """The day of what these clauses report, and whether it has to be asked."""
        own = sorted(clauses)
        said = [day for at in own for day in self._days.get(at, [])]
        firm = [day for day in said if day.kind != "now"]
        if firm:
            return self._one(firm)
        end = bisect_left(self._firm, own[0], key=lambda said: said[0])
        before = [self._firm[end - 1][1]] if end else []
        if said:
            if before and all(day.part_of_day for day in said):
                there, doubtful = self._one(before)
                return there, doubtful or there != self._today
            return self._today, False
        if before:
            return self._one(before)
        first = next(iter(self._days.values()), None)
        if first is None and self._aside:
            return self._one(self._aside[:1])[0], True  # "hôm qua 2 chị hỏi về que cấy, em tư vấn …"
        return self._one(first[:1]) if first else (self._today, False)

    def _one(self, days: list[Day]) -> tuple[date, bool]:
        """One day of several said; different ones are a span, and no certain day."""
        if any(day.kind == "vague" for day in days):
            return self._today, True
        there = {day.on(self._today) for day in days}
        if len(there) > 1:
            return self._today, True
        found = days[0].on(self._today)
        if found is None:
            return self._today, True
        return found, any(day.doubtful(self._today) for day in days)
