"""Goods given out: what, how much, through which channel and to which client."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from handlers.quicklog.amounts import Amount, Part
from handlers.quicklog.clauses import Clause, is_
from handlers.quicklog.pieces import Piece
from handlers.quicklog.records import Distribution, Item
from handlers.quicklog.subjects import tells_of
from handlers.reading.spelling import bare


@dataclass(slots=True)
class Gift:
    """What one verb gives out, with the clauses that go on with it. `at` are their places in the message.

    `client_before` is who gets it when nobody is named: "bán cho kh 7f3k 2 vỉ, tặng thêm 5 bao".
    """

    at: list[int] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    client_before: str | None = None

    def parts(self) -> list[Part]:
        """Everything said."""
        return [part for clause in self.clauses for part in clause.parts]

    def codes(self) -> list[str]:
        """The clients named."""
        return [code for clause in self.clauses for code in clause.codes()]

    @property
    def lacks_receivers(self) -> bool:
        """Whether each of some people got so many, and nobody said how many people: "phát mỗi chị 5 bao"."""
        each = any(isinstance(part, Amount) and part.each for part in self.parts())
        return each and not any(clause.amounts("people", "households") for clause in self.clauses)


@dataclass(slots=True)
class _Share:
    """Amounts for the same clients."""

    amounts: list[Amount] = field(default_factory=list)
    clients: list[str] = field(default_factory=list)
    others: bool = False


def distributions(gift: Gift, on: date, receivers: "Receivers", unclear: set[str]) -> list[Distribution]:
    """The records of what one verb gave out, one for each client; what has to be asked is added to `unclear`."""
    channel = _channel(gift)
    receivers = receivers.nearest(gift)
    if any(clause.has("bad code") for clause in gift.clauses):
        unclear.add("client")
    records: list[Distribution] = []
    for share in _shares(gift.parts()):
        split = len(share.clients) > 1 and not any(amount.each for amount in share.amounts)
        clients: list[str | None] = [*share.clients] or [None if share.others else gift.client_before]
        for client in clients:
            items = [
                _item(amount, receivers, unclear, client, split=split)
                for amount in share.amounts
                if not _shares_out(amount, share.amounts, receivers)
            ]
            if items:
                people = _people(gift) if client is None else None
                records.append(Distribution(on, items, channel, client, people))
    return records


def _shares_out(amount: Amount, others: Sequence[Amount], receivers: "Receivers") -> bool:
    """Whether it only tells how much of it each got: "4 chai cho 4 chị, mỗi chị 1 chai"."""
    if not amount.each or amount.product is not None or amount.value is None:
        return False
    return any(
        other.unit == amount.unit and not other.each and other.value == receivers.times(amount) for other in others
    )


def _people(gift: Gift) -> int | None:
    """How many people got it, if that was said once and for certain."""
    counted = [amount for clause in gift.clauses for amount in clause.amounts("people") if not amount.each]
    sure = len(counted) == 1 and counted[0].number is not None and not counted[0].number.about
    return counted[0].value if sure else None


def merged(records: Sequence[Distribution]) -> list[Distribution]:
    """One record for each day, channel and client; items of one kind in it are added up."""
    found: dict[tuple[date, str | None, str | None], Distribution] = {}
    for record in records:
        key = record.date, record.channel, record.client
        nothing = Distribution(record.date, [], record.channel, record.client, 0)
        kept = found.setdefault(key, nothing)
        both_known = kept.receivers is not None and record.receivers is not None
        kept.receivers = (kept.receivers or 0) + (record.receivers or 0) if both_known else None
        for item in record.items:
            _add(kept.items, item)
    return list(found.values())


def _add(items: list[Item], item: Item) -> None:
    for kept in items:
        same = (kept.product, kept.unit, kept.brand) == (item.product, item.unit, item.brand)
        if same and kept.quantity is not None and item.quantity is not None:
            kept.quantity += item.quantity
            return
    items.append(item)


def _channel(gift: Gift) -> str | None:
    said = [
        piece
        for clause in gift.clauses
        for piece in clause.pieces("channel")
        if not piece.has("give", "topic") or piece.has("channel")
    ]
    explicit = [piece.senses["channel"] for piece in said if not piece.has("give")]
    verbs = [
        part
        for clause in gift.clauses
        for before, part in pairwise([None, *clause.parts])
        if isinstance(part, Piece)
        and part.has("give", "take")
        and (is_(before, "done") or not is_(before, "each", "plural"))
    ]
    if explicit:
        return explicit[0]
    own = (verb.senses.get("give") or verb.senses.get("take") for verb in verbs)
    return next((value for value in own if value), None)


def _asked_for(parts: Sequence[Part], at: int) -> bool:
    """Whether somebody only asked for it: "có người hỏi bao cao su"."""
    product, before = parts[at], parts[at - 1] if at else None
    return (
        isinstance(product, Amount)
        and product.number is None
        and isinstance(before, Piece)
        and bare(before.text) == "hoi"
    )


def _shares(parts: Sequence[Part]) -> list[_Share]:
    """Which amounts are for which clients."""
    runs: list[tuple[str, Amount | str]] = []
    verb = next(
        (at for at, part in enumerate(parts) if isinstance(part, Piece) and part.has("give", "take", "hand")), 0
    )
    for at, part in enumerate(parts):
        if isinstance(part, Amount):
            if tells_of(parts, at) or _asked_for(parts, at):
                continue
            if part.what == "goods" and (part.product or part.unit) and (part.number is not None or at > verb):
                runs.append(("amount", part))
            elif part.what == "people":
                runs.append(("other", part))
        elif part.has("code") and ("client", part.senses["code"]) not in runs:
            runs.append(("client", part.senses["code"]))
        elif part.has("people") and at and _is_for(parts[at - 1]) and not _named(parts[at + 1 : at + 3]):
            runs.append(("other", part.text))
    _name_nameless(runs)
    clients = [value for kind, value in runs if kind == "client"]
    amounts = [value for kind, value in runs if isinstance(value, Amount) and kind == "amount"]
    if not clients:
        return [_Share(amounts, others=any(kind == "other" for kind, _ in runs))]
    groups = _grouped(runs)
    if sum(bool(share.clients) for share in groups) <= 1 and not any(
        share.others for share in groups if not share.clients
    ):
        return [_Share(amounts, [str(client) for client in clients])]
    return groups


def _name_nameless(runs: list[tuple[str, Amount | str]]) -> None:
    """Joins "bao cao su cho 2 chị, mỗi chị 10 cái": a product without an amount and the amounts after it.

    "thuốc: anna 3 vỉ" names the product before its brand.
    """
    nameless: Amount | None = None
    for run in list(runs):
        amount = run[1]
        if run[0] != "amount" or not isinstance(amount, Amount):
            continue
        if nameless is not None and amount.number is not None and amount.product in {None, nameless.product}:
            if amount.product is None:
                amount.product, amount.brand = nameless.product, nameless.brand
            runs[:] = [other for other in runs if other[1] is not nameless]
        else:
            nameless = amount if amount.number is None else None


def _named(parts: Sequence[Part]) -> bool:
    """Whether somebody is a client who is named next: "cho bà bầu KH-3GH4"."""
    return any(is_(part, "code") for part in parts)


def _is_for(part: Part) -> bool:
    return isinstance(part, Piece) and (part.has("for") or (part.has("give") and part.text.endswith("cho")))


def _grouped(runs: list[tuple[str, Amount | str]]) -> list[_Share]:
    """Runs such as amount, client, amount, client; or client, amount, client, amount."""
    client_first = next(kind for kind, _ in runs if kind != "other") == "client"
    groups: list[_Share] = [_Share()]
    last = ""
    for kind, value in runs:
        starts = kind == ("client" if client_first else "amount") and last not in {"", kind}
        if kind == "client" and not client_first and groups[-1].others and groups[-1].amounts:
            groups.append(_Share())  # "que thử cho 3 chị, cho kh 7f3k 5 bao"
        elif starts and groups[-1].amounts and (client_first or groups[-1].clients or groups[-1].others):
            groups.append(_Share())
        if kind == "amount" and isinstance(value, Amount):
            groups[-1].amounts.append(value)
        elif kind == "client":
            groups[-1].clients.append(str(value))
        else:
            groups[-1].others = True
            if client_first:
                continue
        last = kind
    return [share for share in groups if share.amounts]


def _item(amount: Amount, receivers: "Receivers", unclear: set[str], client: str | None, *, split: bool) -> Item:
    item = Item(amount.product, amount.value, amount.unit, amount.brand)
    if amount.product is None:
        unclear.add("product")
    if amount.twice:
        item.quantity = item.unit = None
        unclear.update({"quantity", "unit"})
        return item
    if amount.number is None:
        item.unit = amount.unit
        return item
    if amount.unit is None:
        unclear.add("unit")
    if amount.number.value is None or amount.number.about:
        unclear.add("quantity")
    if split:
        item.quantity = None
        unclear.add("quantity")
    elif amount.each and client is None:
        item.quantity = receivers.times(amount)
        if item.quantity is None or receivers.about(amount):
            unclear.add("quantity")
    return item


class Receivers:
    """How many there are of those of whom each got something."""

    def __init__(self, amounts: Sequence[Amount]) -> None:
        self._amounts = [amount for amount in amounts if amount.what in {"people", "households"} and not amount.each]

    def nearest(self, gift: Gift) -> "Receivers":
        """Those named with the gift; all if none are."""
        named = Receivers([amount for clause in gift.clauses for amount in clause.amounts("people", "households")])
        return named if named._amounts else self

    def times(self, amount: Amount) -> int | None:
        """The amount for one times the receivers; None when their number is not said."""
        group = self._group(amount)
        if group is None or group.number is None or group.number.value is None or amount.value is None:
            return None
        count = group.number.value if amount.each == "couples" else group.value
        return None if count is None else count * amount.value

    def about(self, amount: Amount) -> bool:
        """Whether their number is only about so many."""
        group = self._group(amount)
        return group is not None and group.number is not None and group.number.about

    def _group(self, amount: Amount) -> Amount | None:
        wanted = "households" if amount.each == "households" else "people"
        fitting = [
            group
            for group in self._amounts
            if group.what == wanted and (amount.each != "couples" or group.couples) and amount.each != "session"
        ]
        before = [group for group in fitting if group.start < amount.start]
        return (before or fitting)[-1 if before else 0] if fitting else None
