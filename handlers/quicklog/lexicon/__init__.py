"""The words of the quick log. Everything that can be said is in the tables of this package; extend them here.

A table is `{kind: {value: "phrase; phrase; ..."}}`. Write phrases with all their marks: whoever types fewer marks,
leaves Telex or VNI keys undone or slips once in a word is understood all the same.

* The longest phrase wins; of equally long ones the first in these tables.
* `N vỉ` holds only directly after a number, `à không N` and a "numbered place" only directly before one: for words that
  mean something else without marks (`vi` is vỉ or vì, `to` is tờ or tổ).
* `!cỡ` holds only with all its marks typed, because without them it is a common word (`co` is có).
"""

from handlers.quicklog.lexicon.acts import NOT_DONE, VERBS
from handlers.quicklog.lexicon.clinic import CLINIC, STATES
from handlers.quicklog.lexicon.joints import SHORT_FORMS, SMALL
from handlers.quicklog.lexicon.table import Table
from handlers.quicklog.lexicon.talks import CUES, FORMS, TOPICS
from handlers.quicklog.lexicon.things import COUNTED, GOODS

TABLES: tuple[Table, ...] = (VERBS, NOT_DONE, COUNTED, GOODS, TOPICS, CUES, CLINIC, STATES, SMALL)

__all__ = ["FORMS", "SHORT_FORMS", "TABLES"]
