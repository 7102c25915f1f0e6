"""Questions as they are typed, with marks and without, and what is none."""

from dataclasses import dataclass
from datetime import date

from db.areas import all_areas, successions
from db.catalogue import catalogue
from db.engine import Db
from handlers.asking.hearing import codes_of
from handlers.asking.reading import Said, may_ask, read_question
from handlers.asking.said_measures import Codes
from handlers.asking.spans import around
from handlers.reading.fold import fold
from handlers.reading.places import Place, places_of, read_place
from locales import language
from tests.conftest import TODAY


@dataclass(frozen=True)
class Means:
    """What a sentence should mean, as far as it is said."""

    measure: str = ""
    only: str = ""
    spans: str = ""
    place: str = ""
    view: str | None = None


ASKED = {
    "thống kê": Means(),
    "thống kê tháng 10 phường Kim Liên": Means(spans="202610", place="Phường Kim Liên"),
    "so sánh quý 3 và quý 2": Means(spans="20263 20262", view="compare"),
    "xếp hạng giới thiệu sàng lọc tuần này": Means("screening_referrals", spans="2026047", view="places"),
    "bao nhiêu bao cao su tháng này": Means("pieces", "condom", "202611"),
    "tháng này tôi phát bao nhiêu bao cao su": Means("pieces", "condom", "202611"),
    "tháng này tôi tư vấn được bao nhiêu buổi": Means("talks", "counselling", "202611"),
    "bao nhiêu thuốc viên quý trước?": Means("pieces", "oral_pill", "20263"),
    "bao nhiêu hello tháng này": Means("pieces", "hello", "202611"),
    "có bao nhiêu tờ rơi từ đầu năm": Means("leaflets", spans="2026"),
    "tổng số buổi thăm hộ tuần này": Means("talks", "household_visit", "2026047"),
    "tỷ lệ đi khám quý IV": Means("attended_share", spans="20264"),
    "tỷ lệ theo dõi trong 30 ngày tháng trước": Means("followed_share", spans="202610"),
    "số liệu khách hàng năm ngoái": Means("clients", spans="2025"),
    "bao nhiêu cộng tác viên chưa ghi sổ tuần này": Means("active", spans="2026047"),
    "bao nhiêu lượt người được tư vấn năm nay": Means("reached", spans="2026"),
    "bao nhiêu tiền thu được quý 3": Means("money", spans="20263"),
    "diễn biến giới thiệu sàng lọc năm 2026": Means("screening_referrals", spans="2026", view="trend"),
    "mỗi phường bao nhiêu buổi truyền thông tháng này": Means("talks", spans="202611", view="places"),
    "xếp hạng cộng tác viên theo số buổi tuần này": Means("talks", spans="2026047", view="people"),
    "bao nhiêu buổi ung thư vú tháng 10": Means("topics", "breast_cancer", "202610"),
    "bao nhiêu người được giới thiệu sàng lọc ung thư vú tháng 10": Means("screening_referrals", "breast", "202610"),
    "bao nhiêu ca giới thiệu đặt vòng quý này": Means("referrals", "iud", "20264"),
    "thống kê buổi tư vấn Kim Liên từ 1/10 đến 15/11": Means("talks", "counselling", "DFUWIFUXR", "Phường Kim Liên"),
    "bao nhiêu bao cao su miễn phí tháng này": Means("pieces", "condom free", "202611"),
    "bao nhiêu bao cao su Hello xã hội hóa tháng này": Means("pieces", "condom hello socialised", "202611"),
    "số liệu bao cao su hello plus quý 3": Means("pieces", "condom hello plus", "20263"),
    "bao nhiêu ca giới thiệu ung thư vú đã đi khám tháng 10": Means("referrals", "breast attended", "202610"),
    "bao nhiêu người được giới thiệu đặt vòng từ chối năm nay": Means("referrals", "iud declined", "2026"),
    "bao nhiêu sự kiện cộng đồng kinh phí địa phương năm nay": Means("talks", "community_event local", "2026"),
    "bao nhiêu người nhận hàng miễn phí tháng này": Means("supplied", "free", "202611"),
    "bao nhiêu tiền thu được tiếp thị xã hội quý 3": Means("money", "subsidised", "20263"),
    "tỷ lệ đi khám sàng lọc ung thư vú quý 3": Means("attended_share", "breast", "20263"),
    "bao nhiêu khách hàng được giới thiệu tháng này": Means("clients", "referral", "202611"),
    "bao nhiêu khách hàng nhận sản phẩm quý này": Means("clients", "distribution", "20264"),
    "đã tập huấn bao nhiêu cộng tác viên năm nay": Means("trained", spans="2026"),
    "năm nay bao nhiêu ctv được tập huấn": Means("trained", spans="2026"),
    "bao nhiêu lớp tập huấn cộng tác viên quý 3": Means("classes", spans="20263"),
    "bao nhiêu người được phát bao cao su miễn phí tháng này": Means("takers", "condom free", "202611"),
    "bao nhiêu ctv im lặng tuần này": Means("active", spans="2026047"),
    "xếp hạng tờ rơi phường nào kém nhất": Means("leaflets", view="places"),
    "xếp hạng cụm theo tờ rơi": Means("leaflets", view="clusters"),
    "so sánh tờ rơi tháng 10 với cùng kỳ năm ngoái": Means("leaflets", spans="202610", view="compare"),
    "how many talks in May": Means("talks", spans="202605"),
    "bao nhiêu người dân được tư vấn năm nay": Means("reached", spans="2026"),
    "Kim Liên mới được bao nhiêu buổi từ đầu năm": Means("talks", spans="2026", place="Phường Kim Liên"),
    "how many free condoms this month": Means("pieces", "condom free", "202611"),
    "how many condoms this month": Means("pieces", "condom", "202611"),
    "rank referrals last week": Means("referrals", spans="2026046", view="places"),
    "statistics Kim Lien october": Means(spans="202610", place="Phường Kim Liên"),
    "compare this month with last month": Means(spans="202611 202610", view="compare"),
    "trend of talks 2026": Means("talks", spans="2026", view="trend"),
}

