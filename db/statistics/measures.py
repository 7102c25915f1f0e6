"""What is measured: definitions as data, in the words in which they are explained to those who ask.

A measure is one figure of a subject (see db/statistics/counts.py), under some of its keys. A share is measured against
another figure of the same subject (`against`), or against people or units whom nobody but those who answer for an area
can count (`denominator`, see db/denominators.py): without them there is a count and no percentage.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Words = Mapping[str, str]
"""A text by language."""
Figure = Literal["records", "people", "amount"]
Only = Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure. `counted` is the numerator in words, `of` the denominator (None: it is a count), `unit` what is
    counted, `plan` the targets and quotas of Plan 324 that it tells of. `different`: persons are counted once in a
    period, so that periods do not add up."""

    code: str
    names: Words
    unit: Words
    subject: str
    figure: Figure
    only: Only = field(default_factory=dict)
    against: Only | None = None
    counted: Words
    of: Words | None = None
    denominator: str | None = None
    plan: tuple[str, ...] = ()

    @property
    def different(self) -> bool:
        """Whether different persons are counted."""
        return self.subject in ("clients", "collaborators")

    @property
    def source(self) -> Words:
        """The records that it is counted from."""
        return SOURCES[self.subject]


_TALKS = {
    "vi": "Các buổi truyền thông, tư vấn do cộng tác viên ghi, không kể buổi đã rút.",
    "en": "Talks that collaborators logged, without those withdrawn.",
}
_DISTRIBUTIONS = {
    "vi": "Các lần cấp phát, bán do cộng tác viên ghi, không kể lần đã rút.",
    "en": "Distributions that collaborators logged, without those withdrawn.",
}
_REFERRALS = {
    "vi": "Các lần giới thiệu do cộng tác viên ghi và các bước theo dõi sau đó, không kể lần đã rút.",
    "en": "Referrals that collaborators logged and the steps told since, without those withdrawn.",
}
_ALL = {
    "vi": "Mọi ghi chép của cộng tác viên, không kể ghi chép đã rút.",
    "en": "All that collaborators logged, without what was withdrawn.",
}
SOURCES: Mapping[str, Words] = {
    **dict.fromkeys(("talk", "topic", "households", "women"), _TALKS),
    **dict.fromkeys(("supply", "goods"), _DISTRIBUTIONS),
    **dict.fromkeys(("referral", "age"), _REFERRALS),
    **dict.fromkeys(("record", "clients", "collaborators"), _ALL),
}
"""What each subject is counted from."""

_TALK = {"vi": "buổi", "en": "talks"}
_TIMES = {"vi": "lượt người", "en": "people, each time"}
_PEOPLE = {"vi": "người", "en": "people"}
_REFERRED = {"vi": "lượt giới thiệu", "en": "referrals"}
_CODED = frozenset(("asked", "unasked"))
_SCREENINGS = frozenset(("breast", "cervical"))
_DAY = {"vi": "Tính theo ngày diễn ra, không theo ngày ghi.", "en": "By the day on which it happened."}

