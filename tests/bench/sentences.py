"""`python -m tests.bench.sentences`: how fast the quick log reads ordinary sentences, and the worst long texts.

`python -m tests.bench` measures it, too, and writes it to bench.json.
"""

import random
from collections.abc import Sequence
from datetime import date
from time import process_time

from handlers.quicklog import read_log
from tests.bench.report import Figure, table
from tests.handlers.quicklog.scoring import cases

TODAY = date(2026, 11, 21)
LONGEST = 4_096
ROUNDS = 5
# What makes much work of little: numbers, days, codes, slips, and words of many meanings, over and over.
WEARISOME = (
    *(
        "a ",
        "hai ",
        "1 ",
        "12-",
        "18/11 ",
        "7f3k ",
        "ba1n ",
        "ba bốn ",
        "mỗi chị ",
        "hôm nay ",
        "à nhầm ",
        "tuw vaans ",
    ),
    *("sn 75 ", "bv k ", "(", "và ", "T", "🎉", "kh-7f3k khám rồi ", "phát 1 tờ rơi ", "0912 345 678 "),
    *("đều về utv, thăm 3 hộ ", "phát 20 bcs cho kh 7f3k, "),
)


def milliseconds(texts: Sequence[str]) -> list[float]:
    """How long each text takes, the quickest of several rounds: what else the machine does is not measured."""
    best = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        for number, text in enumerate(texts):
            start = process_time()
            read_log(text, TODAY)
            best[number] = min(best[number], 1000 * (process_time() - start))
    return best


def wearisome() -> list[str]:
    """Texts of full length that take long to read."""
    chance = random.Random(4096)
    letters = "abcdeghiklmnopqrstuvxyăâđêôơưáàảãạ"
    jumbles = ["".join(chance.choice(letters + " " * every) for _ in range(LONGEST)) for every in (4, 8, 16, 30)]
    return [*((piece * LONGEST)[:LONGEST] for piece in WEARISOME), *jumbles]


def figures() -> list[Figure]:
    """Sentences per second, their slowest hundredth, and the slowest text of full length."""
    ordinary = sorted(milliseconds([case["text"] for case in [*cases("dev.jsonl"), *cases("sentences.jsonl")]]))
    return [
        Figure("sentences", round(1000 * len(ordinary) / sum(ordinary)), "/s"),
        Figure("sentences.p99", round(ordinary[len(ordinary) * 99 // 100], 2), "ms"),
        Figure("sentences.longest", round(max(milliseconds(wearisome())), 1), "ms"),
    ]


if __name__ == "__main__":
    print(table(figures(), ""))
