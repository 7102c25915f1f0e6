"""Updates as no messenger should send them, and as some do: made from a seed, with what must come of each."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

import handlers.router  # noqa: F401 - registers all actions
from handlers.actions import ACTIONS
from handlers.home import COMMAND_ACTIONS
from handlers.router import may_be_asked_in_group

Expected = Literal["answer", "silence", "at most one"]

WORDS = (
    "/talk", "/ghi", "/menu", "/so", "/huy", "/help", "/language", "/start", "/start ABCDE-FGH23", "/talk@sotay_bot x",
    "/khong_co", "/", "//", "/start " + "A" * 3000, "1", "2", "1,2", "5", "0", "-3", "12", "1.200",
    "999999999999999999",
    "9" * 5000, "1e999", "٣", "９", "½", "Ⅻ", "lưu", "lùi", "huỷ", "bỏ qua", "xong", "menu", "sửa", "có", "không",
    "hôm qua", "thứ 2", "31/2", "20/11", "0/0/0", "99/99/9999", "tư vấn", "loa", "English", "Tiếng Việt", "join:yes",
    "ABCDE-FGH23", "HELLO-W0RLD", "", " ", "\n", "\t\n ", "\0", "a\0b", "\x01\x02\x1b[31m", "\x7f\x80\x9f", "\ud800",
    "x\udfffy", "\ufeff", "\u200b\u200d", "\u202e đảo ngược \u202c", "\u2066\u2069", "مرحبا", "שלום 12", "👍",
    "👨‍👩‍👧‍👦" * 40,
    "e" + "\u0301" * 2000, "ạ" * 4096, "ạ" * 4097, "{name} {0} {}", "%s %(a)s %", "${jndi:x}", "<b>x</b>", "*_`[", "\\",
    "'; DROP TABLE talks; --", '"' * 300, "0912345678", "Chị Hoa 0912 345 678", "012345678901", "null", "NaN", "True",
)  # fmt: skip
SENTENCES = (
    "hôm qua tư vấn 3 chị về khhgđ, phát 20 tờ rơi", "cấp miễn phí 20 bcs", "phát khoảng 30 bao, vài vỉ thuốc",
    "kh7f3k chưa đi, hẹn thứ 5 tuần sau", "giới thiệu 2 chị đi khám vú ở bv k", "đặt vòng cho 2 chị", "KH-70F khám rồi",
    "bán 2 hộp hello plus cho chị Hoa 0912345678", "tư vấn 2 chị, tư vấn 3 chị, phát 10 bcs, kh7f3k từ chối",
    "phát 999999999999999 bcs", "tư vấn -5 chị ngày 31/2", "GT-7F3KQ", "KH-7F3K", "kh 7f3k", "20 bao", "50 vỉ", "50k",
    "2 hộp", "1.200 cái", "1985", "hẹn 5/12", "chưa đi", "đã khám", "từ chối", "cẩm nang", "xem thêm", "phần trước",
    "thêm", "sửa 1", "bỏ 2", "phiếu",
)  # fmt: skip
"""What the quick log and the forms of goods, referrals and follow-up listen for."""
HUGE = ("a" * 100_000, "1," * 50_000, "lưu " * 25_000, "🙂" * 30_000, "\n" * 20_000 + "x")
JUNK: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    2**31,
    2**63,
    -(2**80),
    10**400,
    "",
    "x",
    "\ud83d",
    [],
    [[]],
    {},
    {"id": 1},
    [1, "a"],
)
DATA = (
    "", "home", "talk", "again", "book", "book:week.1.0", "book:year.-1.x", "book:day.99999.99999",
    "book:month.99999999.1",
    "open:1", "open:999999999999999999999", "open:-1", "open:", "correct:1", "withdraw:1", "language:vi", "language:en",
    "language:xx", "resume", "help", "f:::", "f:0:form:counselling", "g:0:=:save", "g:0:!:sure", "g:zz:attendees:back",
    "f:1:topics:", "g:1:?:change", "f:" + "x" * 60, "g::::::::", "nothing", "join:yes", "join:no", "đ" * 32,
    "\0", "\x1b", "::",
)  # fmt: skip
STAYING = sorted(name for name in ACTIONS if not name.startswith("quit"))
"""All actions but those by which somebody leaves, for who left is nobody known."""
ARGUMENTS = (
    "",
    ":",
    ":1",
    ":2",
    ":1.1",
    ":1.attended",
    ":1:có",
    ":condom",
    ":p1",
    ":p99999",
    ":x.y",
    ":-1",
    ":" + "9" * 30,
)
KINDS = (
    "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result", "shipping_query",
    "poll", "poll_answer", "chat_member", "chat_join_request", "message_reaction", "business_message", "chat_boost",
    "purchased_paid_media", "something_of_next_year",
)  # fmt: skip
CONTENTS: tuple[dict[str, Any], ...] = (
    {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9,
    "is_animated": False,
                 "is_video": False}},
    {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}], "caption": "Chị Hoa 0912345678"},
    {"photo": []},
    {"contact": {"phone_number": "+84912345678", "first_name": "Hoa"}},
    {"location": {"longitude": 105.8, "latitude": 21.0}},
    {"location": {"longitude": 1e400, "latitude": "x"}},
    {"voice": {"file_id": "v", "file_unique_id": "v", "duration": -1}},
    {"document": {"file_id": "d", "file_unique_id": "d"}},
    {"dice": {"emoji": "🎲", "value": 6}},
    {"new_chat_members": []},
    {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    {"text": "/talk", "entities": [{"type": "bot_command", "offset": -5, "length": 10**12}]},
    {"text": "/talk", "entities": [{"type": "of next year", "offset": 0, "length": 1}]},
    {"text": "lưu", "reply_markup": {"inline_keyboard": "x"}},
    {"text": "1", "date": 0}, {"text": "1", "date": 2**40}, {"text": "1", "date": -1}, {"text": "1", "date": "hôm qua"},
    {"text": "1", "date": "2026-11-18T12:00:00"}, {"text": "1", "date": 10**30}, {"text": "1", "message_id": 2**70},
    {"text": "1", "message_id": -1}, {"text": "1", "via_bot": "x"}, {"text": ["1"]}, {"text": 1}, {"text": None},
)  # fmt: skip


@dataclass(frozen=True)
class Strange:
    """An update, whose it is, and what must come of it."""

    raw: dict[str, Any]
    chat: int
    expected: Expected


class Generator:
    """Makes strange updates of these people; the same ones for the same seed."""

    def __init__(self, random: Random, known: list[int], unknown: list[int], date: Callable[[], int]) -> None:
        self._random = random
        self._known = known
        self._unknown = unknown
        self._date = date
        self._kinds: list[tuple[Callable[[], Strange], int]] = [
            (self._words, 40), (self._contents, 10), (self._tap, 15), (self._malformed, 15), (self._group, 5),
            (self._other_kind, 6), (self._stranger, 6), (self._membership, 3), (self._foreigner, 2), (self._rubbish, 4),
        ]  # fmt: skip

    def next(self) -> Strange:
        """One more."""
        makers, weights = zip(*self._kinds, strict=True)
        maker: Callable[[], Strange] = self._random.choices(makers, weights)[0]
        return maker()

    def data(self) -> str:
        """What a forged button says."""
        random = self._random
        if random.random() < 0.3:
            return "".join(
                chr(random.choice((random.randrange(1, 128), random.randrange(0xA0, 0x2FF)))) for _ in range(20)
            )
        if random.random() < 0.5:
            return random.choice(STAYING) + random.choice(ARGUMENTS)
        return random.choice(DATA)

    def _text(self) -> str:
        random = self._random
        if random.random() < 0.005:
            return random.choice(HUGE)
        if random.random() < 0.2:
            anywhere = (range(128), range(0x1EA0, 0x1EFF), range(0x110000))
            return "".join(chr(random.choice(random.choice(anywhere))) for _ in range(random.randrange(1, 60)))
        if random.random() < 0.4:
            return random.choice((*SENTENCES, *(f"/{command}" for command in COMMAND_ACTIONS)))
        return random.choice(WORDS)

    def _message(self, chat: int, **content: Any) -> dict[str, Any]:
        sender = {"id": chat, "is_bot": False, "first_name": self._random.choice(WORDS), "language_code": "vi"}
        return {
            "message_id": self._random.randrange(1, 1 << 31),
            "date": self._date(),
            "chat": {"id": chat, "type": "private", "first_name": "x"},
            "from": sender,
            **content,
        }

    def _words(self) -> Strange:
        chat = self._random.choice(self._known)
        return Strange({"message": self._message(chat, text=self._text())}, chat, "answer")

    def _contents(self) -> Strange:
        chat = self._random.choice(self._known)
        return Strange({"message": self._message(chat, **self._random.choice(CONTENTS))}, chat, "answer")

    def _malformed(self) -> Strange:
        """Any field but the chat has a value of a wrong type, or is missing."""
        chat, random = self._random.choice(self._known), self._random
        message = self._message(chat, text=self._text())
        for _ in range(random.randrange(1, 4)):
            holder = random.choice((message, message.get("from")))
            if not isinstance(holder, dict) or not holder:
                continue
            name = random.choice([*holder, "reply_to_message", "entities", "sender_chat", "forward_origin"])
            if name == "chat":
                continue
            if random.random() < 0.3:
                holder.pop(name, None)
            else:
                holder[name] = random.choice(JUNK)
        return Strange({"message": message}, chat, "answer")

    def _tap(self) -> Strange:
        chat, random = self._random.choice(self._known), self._random
        query: dict[str, Any] = {
            "id": str(random.randrange(1 << 60)),
            "from": {"id": chat, "is_bot": False, "first_name": "x"},
            "chat_instance": "1",
            "message": {
                "message_id": random.choice((1, 0, -5, 2**40)),
                "date": 0,
                "chat": {"id": chat, "type": "private"},
            },
            "data": random.choice((self.data(), self.data(), self.data(), 5, None, [], "\ud800", "x" * 5000)),
        }
        if random.random() < 0.1:
            query["game_short_name"] = random.choice(JUNK)
        return Strange({"callback_query": query}, chat, "answer")

    def _group(self) -> Strange:
        chat, random = self._random.choice(self._known), self._random
        message = self._message(chat, text=self._text())
        message["chat"] = {"id": -random.randrange(1 << 40), "type": random.choice(("group", "supergroup", "channel"))}
        if random.random() < 0.5:
            private = may_be_asked_in_group(message["text"])  # then the answer goes to the asker alone
            return Strange({"message": message}, chat, "at most one" if private else "silence")
        query = {"id": "1", "from": message["from"], "chat_instance": "1", "message": message, "data": "talk"}
        return Strange({"callback_query": query}, chat, "silence")

    def _other_kind(self) -> Strange:
        chat = self._random.choice(self._known)
        body = self._random.choice((self._message(chat, text=self._text()), *JUNK))
        return Strange({self._random.choice(KINDS): deepcopy(body)}, chat, "silence")

    def _stranger(self) -> Strange:
        chat = self._random.choice(self._unknown)
        if self._random.random() < 0.3:
            tapped = self._tap().raw["callback_query"]
            tapped["message"]["chat"]["id"] = tapped["from"]["id"] = chat
            return Strange({"callback_query": tapped}, chat, "at most one")
        return Strange({"message": self._message(chat, text=self._text())}, chat, "at most one")

    def _membership(self) -> Strange:
        chat, random = self._random.choice(self._known), self._random
        bot = {"id": 123456, "is_bot": True, "first_name": "Sổ Tay"}
        states = ("member", "kicked", "left", "of next year")
        old, new = ({"status": random.choice(states), "user": bot, "until_date": 0} for _ in range(2))
        person = {"id": chat, "is_bot": False, "first_name": "x"}
        changed = {"chat": {"id": chat, "type": "private"}, "from": person, "date": self._date()}
        return Strange({"my_chat_member": {**changed, "old_chat_member": old, "new_chat_member": new}}, chat, "silence")

    def _foreigner(self) -> Strange:
        """A private chat with a number that no chat has, or no number at all."""
        chat = self._random.choice(
            (0, -1, 2**63, -(2**63), 2**64, 10**40, 10**4000, 1 << 52, "x", "710000001x", 1.5, None)
        )
        message = self._message(0, text=self._text())
        message["chat"]["id"] = chat
        return Strange({"message": message}, 0, "at most one")

    def _rubbish(self) -> Strange:
        random = self._random
        kind = random.choice(("message", "callback_query", "my_chat_member"))
        raw: dict[str, Any] = random.choice((
            {}, {kind: random.choice(JUNK)}, {kind: {"chat": random.choice(JUNK)}},
            {kind: {"message": random.choice(JUNK)}},
            {"update_id": random.choice(("x", None, [], {}, 1.5)), "message": self._message(self._known[0], text="1")},
        ))  # fmt: skip
        return Strange(deepcopy(raw), 0, "at most one")
