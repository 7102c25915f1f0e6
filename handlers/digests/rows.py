"""The file behind a commune's digest: totals for each collaborator, and all records of the week. Clients are codes;
what was found, signs, notes and hints are not in it, for a file is passed on easily.
"""

from collections.abc import Sequence

from db.catalogue import Catalogue
from handlers.digests.commune import in_order
from handlers.digests.doubts import Doubt
from handlers.digests.facts import CommuneWeek, Row
from handlers.digests.words import week_days
from handlers.goods import Goods, counted, is_unusual
from handlers.people import LEGEND
from handlers.purposes import purpose_names
from handlers.screens import Cell, Sheet, Table
from locales import N_, Language

OTHER = N_("not of this commune")


def unusual_handouts(rows: Sequence[Row], catalogue: Catalogue) -> list[Row]:
    """The handouts of more than is usual for so many people."""
    products = {one.code: one for one in catalogue.products}
    return [
        row
        for row in rows
        if row.kind == "distribution"
        and any(
            item["product"] in products and is_unusual(products[item["product"]], item["pieces"], row.facts["people"])
            for item in row.facts["items"]
        )
    ]


def commune_sheet(week: CommuneWeek, doubts: Sequence[Doubt], catalogue: Catalogue, lang: Language) -> Sheet:
    """The workbook."""
    title = lang.say("Week {days} · {place}", days=week_days(week.monday), place=week.name)
    name = f"tuan-{week.monday.isoformat()}-{week.commune_id}"
    return Sheet(name, title, (_by_person(week, lang), _records(week, doubts, catalogue, lang)))


def _by_person(week: CommuneWeek, lang: Language) -> Table:
    heads = (
        N_("Collaborator"),
        N_("Stands"),
        N_("Talks"),
        N_("Participants"),
        N_("Handouts"),
        N_("People supplied"),
        N_("People referred"),
        N_("Overdue to be asked"),
        N_("Run out"),
        N_("Days silent"),
    )
    rows = tuple(
        (
            one.name,
            lang.say(LEGEND.get(one.stands, OTHER)),
            one.work.talks,
            one.work.reached,
            one.work.handouts,
            one.work.supplied,
            one.work.referred,
            one.to_ask,
            one.run_out,
            one.silent,
        )
        for one in in_order(week.people)
    )
    return Table(lang.say("By collaborator"), tuple(lang.say(head) for head in heads), rows)


def _records(week: CommuneWeek, doubts: Sequence[Doubt], catalogue: Catalogue, lang: Language) -> Table:
    heads = (
        N_("Date"),
        N_("Collaborator"),
        N_("Area"),
        N_("What was done"),
        N_("About"),
        N_("People"),
        N_("Client code"),
        N_("Please check"),
    )
    doubted = {id(one.row): one.why for one in doubts}
    why = {"many": lang.say("very many"), "twice": lang.say("twice?")}
    goods = Goods.of(catalogue)
    topics = {one.code: one.names[lang.code] for one in catalogue.topics}
    rows: list[tuple[Cell, ...]] = []
    for row in sorted(week.rows, key=lambda row: (row.day, row.name, row.kind)):
        about, people = _told(row, goods, topics, catalogue, lang)
        check = why.get(doubted.get(id(row), ""))
        rows.append((row.day, row.name, row.area, lang.say(row.what), about, people, row.code, check))
    return Table(lang.say("Records"), tuple(lang.say(head) for head in heads), tuple(rows))


def _told(row: Row, goods: Goods, topics: dict[str, str], catalogue: Catalogue, lang: Language) -> tuple[str, int]:
    """What a record is about, and how many people."""
    facts = row.facts
    if row.kind == "talk":
        return ", ".join(topics.get(topic, topic) for topic in facts["topics"]), facts["attendees"]
    if row.kind == "distribution":
        return ", ".join(_item(item, goods, lang) for item in facts["items"]), facts["people"]
    return purpose_names(catalogue, lang, facts["purposes"]), facts["count"]


def _item(item: dict[str, object], goods: Goods, lang: Language) -> str:
    product, brand, pieces = str(item["product"]), item["brand"], item["pieces"]
    assert isinstance(pieces, int)
    ware = goods.ware_of(product, None)
    amount = counted(lang, pieces, ware.ordinary) if ware else lang.number(pieces)
    return f"{goods.name(lang, product, str(brand) if brand else None)}: {amount}"
