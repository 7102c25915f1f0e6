"""The grammar: from clauses to records."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from handlers.quicklog.amounts import Amount, amounts, mark_each
from handlers.quicklog.clauses import PURPOSES, Clause, clauses
from handlers.quicklog.corrections import corrected
from handlers.quicklog.dating import Calendar
from handlers.quicklog.followups import attended, follow_ups, is_news
from handlers.quicklog.goods import Gift, Receivers, distributions, merged
from handlers.quicklog.pieces import Piece, pieces
from handlers.quicklog.records import Distribution, Leftover, Reading, Record, Talk
from handlers.quicklog.referrals import referrals
from handlers.quicklog.skipping import skip
from handlers.quicklog.talks import Draft, drafts, topics_of
from handlers.quicklog.tokens import tokens
from handlers.quicklog.vocabulary import VOCABULARY

LONGEST = 8_192
"""Characters; what comes after them in a longer text is not read."""


def read_log(message: str, today: date) -> Reading:
    """What a free message reports, seen from `today`: records, and the names of the fields that have to be asked.

    Pure: nothing but the message and the day decides. Any text is accepted.
    """
    found, personal = tokens(message[:LONGEST], VOCABULARY.knows)
    recognised, lost = corrected(pieces(found))
    parts = amounts(recognised)
    said = clauses(parts)
    skip(said)
    for clause, following in zip_longest(said, said[1:]):
        goes_on = following is not None and following.joint == "" and following.chunk == clause.chunk
        mark_each(clause.parts, following.parts if goes_on else [])
    reading = _Grammar(said, message, today).read()
    if lost and reading.records:
        reading.unclear.add("kind")
    if personal:
        reading.unclear.add("personal_data")
    reading.leftovers = [Leftover(piece.start, piece.end) for piece in recognised if piece.unknown]
    return reading


@dataclass(slots=True)
class _Leaflets:
    """Leaflets given out in a clause, and what they are about."""

    at: int
    amount: Amount
    topics: list[str] = field(default_factory=list)
    other_topic: bool = False


class _Grammar:
    def __init__(self, said: list[Clause], message: str, today: date) -> None:
        self._said, self._message, self._today = said, message, today
        self._talks: list[Draft] = []
        self._gifts: list[Gift] = []
        self._methods: list[list[int]] = []
        self._referrals: list[list[int]] = []
        self._news: list[list[int]] = []
        self._last: tuple[str, list[int]] = ("", [])
        self._unclear: set[str] = set()
        self._unread = False

    def read(self) -> Reading:
        for at, clause in enumerate(self._said):
            if not clause.skipped:
                self._assign(at, clause)
            elif not (clause.act == "stock" and clause.joint == ""):
                self._last = ("", [])
        self._join_groups()
        self._talks = [draft for draft in self._talks if not self._undecided(draft)]
        calendar = Calendar(self._said, self._today, has_talk=bool(self._talks) or "kind" in self._unclear)
        records = [*self._distributed(calendar), *self._referred(calendar), *self._followed(calendar)]
        records = [*self._talked(calendar), *records]
        self._unclear |= calendar.unclear | ({"kind"} if self._unread and records else set())
        return Reading(records, self._unclear)

    # Which clause belongs to what.

    def _assign(self, at: int, clause: Clause) -> None:
        act = clause.act or self._going_on(at, clause)
        if act in {"talk", "tt"}:
            self._talk(at, clause)
        elif act in {"give", "take"}:
            self._give(at, clause)
        elif act == "method":
            self._methods.append([at])
            self._last = ("method", self._methods[-1])
        elif act == "refer":
            earlier = [self._said[each] for each in self._last[1]] if self._last[0] == "refer" else []
            dated = (
                clause.days("past", "vague")
                and clause.amounts("people")
                and any(each.has(*PURPOSES) for each in earlier)
            )
            if clause.act or not earlier or dated:
                self._referrals.append([])
            self._referrals[-1].append(at)
            self._last = ("refer", self._referrals[-1])
        elif act == "news":
            self._tell(at, clause)
        elif act == "contact":
            listed = self._last[1] if self._last[0] == "contact" and self._lists_codes(self._last[1]) else []
            self._last = ("contact", [*listed, at])
        elif act == "talk?":
            self._unclear.add("kind")
        elif act == "all":
            self._share_topics(clause)
        elif clause.has("state", "code") or clause.amounts("households", "goods", "leaflet"):
            self._unread = self._unread or not clause.days("past", "pair")

    def _going_on(self, at: int, clause: Clause) -> str:
        """What a clause without a verb belongs to."""
        last = self._last[0]
        if last == "news" and (clause.has("state", "done") or clause.days("past", "later", "pair")):
            return "news"
        if last == "refer" and not clause.has("state") and self._refers(clause):
            return "refer"
        told = clause.has("state") or attended(clause)
        if is_news(clause) or (told and (last in {"contact", "news", "refer"} or self._spoken_of(at))):
            return "news"
        if clause.codes() and not clause.amounts("goods", "leaflet", "people", "households"):
            return "contact" if last not in {"give", "refer"} else last
        if clause.has("all") and clause.has("topic", "about", "channel"):
            return "all"
        counted = [amount for amount in clause.amounts("goods", "leaflet") if amount.number is not None]
        if counted or (last in {"give"} and clause.amounts("goods", "leaflet")):
            return "give"
        if last == "talk" and self._talks_on(clause):
            return "talk"
        if last == "give" and (clause.has("topic", "channel", "code", "about") or clause.days("past", "vague")):
            return "talk" if self._talks and clause.amounts("people") and self._attended(clause) else "give"
        if clause.amounts("people", "households") and self._talks and self._attended(clause):
            return "talk"
        if last == "method" and (clause.has("code") or clause.days("past")):
            self._last[1].append(at)
            return ""
        if last == "refer" and clause.days("past", "vague", "pair"):
            return "refer"
        if clause.amounts("people", "households") and clause.has("topic") and not clause.has("service"):
            self._unclear.add("kind")
        return ""

    @staticmethod
    def _attended(clause: Clause) -> bool:
        gendered = [amount for amount in clause.amounts("people") if amount.gender in {"male", "female"}]
        return (
            clause.has("attend", "topic")
            or len(gendered) > 1
            or any("dự" in piece.text for piece in clause.pieces("people", "attend"))
        )

    @staticmethod
    def _refers(clause: Clause) -> bool:
        return clause.has(
            "organ",
            "service",
            "other service",
            "screening",
            "facility",
            "born",
            "born short",
            "code",
            "bad code",
            "exam",
            "joined organ",
        ) or bool(clause.amounts("people", "age"))

    @staticmethod
    def _talks_on(clause: Clause) -> bool:
        unknown = [part for part in clause.parts if isinstance(part, Piece) and part.unknown]
        return (
            clause.has("topic", "about", "cue", "code", "session", "people")
            or bool(clause.amounts("people", "households", "session"))
            or bool(clause.days("past", "vague", "pair", "now"))
            or bool(clause.amounts("goods"))
            or bool(unknown)
        )

    def _talk(self, at: int, clause: Clause) -> None:
        before = self._talks[-1] if self._talks and self._last[0] in {"talk", "give"} else None
        lists_unknown = not clause.act and not self._counts_or_tells(clause) and self._listing(clause)
        if before is not None and before.topics and lists_unknown:
            before.unclear.add("topics")
        self._talks += drafts(clause, at, before)
        for amount in clause.amounts("leaflet"):
            if amount.number is not None:
                self._talks[-1].leaflets.append(at)
        counted = [amount for amount in clause.amounts("goods") if amount.number is not None]
        if counted:
            self._gifts.append(Gift([at], [clause]))
        self._last = ("talk", [at])

    @staticmethod
    def _counts_or_tells(clause: Clause) -> bool:
        return bool(clause.amounts("people", "households")) or clause.has(
            "topic", "place", "numbered place", "people", "at", "source", "for"
        )

    @staticmethod
    def _listing(clause: Clause) -> bool:
        """Whether the clause goes on with a list of subjects: all of it is unknown words."""
        unknown = any(isinstance(part, Piece) and part.unknown for part in clause.parts)
        return unknown and all(
            isinstance(part, Piece) and (part.unknown and not part.capital or part.has("and", "noise"))
            for part in clause.parts
        )

    def _give(self, at: int, clause: Clause) -> None:
        goes_on = not clause.act and self._last[0] == "give" and self._gifts
        if not goes_on:
            self._gifts.append(Gift())
        gift = self._gifts[-1]
        gift.at.append(at)
        gift.clauses.append(clause)
        if clause.act and (clause.has("service") or clause.amounts("method")) and not clause.has("about"):
            self._methods.append([at])
        self._last = ("give", gift.at)

    def _tell(self, at: int, clause: Clause) -> None:
        goes_on = self._last[0] == "news" and not (clause.codes() or clause.has("bad code")) and self._news
        told = goes_on and any(
            self._said[earlier].has("state") or is_news(self._said[earlier]) for earlier in self._news[-1]
        )
        other = clause.has("people") and told and not clause.has("self") and clause.joint != ""
        if goes_on and not (other and not self._appoints(clause)):
            self._news[-1].append(at)
        elif self._last[0] == "contact" and (not clause.codes() or self._lists_codes(self._last[1])):
            self._news.append([*self._last[1], at])
        else:
            self._news.append([at])
        self._last = ("news", self._news[-1])

    def _lists_codes(self, at: list[int]) -> bool:
        """Whether these clauses only name clients: "kh 7f3k, kh 9pr5 và kh 4wz8 đã khám"."""
        parts = [part for each in at for part in self._said[each].parts]
        return all(isinstance(part, Piece) and part.has("code", "noise", "and") for part in parts)

    @staticmethod
    def _appoints(clause: Clause) -> bool:
        return any(piece.senses["state"] == "appointment" for piece in clause.pieces("state"))

    def _share_topics(self, clause: Clause) -> None:
        found, other = topics_of(clause.parts)
        for draft in self._talks:
            draft.topics += [topic for topic in found if topic not in draft.topics]
            if other:
                draft.unclear.add("topics")

    def _join_groups(self) -> None:
        """ "tư vấn và phát 10 bao cho 2 chị": those who got something are those who were talked to."""
        for draft in self._talks:
            last = max(draft.at)
            following = self._said[last + 1] if last + 1 < len(self._said) else None
            if draft.grouped or following is None or following.skipped or following.act not in {"give", "take"}:
                continue
            named = [amount for amount in following.amounts("people", "households") if not amount.each]
            codes = following.codes()
            if not named and not codes:
                continue
            if following.joint == "and" or (following.joint in {"", ","} and self._is_bare(draft)):
                draft.people += [amount for amount in named if amount.what == "people"]
                draft.households += [amount for amount in named if amount.what == "households"]
                draft.codes += len(codes)
                if draft.households:
                    draft.forms.add("household_visit")
            elif named:
                draft.unclear.add("attendees" if named[0].what == "people" else "households")

    def _is_bare(self, draft: Draft) -> bool:
        return (
            not any(self._said[at].has("topic", "about", "cue") for at in draft.at) and "loudspeaker" not in draft.forms
        )

    def _undecided(self, draft: Draft) -> bool:
        """TT that may be a talk, an injection or a place gives no record."""
        if not draft.tt or draft.topics or draft.forms or draft.sessions or "topics" in draft.unclear:
            return False
        self._unclear.add("kind")
        return True

    # From what belongs together to records.

    def _talked(self, calendar: Calendar) -> list[Record]:
        made: list[tuple[Draft, Talk]] = []
        for draft in self._talks:
            on, doubtful = calendar.of(draft.at)
            talk = Talk(on, draft.form, draft.topics, None, None, draft.homes())
            talk.attendees = draft.attendees()
            self._unclear |= draft.unclear | ({"date"} if doubtful else set())
            made.append((draft, talk))
        for leaflets in self._leaflets():
            self._hand_out(leaflets, made, calendar)
        return [talk for _, talk in made]

    def _leaflets(self) -> Iterator[_Leaflets]:
        receivers = self._receivers()
        for gift in [*self._gifts, *(Gift([at], [self._said[at]]) for draft in self._talks for at in draft.leaflets)]:
            for at, clause in zip(gift.at, gift.clauses, strict=True):
                for amount in clause.amounts("leaflet"):
                    if amount.number is None and any(other.number for other in clause.amounts("leaflet")):
                        continue
                    topics, other = topics_of([part for each in gift.clauses for part in each.parts], talk=False)
                    leaflets = _Leaflets(at, amount, topics, other)
                    if amount.each:
                        times = receivers.times(amount)
                        about = times is None or receivers.about(amount)
                        if about:
                            self._unclear.add("leaflets")
                        leaflets.amount = Amount("leaflet", amount.start, amount.end, amount.number)
                        if amount.number is not None:
                            leaflets.amount.number = type(amount.number)(times, about)
                    yield leaflets

    def _hand_out(self, leaflets: _Leaflets, made: list[tuple[Draft, Talk]], calendar: Calendar) -> None:
        amount = leaflets.amount
        on, doubtful = calendar.of([leaflets.at])
        same_day = [(draft, talk) for draft, talk in made if talk.date == on and draft.at]
        before = [pair for pair in same_day if min(pair[0].at) <= leaflets.at]
        chosen = before[-1] if before else (same_day[0] if same_day else None)
        if chosen is None:
            alone = next((talk for draft, talk in made if not draft.at and talk.date == on), None)
            talk = alone or Talk(on)
            if alone is None:
                made.append((Draft(), talk))
            if doubtful:
                self._unclear.add("date")
        else:
            talk = chosen[1]
        talk.topics += leaflets.topics
        if leaflets.other_topic:
            self._unclear.add("topics")
        if amount.number is None:
            return
        if amount.number.value is None or amount.number.about:
            self._unclear.add("leaflets")
        if amount.value is not None:
            talk.leaflets = (talk.leaflets or 0) + amount.value

    def _receivers(self) -> Receivers:
        return Receivers(
            [amount for clause in self._said if not clause.skipped for amount in clause.amounts("people", "households")]
        )

    def _distributed(self, calendar: Calendar) -> list[Distribution]:
        records: list[Distribution] = []
        receivers = self._receivers()
        for gift in self._gifts:
            on, doubtful = calendar.of(gift.at)
            fresh = distributions(gift, on, receivers, self._unclear)
            records += fresh
            if fresh and doubtful:
                self._unclear.add("date")
            self._flag_unread(gift, bool(fresh))
        return merged(records)

    def _flag_unread(self, gift: Gift, anything: bool) -> None:
        """Something was given out, but what is not known."""
        amounts_ = [amount for clause in gift.clauses for amount in clause.amounts("unknown goods")]
        bare = [part for part in gift.parts() if isinstance(part, Piece) and part.number is not None]
        named = bool(gift.codes()) and not anything
        other = any(
            clause.amounts("leaflet", "other goods", "method") or clause.has("service", "other goods")
            for clause in gift.clauses
        )
        if amounts_ or ((bare or named) and not anything and not other):
            self._unclear.add("kind")

    def _referred(self, calendar: Calendar) -> list[Record]:
        made: list[Record] = []
        for given, groups in ((False, self._referrals), (True, self._methods)):
            for at in groups:
                on, doubtful = calendar.of(at)
                parts = [part for each in at for part in self._said[each].parts]
                fresh = referrals(parts, self._message, on, self._unclear, given=given)
                made += fresh
                if doubtful:
                    self._unclear.add("date")
        return made

    def _followed(self, calendar: Calendar) -> list[Record]:
        made: list[Record] = []
        for at in self._news:
            on, doubtful = calendar.of(at)
            made += follow_ups(
                [self._said[each] for each in at], on, self._today, self._spoken_of(at[0]), self._unclear
            )
            if doubtful:
                self._unclear.add("date")
        return made

    def _spoken_of(self, at: int) -> str | None:
        """The one client named just before."""
        before = self._said[at - 1] if at else None
        if before is None or before.joint == "." and self._said[at].joint == ".":
            return None
        codes = before.codes()
        return codes[0] if len(codes) == 1 else None