MEASURES = (
    Measure(
        code="talks",
        names={"vi": "Buổi truyền thông, tư vấn", "en": "Talks"},
        unit=_TALK,
        subject="talk",
        figure="records",
        counted={
            "vi": f"Số buổi truyền thông, tư vấn, thăm hộ, phát loa. {_DAY['vi']}",
            "en": f"How many talks, visits and broadcasts were held. {_DAY['en']}",
        },
    ),
    Measure(
        code="city_events",
        names={"vi": "Sự kiện từ kinh phí Thành phố", "en": "Events paid by the city"},
        unit=_TALK,
        subject="talk",
        figure="records",
        only={"form": frozenset(("community_event",)), "funding": frozenset(("city",))},
        counted={
            "vi": "Số sự kiện cộng đồng do Thành phố chi. Sự kiện do nhiều người cùng ghi được tính nhiều lần.",
            "en": "Community events logged as paid by the city. One that several people logged counts several times.",
        },
        plan=("HD03",),
    ),
    Measure(
        code="local_events",
        names={"vi": "Sự kiện từ kinh phí địa phương", "en": "Events paid by communes"},
        unit=_TALK,
        subject="talk",
        figure="records",
        only={"form": frozenset(("community_event",)), "funding": frozenset(("local",))},
        counted={
            "vi": "Số sự kiện cộng đồng do xã/phường chi. Với MT1.6: số xã/phường có ít nhất một sự kiện.",
            "en": "Community events logged as paid by the commune. For target MT1.6, communes with at least one.",
        },
        of={"vi": "Với MT1.6: số xã/phường.", "en": "For MT1.6: communes."},
        denominator="MT1.6",
        plan=("MT1.6",),
    ),
    Measure(
        code="reached",
        names={"vi": "Lượt người được truyền thông, tư vấn", "en": "People reached by talks"},
        unit=_TIMES,
        subject="talk",
        figure="people",
        counted={
            "vi": "Tổng số người dự các buổi. Một người dự hai buổi được tính hai lượt.",
            "en": "Everybody who took part in talks. Who took part in two counts twice.",
        },
        of={"vi": "Số người dân có nhu cầu, do địa phương nhập.", "en": "People in need, as entered for the area."},
        denominator="MT1.1",
        plan=("MT1.1",),
    ),
    Measure(
        code="households",
        names={"vi": "Lượt hộ được thăm", "en": "Households visited"},
        unit={"vi": "lượt hộ", "en": "households, each time"},
        subject="households",
        figure="amount",
        counted={"vi": "Tổng số hộ ghi ở các lần thăm hộ.", "en": "Households told of in household visits."},
    ),
    Measure(
        code="leaflets",
        names={"vi": "Tờ rơi đã phát", "en": "Leaflets handed out"},
        unit={"vi": "tờ", "en": "leaflets"},
        subject="talk",
        figure="amount",
        counted={"vi": "Số tờ rơi ghi ở các buổi truyền thông, tư vấn.", "en": "Leaflets told of in talks."},
        plan=("HD02",),
    ),
    Measure(
        code="topics",
        names={"vi": "Buổi theo nội dung", "en": "Talks by topic"},
        unit=_TALK,
        subject="topic",
        figure="records",
        counted={
            "vi": "Số buổi có nội dung đó. Buổi nhiều nội dung được tính ở từng nội dung, nên cộng lại nhiều hơn.",
            "en": "Talks on the topic. A talk on several counts for each, so that topics add up to more than talks.",
        },
    ),
    Measure(
        code="women_40",
        names={"vi": "Phụ nữ từ 40 tuổi nghe về ung thư vú", "en": "Women of 40 and over told of breast cancer"},
        unit=_TIMES,
        subject="women",
        figure="people",
        only={"ages": frozenset(("40",))},
        counted={
            "vi": "Số phụ nữ từ 40 tuổi ở các buổi có nội dung ung thư vú và có ghi số này.",
            "en": "Women of 40 and over in talks on breast cancer that tell how many they were.",
        },
        of={"vi": "Phụ nữ từ 40 tuổi có nhu cầu, do địa phương nhập.", "en": "Such women in need, as entered."},
        denominator="MT1.5",
        plan=("MT1.5",),
    ),
    Measure(
        code="women_30_54",
        names={"vi": "Phụ nữ 30–54 tuổi nghe về ung thư cổ tử cung", "en": "Women of 30–54 told of cervical cancer"},
        unit=_TIMES,
        subject="women",
        figure="people",
        only={"ages": frozenset(("30_54",))},
        counted={
            "vi": "Số phụ nữ 30–54 tuổi ở các buổi có nội dung ung thư cổ tử cung và có ghi số này.",
            "en": "Women of 30–54 in talks on cervical cancer that tell how many they were.",
        },
        of={"vi": "Phụ nữ 30–54 tuổi có nhu cầu, do địa phương nhập.", "en": "Such women in need, as entered."},
        denominator="MT1.4",
        plan=("MT1.4",),
    ),
    Measure(
        code="pieces",
        names={"vi": "Sản phẩm đã cấp phát, bán", "en": "Goods handed out"},
        unit={"vi": "đơn vị thường dùng (cái, vỉ, viên, chai…)", "en": "ordinary units (pieces, strips, pills, …)"},
        subject="goods",
        figure="amount",
        counted={
            "vi": "Số lượng quy về đơn vị thường dùng của từng sản phẩm. Không cộng các sản phẩm khác nhau.",
            "en": "Quantities in each product's ordinary unit. Different products are not added up.",
        },
    ),
    Measure(
        code="supplied",
        names={"vi": "Lượt người nhận sản phẩm", "en": "People supplied"},
        unit=_TIMES,
        subject="supply",
        figure="people",
        counted={
            "vi": "Số người nhận hoặc mua sản phẩm, mỗi lần một lượt.",
            "en": "People who were given or sold something, each time.",
        },
        of={"vi": "Số người dân có nhu cầu, do địa phương nhập.", "en": "People in need, as entered for the area."},
        denominator="MT1.3",
        plan=("MT1.3",),
    ),
    Measure(
        code="money",
        names={"vi": "Tiền thu được", "en": "Money received"},
        unit={"vi": "đồng", "en": "đồng"},
        subject="supply",
        figure="amount",
        counted={
            "vi": "Số tiền ghi ở các lần bán. Lần không ghi tiền được tính là 0 đồng.",
            "en": "What was received, as told in distributions. Where nothing is told, nothing is counted.",
        },
    ),
    Measure(
        code="socialised_share",
        names={"vi": "Tỷ lệ cung ứng qua Đề án 818", "en": "Share supplied through the socialised channel"},
        unit={"vi": "% số lượng của từng sản phẩm", "en": "% of each product's quantity"},
        subject="goods",
        figure="amount",
        only={"supply": frozenset(("socialised",))},
        against={},
        counted={"vi": "Số lượng qua kênh xã hội hóa.", "en": "The quantity through the socialised channel."},
        of={
            "vi": "Số lượng qua mọi kênh, chỉ trong những gì đã ghi.",
            "en": "The quantity through all channels, of what was logged.",
        },
        plan=("MT3.2",),
    ),
    Measure(
        code="referrals",
        names={"vi": "Lượt giới thiệu", "en": "Referrals"},
        unit=_TIMES,
        subject="referral",
        figure="people",
        counted={
            "vi": "Số người được giới thiệu sàng lọc hoặc dịch vụ. Giới thiệu cho hai mục đích cùng lúc là một lượt.",
            "en": "People referred to a screening or a service. A referral for two purposes counts once.",
        },
    ),
    Measure(
        code="screening_referrals",
        names={"vi": "Lượt giới thiệu sàng lọc", "en": "Referrals to screening"},
        unit=_TIMES,
        subject="referral",
        figure="people",
        only={"purposes": _SCREENINGS},
        counted={
            "vi": "Số người được giới thiệu sàng lọc ung thư vú, cổ tử cung hoặc cả hai.",
            "en": "People referred to breast or cervical screening, or both.",
        },
        plan=("MT1.4", "MT1.5"),
    ),
    Measure(
        code="attended_share",
        names={"vi": "Tỷ lệ đã đi khám", "en": "Share that attended"},
        unit={"vi": "% lượt giới thiệu", "en": "% of referrals"},
        subject="referral",
        figure="records",
        only={"attended": frozenset(("attended",)), "asked": _CODED},
        against={"asked": _CODED},
        counted={
            "vi": "Lượt giới thiệu có mã khách hàng đã được báo là đã đi khám, kể cả khi sau đó cần quay lại.",
            "en": "Referrals with a client code of which attendance was told, a return being needed or not.",
        },
        of={
            "vi": "Mọi lượt giới thiệu có mã khách hàng trong kỳ, tính theo ngày giới thiệu.",
            "en": "All referrals with a client code, by the day of the referral.",
        },
    ),
    Measure(
        code="followed_share",
        names={"vi": "Tỷ lệ được theo dõi trong 30 ngày", "en": "Share followed up within 30 days"},
        unit={"vi": "% lượt giới thiệu", "en": "% of referrals"},
        subject="referral",
        figure="records",
        only={"asked": frozenset(("asked",))},
        against={"asked": _CODED},
        counted={
            "vi": "Lượt giới thiệu có mã khách hàng được ghi bước theo dõi đầu tiên trong vòng 30 ngày.",
            "en": "Referrals with a client code whose first step was told within 30 days.",
        },
        of={
            "vi": "Mọi lượt giới thiệu có mã khách hàng trong kỳ. Với lượt chưa đủ 30 ngày, tỷ lệ còn thay đổi.",
            "en": "All referrals with a client code. Until 30 days have passed the share may still rise.",
        },
    ),
    Measure(
        code="ages",
        names={"vi": "Giới thiệu theo nhóm tuổi", "en": "Referrals by age group"},
        unit=_TIMES,
        subject="age",
        figure="people",
        counted={
            "vi": "Số người được giới thiệu theo nhóm tuổi của Kế hoạch 324 vào năm giới thiệu.",
            "en": "People referred, by the plan's age groups in the year of the referral.",
        },
    ),
    Measure(
        code="clients",
        names={"vi": "Khách hàng khác nhau", "en": "Different clients"},
        unit=_PEOPLE,
        subject="clients",
        figure="records",
        counted={
            "vi": "Số khách hàng có mã được cấp phát hoặc giới thiệu trong kỳ, mỗi người tính một lần ở mỗi xã/phường.",
            "en": "Clients with a code who were supplied or referred in the period, each once in a commune.",
        },
    ),
    Measure(
        code="active",
        names={"vi": "Cộng tác viên có ghi sổ", "en": "Active collaborators"},
        unit=_PEOPLE,
        subject="collaborators",
        figure="records",
        counted={
            "vi": "Số người có ít nhất một ghi chép về việc diễn ra trong kỳ, mỗi người tính một lần ở mỗi xã/phường.",
            "en": "People with at least one record of something done in the period, each once in a commune.",
        },
        of={
            "vi": "Số cộng tác viên có vai trò trong kỳ; người còn lại là chưa ghi sổ.",
            "en": "Collaborators who had the role in the period; the others are silent.",
        },
    ),
    Measure(
        code="timely_share",
        names={"vi": "Tỷ lệ ghi sổ kịp thời", "en": "Share logged in time"},
        unit={"vi": "% ghi chép", "en": "% of records"},
        subject="record",
        figure="records",
        only={"entry": frozenset(("two_days",))},
        against={},
        counted={
            "vi": "Ghi chép được nhập chậm nhất hai ngày sau ngày diễn ra.",
            "en": "Records entered within two days of what they tell of.",
        },
        of={"vi": "Mọi ghi chép trong kỳ.", "en": "All records."},
    ),
    Measure(
        code="records",
        names={"vi": "Ghi chép", "en": "Records"},
        unit={"vi": "ghi chép", "en": "records"},
        subject="record",
        figure="records",
        counted={
            "vi": "Số buổi, lần cấp phát và lần giới thiệu. Với MT2.1a, đếm số xã/phường có ít nhất một ghi chép.",
            "en": "Talks, distributions and referrals. For target MT2.1a, communes with at least one.",
        },
        of={"vi": "Với MT2.1a: số xã/phường.", "en": "For MT2.1a: communes."},
        denominator="MT2.1a",
        plan=("MT2.1a",),
    ),
)
"""All measures, in the order in which they are offered."""

BY_CODE: Mapping[str, Measure] = {measure.code: measure for measure in MEASURES}