NOT_ASKED = (
    "hôm nay tư vấn 3 người về kế hoạch hoá gia đình, 20 tờ rơi",
    "hôm qua phát 20 bao cao su cho 2 người",
    "thăm 5 hộ nói về ung thư vú",
    "giới thiệu chị KH-7F3K đi khám sàng lọc",
    "chị ấy hỏi bao nhiêu viên thì uống",
    "họp nhóm 12 chị, các chị hỏi khám hết bao nhiêu tiền",
    "phát 2 vỉ thuốc, thu 20 nghìn",
    "KH-7F3K đã đi khám hôm qua",
    "hết bao cao su rồi",
    "chào buổi sáng",
    "tháng 10",
    "nói chuyện chuyên đề so với tháng trước đông hơn, 30 người",
    "báo cáo: hôm nay 2 buổi, 15 người",
    "bao cao su 20 cái cho 1 người",
    "thống nhất lịch khám tuần này",
    "hôm nay họp báo cáo tháng 10, phát 20 tờ rơi",
    "ai cũng nhận bao cao su, phát 30 cái",
    "kế hoạch tháng này thăm 5 hộ",
    "bn KH-7F3K đã khám",
    "sl 20 bcs cho 2 người",
    "hôm nay tư vấn bn về kế hoạch hóa gia đình",
    "cho hỏi thuốc này uống thế nào",
    "hôm nay thăm nhà có mấy chị hỏi về đặt vòng",
)
"""Entries, news and small talk."""

UNREAD = {
    "thống kê muối tháng 10": "muối",
    "thống kê tháng 13": "tháng 13",
    "bao nhiêu dân số tháng này": "dân số",
    "bao nhiêu tờ rơi miễn phí tháng này": "miễn phí",
    "bao nhiêu buổi tư vấn về ung thư vú tháng này": "tư vấn",
    "xếp hạng tờ rơi và khách hàng tuần này": "khách hàng",
    "thống kê khách hàng và giới thiệu tuần này": "giới thiệu",
    "bao nhiêu khách hàng nhận bao cao su tuần này": "bao cao su",
}
"""What is handed back as not understood."""


class Town:
    """What is known of catalogue and places."""

    def __init__(self, codes: Codes, places: list[Place], today: date) -> None:
        self._codes, self._places, self._today = codes, places, today

    def read(self, text: str) -> Said:
        said = read_question(text, self._today, self._codes, lambda name: read_place(name, self._places, self._today))
        assert said is not None
        return said


async def town(db: Db) -> Town:
    async with db() as session:
        known = await catalogue(session, TODAY)
        places = places_of(await all_areas(session), await successions(session))
    return Town(codes_of(known, language("vi")), places, TODAY)


def meant(said: Said) -> Means:
    return Means(
        said.measure,
        " ".join(code for _, code in said.only),
        " ".join(span.mark for span in said.spans),
        " ".join(place.name for place in said.places),
        said.view,
    )


async def test_questions_are_understood_with_marks_and_without(db: Db) -> None:
    reader = await town(db)
    wrong = []
    for text, means in ASKED.items():
        for typed in (text, fold(text), text.upper()):
            said = reader.read(typed)
            if (meant(said), said.is_question, said.unread, may_ask(typed)) != (means, True, (), True):
                wrong.append((typed, said))
    assert wrong == []


