"""Which clauses belong together: each talk, gift, referral and piece of news with all that goes on with it."""

from collections.abc import Sequence

from handlers.quicklog.clauses import PURPOSES, Clause, is_
from handlers.quicklog.doubts import doubts
from handlers.quicklog.drafts import Draft, without_totals
from handlers.quicklog.followups import attended, is_news
from handlers.quicklog.goods import Gift
from handlers.quicklog.pieces import Piece
from handlers.quicklog.subjects import topics_of
from handlers.quicklog.talks import drafts
from handlers.quicklog.unread import begins_unknown, unread_fields

_FELT = frozenset({"quá", "qua", "lắm", "lam", "ơi", "oi", "vui", "rất", "thật"})


class Grouping:
    """The clauses of a message by what they report; numbers are places among the clauses.

    `methods` are clinical methods that she gave herself; `unclear` the fields to ask for; `unread` those of which
    something may have been said that found no place.
    """

    def __init__(self, said: Sequence[Clause]) -> None:
        self.said = said
        self.talks: list[Draft] = []
        self.gifts: list[Gift] = []
        self.methods: list[list[int]] = []
        self.referrals: list[list[int]] = []
        self.news: list[list[int]] = []
        self.unclear: set[str] = set()
        self.unread: set[str] = set()
        self._last: tuple[str, list[int]] = ("", [])
        self._contacts: set[int] = set()
        self._came: list[int] = []
        for at, clause in enumerate(said):
            if not clause.skipped:
                self._assign(at, clause)
            elif not (clause.act == "stock" and clause.joint == ""):
                self._last = ("", [])
        for at in self._came:
            self.unread |= unread_fields(said[at], "")
            if said[at].has("topic") and not said[at].has("service"):
                self.unclear.add("kind")
        self._join_groups()
        self.talks = [draft for draft in without_totals(self.talks) if not self._undecided(draft)]
        if any(self._tells_something(said[at]) for at in self._contacts.difference(*self.news)):
            self.unread.add("kind")

    def spoken_of(self, at: int) -> str | None:
        """The one client named just before."""
        before = self.said[at - 1] if at else None
        if before is None or before.joint == "." and self.said[at].joint == ".":
            return None
        codes = before.codes()
        return codes[0] if len(codes) == 1 else None

    @staticmethod
    def _tells_something(clause: Clause) -> bool:
        """Whether news of a client may hide in a clause that only seems to name her."""
        return not clause.has("contact") and clause.has("negation", "done", "went", "exam")

    def _assign(self, at: int, clause: Clause) -> None:
        act = clause.act or self._going_on(at, clause)
        if self._came[-1:] != [at]:
            self.unread |= unread_fields(clause, act)
        self.unread |= doubts(clause, act)
        if act in {"talk", "tt"}:
            self._talk(at, clause)
        elif act == "give" and not clause.act and begins_unknown(clause):
            self.unclear.add("kind")  # "phiếu xuất 50 bcs", "bns 2 hộp": nobody says that these were given out
            self.unread |= {"product", "quantity", "unit"} if clause.amounts("goods") else {"leaflets"}
        elif act in {"give", "take"}:
            self._give(at, clause)
        elif act == "method":
            self.methods.append([at])
            self._last = ("method", self.methods[-1])
        elif act == "refer":
            earlier = [self.said[each] for each in self._last[1]] if self._last[0] == "refer" else []
            dated = (
                clause.days("past", "vague")
                and clause.amounts("people")
                and any(each.has(*PURPOSES) for each in earlier)
            )
            if clause.act or not earlier or dated:
                self.referrals.append([])
            if clause.act and self._last[0] == "contact" and self._lists_codes(self._last[1]) and not clause.codes():
                self.referrals[-1] += self._last[1]  # "KH-7F3K (SN 1991) được giới thiệu …"
            self.referrals[-1].append(at)
            self._last = ("refer", self.referrals[-1])
        elif act == "news":
            self._tell(at, clause)
        elif act == "contact":
            self._contacts.add(at)
            listed = self._last[1] if self._last[0] == "contact" and self._lists_codes(self._last[1]) else []
            self._last = ("contact", [*listed, at])
        elif act == "talk?":
            self.unclear.add("kind")
        elif act == "all":
            self._share_topics(clause)

    def _going_on(self, at: int, clause: Clause) -> str:
        """What a clause without a verb belongs to."""
        last = self._last[0]
        if last == "talk" and clause.has("unrealised") and clause.has("went", "exam") and not clause.has("state"):
            self.unclear.add("kind")  # "…, chị đồng ý đi 25/11"
            return ""
        called = clause.codes() and clause.has("contact") and not clause.has("state")
        if called and last in {"give", "refer"} and not attended(clause):
            return "contact"
        other = clause.joint == "." or clause.has("result")
        if clause.codes() and other and last == "refer" and not clause.has(*PURPOSES, "state", "done"):
            return "contact"
        if last == "news" and (clause.has("state", "done") or clause.days("past", "later", "pair")):
            return "news"
        went = bool(clause.codes()) and clause.has("done") and attended(clause)
        if last == "refer" and not clause.has("state") and not went and self._refers(clause):
            return "refer"
        if last == "news" and not clause.has("people", "code", "bad code") and clause.has("service", "organ", "exam"):
            return "news"  # "từ chối tiêm, muốn đặt vòng"
        told = clause.has("state") or attended(clause)
        if is_news(clause) or (told and (last in {"contact", "news", "refer"} or self.spoken_of(at))):
            return "news"
        if last == "contact" and clause.has("born", "born short") and self._lists_codes([*self._last[1], at]):
            return "contact"
        if clause.codes() and not clause.amounts("goods", "leaflet", "people", "households"):
            return "contact" if last not in {"give", "refer"} else last
        if clause.has("all") and clause.has("topic", "about", "channel"):
            return "all"
        counted = [amount for amount in clause.amounts("goods", "leaflet") if amount.number is not None]
        told = bool(clause.amounts("people", "households")) and not clause.amounts("goods")
        if last == "talk" and counted and told and not self.talks[-1].grouped:
            return "talk"  # "nói chuyện CLB: 24 người tờ rơi: 24"
        if counted or (last == "give" and clause.amounts("goods", "leaflet") and not clause.amounts("money")):
            return "give"
        if last == "talk" and self._talks_on(clause):
            return "talk"
        if last == "give" and clause.amounts("people", "households") and self.gifts[-1].lacks_receivers:
            return "give"
        if last == "give" and (clause.has("topic", "channel", "code", "about") or clause.days("past", "vague")):
            return "talk" if self.talks and clause.amounts("people") and self._attended(clause) else "give"
        if clause.amounts("people", "households") and self.talks and self._attended(clause):
            return "talk"
        if last == "method" and (clause.has("code") or clause.days("past")):
            self._last[1].append(at)
            return ""
        if last == "refer" and clause.days("past", "vague", "pair"):
            return "refer"
        if clause.amounts("people", "households"):
            self._came.append(at)
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
        before = self.talks[-1] if self.talks and self._last[0] in {"talk", "give"} else None
        lists_unknown = not clause.act and not self._counts_or_tells(clause) and self._listing(clause)
        if before is not None and before.topics and lists_unknown:
            before.unclear.add("topics")
        fresh = drafts(clause, at, before, self.said[at + 1 :])
        self.talks += fresh
        if before is None and self._came[-1:] == [at - 1] and clause.joint == "," and not fresh[0].grouped:
            came = self.said[self._came.pop()]  # "có 3 chị đến hỏi về que cấy, em tư vấn"
            fresh[0].people += came.amounts("people")
            fresh[0].households += came.amounts("households")
            if came.has("topic") and not fresh[0].topics:
                fresh[0].topics += topics_of(came.parts)[0]
                fresh[0].unclear.add("topics")
        for amount in clause.amounts("leaflet"):
            if amount.number is not None:
                self.talks[-1].leaflets.append(at)
        counted = [amount for amount in clause.amounts("goods") if amount.number is not None]
        if counted:
            self.gifts.append(Gift([at], [clause]))
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
        if any(isinstance(part, Piece) and not _FELT.isdisjoint(part.text.split()) for part in clause.parts):
            return False  # "…, trời nóng quá"
        return unknown and all(
            isinstance(part, Piece) and (part.unknown and not part.capital or part.has("and", "noise"))
            for part in clause.parts
        )

    def _give(self, at: int, clause: Clause) -> None:
        if clause.has("all") and self.gifts and not clause.amounts("goods", "leaflet"):
            for gift in self.gifts:  # "…, đều là bán"
                gift.clauses.append(clause)
                gift.at.append(at)
            return
        if clause.act and self.gifts and self._tells_at_last(at, clause):
            self.gifts[-1].at.append(at)
            self.gifts[-1].clauses.append(clause)
            self._last = ("give", self.gifts[-1].at)
            return
        anew = clause.joint == "." and is_(clause.parts[0], "for")  # "cho kh 7f3k 5 bao"
        anew = anew or (is_(clause.parts[0], "each") and self._names_receivers(at + 1))
        goes_on = not clause.act and self._last[0] == "give" and self.gifts and not anew
        if not goes_on:
            before = self.gifts[-1] if self.gifts and self.gifts[-1].at[-1] == at - 1 else None
            same = clause.has("more") or (clause.act == "take" and not clause.has("people"))
            spoken = self.spoken_of(at) if clause.act == "take" and not clause.has("people") else None
            codes = before.codes() if before and same else ([spoken] if spoken else [])
            self.gifts.append(Gift(client_before=codes[0] if len(codes) == 1 else None))
            if clause.codes() and not clause.act and self._last[0] == "contact" and self._lists_codes(self._last[1]):
                self.gifts[-1].at += self._last[1]  # "kh 7f3k, kh 9pr5 mỗi chị 3 vỉ"
                self.gifts[-1].clauses += [self.said[earlier] for earlier in self._last[1]]
        gift = self.gifts[-1]
        gift.at.append(at)
        gift.clauses.append(clause)
        if clause.act and (clause.has("service") or clause.amounts("method")) and not clause.has("about"):
            self.methods.append([at])
        self._last = ("give", gift.at)

    def _tells_at_last(self, at: int, clause: Clause) -> bool:
        """Whether the verb of what was listed comes at its end: "hello 2 hộp, anna 3 vỉ đã bán"."""
        before = self.gifts[-1]
        listed = before.at[-1] == at - 1 and not any(earlier.act for earlier in before.clauses)
        ends = bool(clause.amounts("goods")) and is_(clause.parts[-1], "give", "take")
        return listed and clause.joint == "," and (ends or self._names_receivers(at))

    def _names_receivers(self, at: int) -> bool:
        """Whether a clause only tells to whom that was given which was listed before: "…, phát cho 6 chị"."""
        clause = self.said[at] if at < len(self.said) else None
        if clause is None or clause.skipped or clause.act != "give" or clause.joint != ",":
            return False
        given = clause.amounts("goods", "leaflet", "other goods", "unknown goods", "method")
        return not given and bool(clause.amounts("people") or clause.codes())

    def _tell(self, at: int, clause: Clause) -> None:
        goes_on = self._last[0] == "news" and not (clause.codes() or clause.has("bad code")) and self.news
        told = goes_on and any(
            self.said[earlier].has("state") or is_news(self.said[earlier]) for earlier in self.news[-1]
        )
        begins = clause.joint != "" or is_(clause.parts[0], "people")
        other = clause.has("people") and told and not clause.has("self") and begins
        if goes_on and not (other and not self._appoints(clause)):
            self.news[-1].append(at)
        elif self._last[0] == "contact" and (not clause.codes() or self._lists_codes(self._last[1])):
            self.news.append([*self._last[1], at])
        else:
            self.news.append([at])
        self._last = ("news", self.news[-1])

    def _lists_codes(self, at: list[int]) -> bool:
        """Whether these clauses only name clients: "kh 7f3k, kh 9pr5 và kh 4wz8 đã khám"."""
        parts = [part for each in at for part in self.said[each].parts]
        return all(
            isinstance(part, Piece) and (part.number or part.has("code", "noise", "and", "born", "born short"))
            for part in parts
        )

    @staticmethod
    def _appoints(clause: Clause) -> bool:
        return any(piece.senses["state"] == "appointment" for piece in clause.pieces("state"))

    def _share_topics(self, clause: Clause) -> None:
        found, other = topics_of(clause.parts)
        for draft in self.talks:
            for topic in found:
                if topic not in draft.topics:
                    draft.topics.append(topic)
            if other:
                draft.unclear.add("topics")

    def _join_groups(self) -> None:
        """ "tư vấn và phát 10 bao cho 2 chị": those who got something are those who were talked to."""
        for draft in self.talks:
            self._ask_after(draft)
            last = max(draft.at)
            following = self.said[last + 1] if last + 1 < len(self.said) else None
            if draft.grouped or following is None or following.skipped or following.act not in {"give", "take"}:
                continue
            named = [amount for amount in following.amounts("people", "households") if not amount.each]
            codes = following.codes()
            if not named and not codes:
                continue
            further = is_(following.parts[0], "then")
            if following.joint == "and" or (following.joint in {"", ","} and self._is_bare(draft) and not further):
                draft.people += [amount for amount in named if amount.what == "people"]
                draft.households += [amount for amount in named if amount.what == "households"]
                draft.codes += len(codes)
                if draft.households:
                    draft.forms.add("household_visit")
            elif named:
                draft.unclear.add("attendees" if named[0].what == "people" else "households")

    def _ask_after(self, draft: Draft) -> None:
        """Asks how many were talked to if that may be those who got something: "bán cho kh 7f3k 1 hộp, tư vấn thêm"."""
        first = min(draft.at)
        before = self.said[first - 1] if first else None
        if draft.grouped or draft.joined or before is None or before.skipped or before.act not in {"give", "take"}:
            return
        named = before.codes() or before.amounts("people")
        if named and draft.forms == {"counselling"} and self.said[first].joint in {",", "and", ""}:
            draft.unclear.add("attendees")

    def _is_bare(self, draft: Draft) -> bool:
        return draft.forms.isdisjoint({"loudspeaker", "online"}) and not any(
            self.said[at].has("topic", "about", "cue") for at in draft.at
        )

    def _undecided(self, draft: Draft) -> bool:
        """TT that may be a talk, an injection or a place gives no record."""
        if not draft.tt or draft.topics or draft.forms or draft.sessions or "topics" in draft.unclear:
            return False
        self.unclear.add("kind")
        return True
