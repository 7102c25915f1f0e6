"""Whose records may be seen: a required argument of every query on records."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true


@dataclass(frozen=True)
class Brought:
    """What these people did in areas that were divided: seen where they work since (see db/reach.py)."""

    area_ids: frozenset[int]
    person_ids: frozenset[int]


@dataclass(frozen=True)
class Scope:
    """One's own records (`person_id`), those of areas (`area_ids`, and what was `brought` along to them), or all of
    them (`Scope.everything()`). Both: the person's records in these areas: what an officer may see of one collaborator.
    """

    person_id: int | None = None
    area_ids: frozenset[int] | None = None
    all: bool = False
    brought: Brought | None = None

    @classmethod
    def own(cls, person_id: int) -> "Scope":
        """What this person wrote."""
        return cls(person_id=person_id)

    @classmethod
    def everything(cls) -> "Scope":
        """All records: for the program's own upkeep, never for a person's question."""
        return cls(all=True)

    def of(self, person_id: int) -> "Scope":
        """What one person did within this scope."""
        return replace(self, person_id=person_id)

    def summed(self) -> "Scope":
        """The same as the sums know it: they count by area, and what was brought along stays where it was."""
        return replace(self, brought=None)

    def covers(self, table: Any) -> ColumnElement[bool]:
        """The condition on a table of records with `person_id` and `area_id`. A scope that names nothing is refused."""
        if self.all:
            return true()
        conditions: list[ColumnElement[bool]] = []
        if self.person_id is not None:
            conditions.append(table.person_id == self.person_id)
        if self.area_ids is not None:
            conditions.append(self._lies_in(table))
        if conditions:
            return and_(*conditions)
        raise ValueError("a scope must say whose records may be seen")

    def _lies_in(self, table: Any) -> ColumnElement[bool]:
        here: ColumnElement[bool] = table.area_id.in_(sorted(self.area_ids or ()))
        if self.brought is None:
            return here
        divided = table.area_id.in_(sorted(self.brought.area_ids))
        return or_(here, divided & table.person_id.in_(sorted(self.brought.person_ids)))