async def test_entries_and_small_talk_are_no_questions(db: Db) -> None:
    reader = await town(db)
    typed = [text for sentence in NOT_ASKED for text in (sentence, fold(sentence))]
    assert [text for text in typed if may_ask(text) and reader.read(text).is_question] == []


async def test_what_is_not_understood_is_handed_back(db: Db) -> None:
    reader = await town(db)
    assert {text: reader.read(text).unread for text in UNREAD} == {text: (words,) for text, words in UNREAD.items()}
    assert all(reader.read(text).is_question for text in UNREAD)


async def test_a_name_of_several_places_and_words_of_two_meanings_are_asked_about(db: Db) -> None:
    reader = await town(db)
    said = reader.read("thống kê tháng 10 Hoàn Kiếm")
    assert said.places == ()
    assert {place.name for place in said.among} == {"Phường Hoàn Kiếm", "Quận Hoàn Kiếm"}
    assert [measure for measure, _ in reader.read("thống kê tập huấn tháng 10").both] == ["trained", "classes"]
    both = reader.read("thống kê ung thư vú tháng 10").both
    assert {measure for measure, _ in both} == {"topics", "screening_referrals"}


HALF = {
    "sl tờ rơi t10": Means("leaflets", spans="202610"),
    "bn bcs mp tháng này": Means("pieces", "condom free", "202611"),
    "tờ rơi tháng 10 phường Kim Liên": Means("leaflets", spans="202610", place="Phường Kim Liên"),
    "phường nào thấp nhất": Means(view="places"),
    "phường nào ít buổi truyền thông nhất tháng này": Means("talks", spans="202611", view="places"),
    "top 5 phường tờ rơi": Means("leaflets", view="places"),
    "ai chưa ghi gì tuần này": Means("active", spans="2026047", view="people"),
    "phường nào chưa ghi gì tuần này": Means("active", spans="2026047", view="places"),
    "tờ rơi quý này so với cùng kỳ": Means("leaflets", spans="20264", view="compare"),
    "tờ rơi so với tháng trước": Means("leaflets", view="compare"),
    "hôm qua được mấy buổi rồi em": Means("talks", spans="20261117"),
    "bao cao su miễn phí quý 3": Means("pieces", "condom free", "20263"),
}
"""Questions without the words of one."""


async def test_half_a_question_is_understood(db: Db) -> None:
    reader = await town(db)
    wrong = []
    for text, means in HALF.items():
        for typed in (text, fold(text)):
            said = reader.read(typed)
            if (meant(said), said.unread, said.is_half_a_question) != (means, (), True):
                wrong.append((typed, said))
    assert wrong == []


async def test_what_is_compared_with_is_not_taken_for_what_is_asked(db: Db) -> None:
    reader = await town(db)
    said = reader.read("tờ rơi so với tháng trước")
    assert said.against == around("month", date(2026, 10, 1))
    assert reader.read("tờ rơi tháng 10 so với cùng kỳ năm ngoái").year_before
    assert reader.read("so sánh tháng này với tháng trước").against is None


async def test_the_plan_and_the_report_are_asked_for_by_their_words(db: Db) -> None:
    reader = await town(db)
    for text in ("đạt bao nhiêu phần trăm kế hoạch", "tờ rơi đạt bao nhiêu kế hoạch năm nay", "đạt kế hoạch chưa"):
        for typed in (text, fold(text)):
            said = reader.read(typed)
            assert (said.plan, said.unread, said.is_question) == (True, (), True), typed
    assert not reader.read("thống kê kế hoạch hóa gia đình").plan
    assert reader.read("báo cáo tháng 10").report
    for typed in ("bao cao su thang 10", "báo cáo bao cao su tháng 10"):
        said = reader.read(typed)
        assert (said.measure, said.unread) == ("pieces", ())


async def test_the_lowest_are_asked_for_by_their_words(db: Db) -> None:
    reader = await town(db)
    for text, fewest in (
        ("phường nào ít tờ rơi nhất tháng này", True),
        ("phường nào nhiều tờ rơi nhất tháng này", False),
        ("xếp hạng tờ rơi thấp nhất", True),
        ("tờ rơi phường Nhật Tân ít", False),
    ):
        said = reader.read(text)
        assert (said.measure, said.fewest) == ("leaflets", fewest), text


async def test_any_text_is_read_without_an_error(db: Db) -> None:
    reader = await town(db)
    for text in ("thống kê " + "a " * 200, "so sánh 1/1/1/1", "xếp hạng 99/99", "bao nhiêu 0/0", "thống kê tuần 00"):
        assert reader.read(text).opened
    assert read_question("thống kê " + "x" * 600, TODAY, {}, lambda _: None) is None
    assert read_question("…!?", TODAY, {}, lambda _: None) is None
