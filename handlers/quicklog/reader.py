"""The grammar: from clauses to records."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from handlers.quicklog.amounts import Amount, amounts, mark_each
from handlers.quicklog.clauses import Clause, is_
from handlers.quicklog.corrections import corrected
from handlers.quicklog.dating import Calendar
from handlers.quicklog.drafts import Draft
from handlers.quicklog.followups import follow_ups
from handlers.quicklog.goods import Gift, Receivers, distributions, merged
from handlers.quicklog.grouping import Grouping
from handlers.quicklog.mending import mended
from handlers.quicklog.pieces import Piece, pieces
from handlers.quicklog.records import Distribution, Item, Reading, Record, Referral, Talk
from handlers.quicklog.referrals import referrals
from handlers.quicklog.skipping import skip
from handlers.quicklog.splitting import clauses
from handlers.quicklog.stretches import Stretch, stretches
from handlers.quicklog.subjects import topics_of
from handlers.quicklog.tokens import MOST_TOKENS, tokens
from handlers.quicklog.vocabulary import VOCABULARY, Vocabulary


def read_log(message: str, today: date, vocabulary: Vocabulary = VOCABULARY) -> Reading:
    """What a free message reports, seen from `today`: records, and the names of the fields that have to be asked.

    Pure: nothing but the message, the day and the words that are known decides. Any text is accepted; what comes after
    the first MOST_TOKENS of a very long one is left over.
    """
    found, personal = tokens(message, vocabulary.knows)
    recognised, lost = corrected(pieces(mended(found, vocabulary.knows), vocabulary))
    parts = amounts(recognised)
    said = clauses(parts)
    skip(said)
    for clause, following in zip_longest(said, said[1:]):
        goes_on = following is not None and following.joint == "" and following.chunk == clause.chunk
        if clause.act != "refer":
            mark_each(clause.parts, following.parts if goes_on else [])
    doubtful = _mark_list(said)
    reading = _Maker(Grouping(said), message, today).read()
    unread = [Stretch(found[-1].end, len(message), "", "left")] if len(found) == MOST_TOKENS else []
    if (lost or unread) and reading.records:
        reading.unclear.add("kind")
    if personal:
        reading.unclear.add("personal_data")
    if reading.records:
        reading.unclear |= doubtful
    reading.stretches = stretches(recognised) + unread
    reading.skipped = [clause.skipped for clause in said if clause.skipped]
    reading.wanted = [item for clause in said for item in _wanted(clause)]
    return reading


def _mark_list(said: list[Clause]) -> set[str]:
    """Takes what is listed after "mỗi hộ 10 bao, 1 vỉ thuốc" for what each got, too; the fields that one may not be
    sure of."""
    unclear: set[str] = set()
    each = ""
    for clause in said:
        given = clause.amounts("goods", "leaflet")
        marked = next((amount.each for amount in given if amount.each), "")
        if marked or clause.act or clause.joint == "." or clause.skipped or not given:
            each = marked
        elif each and not clause.has("for", "people", "code") and not clause.amounts("people", "households"):
            for amount in given:
                if amount.number is not None:
                    amount.each = each
                    unclear |= {"leaflets"} if amount.what == "leaflet" else {"quantity"}
    return unclear


def _asked(clause: Clause) -> bool:
    """Whether customers ask for goods: "3 chị xin bao, phát mỗi người 5 cái"."""
    return clause.skipped == "stock" and any(piece.senses["stock"] == "ask" for piece in clause.pieces("stock"))


def _wanted(clause: Clause) -> Iterator[Item]:
    """The goods that a clause says to have run out ("hết bcs rồi"), or asks for ("xin thêm 50 bao")."""
    how = {piece.senses["stock"] for piece in clause.pieces("stock")}
    if is_(clause.parts[0], "stock") and "handed" in how:
        how.add("ask")  # "cấp cho em 50 bao", but not "trạm cấp cho em 50 bao"
    if clause.skipped != "stock" or how.isdisjoint({"out", "ask"}):
        return
    for amount in clause.amounts("goods"):
        if amount.product is not None:
            wanted = "out" not in how and amount.number is not None and not amount.number.about
            yield Item(amount.product, amount.value if wanted else None, amount.unit if wanted else None, amount.brand)


@dataclass(slots=True)
class _Leaflets:
    """Leaflets given out in a clause, and what they are about."""

    at: int
    amount: Amount
    topics: list[str] = field(default_factory=list)
    other_topic: bool = False


class _Maker:
    """From what belongs together to records."""

    def __init__(self, found: Grouping, message: str, today: date) -> None:
        self._found, self._message, self._today = found, message, today
        self._unclear = found.unclear

    def read(self) -> Reading:
        found = self._found
        calendar = Calendar(found.said, self._today, has_talk=bool(found.talks) or "kind" in self._unclear)
        others = [*self._distributed(calendar), *self._referred(calendar), *self._followed(calendar)]
        records = [*self._talked(calendar), *others]
        self._unclear |= calendar.unclear | (found.unread if records else set())
        return Reading(records, self._unclear)

    def _talked(self, calendar: Calendar) -> list[Record]:
        made: list[tuple[Draft, Talk]] = []
        for draft in self._found.talks:
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
        given = {at for gift in self._found.gifts for at in gift.at}
        spoken = [at for draft in self._found.talks for at in draft.leaflets if at not in given]
        for gift in [*self._found.gifts, *(Gift([at], [self._found.said[at]]) for at in spoken)]:
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
            [
                amount
                for clause in self._found.said
                if not clause.skipped or _asked(clause)
                for amount in clause.amounts("people", "households")
            ]
        )

    def _distributed(self, calendar: Calendar) -> list[Distribution]:
        records: list[Distribution] = []
        receivers = self._receivers()
        for gift in self._found.gifts:
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
            self._unclear |= {"kind", "product", "quantity", "unit"} if anything else {"kind"}

    def _referred(self, calendar: Calendar) -> list[Referral]:
        made: list[Referral] = []
        for given, groups in ((False, self._found.referrals), (True, self._found.methods)):
            for at in groups:
                on, doubtful = calendar.of(at)
                fresh = referrals(
                    [self._found.said[each] for each in at], self._message, on, self._unclear, given=given
                )
                for record in fresh:
                    record.client = record.client or self._client_before(at[0], record)
                made += fresh
                if doubtful:
                    self._unclear.add("date")
        return made

    def _client_before(self, at: int, referral: Referral) -> str | None:
        """Who was just spoken of, if nobody else is said to be sent: "tư vấn cho kh 7f3k, chuyển lên trạm đặt vòng"."""
        clause = self._found.said[at]
        someone = clause.has("people", "bad code") or clause.amounts("people", "households", "age")
        return None if someone or referral.count or referral.birth_year else self._found.spoken_of(at)

    def _followed(self, calendar: Calendar) -> list[Record]:
        made: list[Record] = []
        for at in self._found.news:
            on, doubtful = calendar.of(at)
            said = [self._found.said[each] for each in at]
            told = follow_ups(said, on, self._today, self._found.spoken_of(at[0]), self._unclear)
            made += [record for record in told if record.client is None or record not in made]
            if doubtful:
                self._unclear.add("date")
        return made
