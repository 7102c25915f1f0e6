"""Whose records may be seen: a required argument of every query on records."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, true


@dataclass(frozen=True)
class Scope:
    """One's own records (`person_id`), those of areas (`area_ids`), or all of them (`Scope.everything()`). Both: the
    person's records in these areas: what an officer may see of one collaborator."""

    person_id: int | None = None
    area_ids: frozenset[int] | None = None
    all: bool = False

    @classmethod
    def own(cls, person_id: int) -> "Scope":
        """What this person wrote."""
        return cls(person_id=person_id)

    @classmethod
    def everything(cls) -> "Scope":
        """All records: for the program's own upkeep, never for a person's question."""
        return cls(all=True)

    def covers(self, table: Any) -> ColumnElement[bool]:
        """The condition on a table of records with `person_id` and `area_id`. A scope that names nothing is refused."""
        if self.all:
            return true()
        conditions: list[ColumnElement[bool]] = []
        if self.person_id is not None:
            conditions.append(table.person_id == self.person_id)
        if self.area_ids is not None:
            conditions.append(table.area_id.in_(sorted(self.area_ids)))
        if conditions:
            return and_(*conditions)
        raise ValueError("a scope must say whose records may be seen")
