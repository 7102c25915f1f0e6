"""The words in which statistics are asked, as tables: a colleague adds a phrase here, and it is understood.

Phrases are separated by "|". Vietnamese has all its marks here; when it is read, marks and case do not matter.
"""

from collections.abc import Mapping

OPENINGS = (
    "thống kê | số liệu | báo cáo số liệu | so sánh | xếp hạng | bảng xếp hạng | diễn biến | xu hướng | bao nhiêu"
    " | có bao nhiêu | được bao nhiêu | cho xem | cho tôi xem | xem số liệu"
    " | tổng số | tổng cộng | tỷ lệ | tỉ lệ"
    " | đạt kế hoạch | đạt chỉ tiêu | ai chưa ghi | những ai chưa ghi | statistics | stats | compare | rank"
    " | ranking | trend | how many | how much | show me"
)
"""What a question begins with."""

INSIDE = "bao nhiêu | được mấy | how many | how much"
"""What makes a question of a sentence wherever it stands, if all the rest of it is understood."""

SHORT = "bn | sl | số lượng | cho hỏi"
"""What is often written before a question, and before entries and other things as well."""

VIEWS: Mapping[str, str] = {
    "places": "xếp hạng | bảng xếp hạng | đứng đầu | nhiều nhất | ít nhất | cao nhất | thấp nhất | kém nhất | tốt nhất"
    " | chậm nhất | đứng cuối | cuối bảng | nơi nào | chỗ nào | tổ nào | thôn nào | tổ dân phố nào | theo xã"
    " | xã nào | từng xã | mỗi xã | các xã | theo phường | phường nào | từng phường | mỗi phường | các phường"
    " | theo xã phường | theo địa bàn | theo thôn | theo tổ dân phố | từng tổ dân phố"
    " | rank | ranking | by commune | by hamlet | top",
    "people": "xếp hạng cộng tác viên | xếp hạng ctv | cộng tác viên nào | ctv nào | theo cộng tác viên | theo ctv"
    " | từng cộng tác viên | từng ctv | theo người | từng người | by collaborator",
    "clusters": "xếp hạng các cụm | xếp hạng cụm | theo cụm | từng cụm | cụm nào | by cluster",
    "compare": "so sánh | so với | bên nào nhiều hơn | bên nào hơn | nơi nào nhiều hơn | nhiều hơn hay ít hơn"
    " | tăng hay giảm"
    " | compare | compared with | versus | vs",
    "trend": "diễn biến | xu hướng | qua các tháng | qua các tuần | theo tháng | theo tuần | theo thời gian | biểu đồ"
    " | trend | over time | by month | by week",
    "parts": "theo loại | theo hình thức | chi tiết | theo sản phẩm | theo mặt hàng | theo mục đích | theo kênh"
    " | breakdown | by kind | by product | by topic",
}
"""How a figure is to be looked at."""

AGAINST = "so với | compared with | compared to | versus | vs"
"""After these words stands what is compared with."""
YEAR_BEFORE = (
    "cùng kỳ năm ngoái | cùng kỳ năm trước | cùng kì năm ngoái | cùng kì năm trước | cùng kỳ | cùng kì"
    " | same period last year | a year ago"
)
"""The same days of the year before."""
FEWEST = (
    "ít nhất | thấp nhất | kém nhất | chậm nhất | đứng cuối | cuối bảng | chưa ghi gì | chưa ghi sổ | chưa ghi"
    " | chưa có gì | fewest | lowest"
)
"""That the lowest are asked for."""
SILENT = (
    "những ai chưa ghi gì | những ai chưa ghi | ai chưa ghi gì | ai chưa ghi sổ | ai chưa ghi | ai không ghi gì"
    " | ai không ghi | ai chưa làm gì | ai im lặng | người nào chưa ghi gì | người nào chưa ghi"
    " | cộng tác viên nào chưa ghi gì | cộng tác viên nào chưa ghi sổ | cộng tác viên nào chưa ghi"
    " | ctv nào chưa ghi gì"
    " | ctv nào chưa ghi sổ | ctv nào chưa ghi | who wrote nothing | who has written nothing"
)
"""Who wrote nothing down."""
PLAN = (
    "đạt bao nhiêu phần trăm kế hoạch năm | đạt bao nhiêu phần trăm kế hoạch | đạt bao nhiêu phần trăm chỉ tiêu"
    " | đạt bao nhiêu phần trăm | đạt bao nhiêu kế hoạch | bao nhiêu phần trăm kế hoạch | phần trăm kế hoạch năm"
    " | phần trăm kế hoạch | phần trăm chỉ tiêu | so với kế hoạch năm | so với kế hoạch | so với chỉ tiêu"
    " | đạt kế hoạch"
    " | đạt chỉ tiêu | hoàn thành kế hoạch | kế hoạch năm | kế hoạch 324 | kế hoạch | chỉ tiêu | the plan"
    " | target | targets"
)
"""How much of the plan is reached."""
REPORT = "báo cáo tháng | báo cáo của tháng | báo cáo | report"
"""The monthly report."""

MEASURES: Mapping[str, str] = {
    "talks": "buổi truyền thông tư vấn | buổi truyền thông | truyền thông | số buổi"
    " | buổi | cuộc truyền thông | tuyên truyền | buổi tuyên truyền | talks | talk | sessions",
    "city_events": "sự kiện kinh phí thành phố | sự kiện từ kinh phí thành phố | sự kiện thành phố | city events",
    "local_events": "sự kiện kinh phí địa phương | sự kiện từ kinh phí địa phương | sự kiện địa phương | local events",
    "reached": "lượt người được truyền thông | lượt người được tư vấn | người được truyền thông | người được tư vấn"
    " | người dân được tư vấn | người dân được truyền thông | người dân | lượt người | lượt người dự"
    " | người dự | người nghe | người tham dự | người được tuyên truyền"
    " | people reached | people | attendees",
    "households": "lượt hộ | hộ được thăm | hộ gia đình | hộ | households",
    "leaflets": "tờ rơi | tờ gấp | leaflets | leaflet",
    "topics": "theo nội dung | nội dung | chủ đề | topics",
    "women_40": "phụ nữ từ 40 tuổi được tư vấn | phụ nữ 40 tuổi được tư vấn | phụ nữ trên 40 tuổi | phụ nữ 40 tuổi"
    " | phụ nữ từ 40 tuổi | phụ nữ từ 40 | phụ nữ trên 40 | phụ nữ 40 | women of 40 | women over 40",
    "women_30_54": "phụ nữ 30-54 tuổi | phụ nữ 30-54 | phụ nữ 30 54 | phụ nữ từ 30 đến 54 | women 30-54",
    "pieces": "sản phẩm | mặt hàng | phương tiện tránh thai | pttt | số lượng sản phẩm | hàng đã phát"
    " | products | goods",
    "supplied": "lượt người nhận sản phẩm | lượt người nhận | người nhận | người được phát | người được cấp"
    " | người nhận sản phẩm | người nhận hàng | lượt người nhận hàng | people supplied",
    "money": "tiền thu được | số tiền | tiền bán hàng | tiền thu | tiền | doanh thu | doanh số | money | revenue",
    "socialised_share": "tỷ lệ 818 | tỷ lệ xã hội hóa | tỷ lệ cung ứng qua đề án 818 | đề án 818 | socialised share",
    "referrals": "lượt giới thiệu | giới thiệu | người được giới thiệu | ca giới thiệu | referrals | referred",
    "screening_referrals": "ca giới thiệu sàng lọc | ca sàng lọc | lượt giới thiệu sàng lọc"
    " | giới thiệu sàng lọc | giới thiệu đi sàng lọc"
    " | giới thiệu khám sàng lọc | người được giới thiệu sàng lọc | sàng lọc | khám sàng lọc"
    " | screening referrals | referrals to screening | screening | screenings",
    "attended_share": "tỷ lệ đã đi khám | tỷ lệ đi khám | đã đi khám | đi khám | đã khám | attended | attendance",
    "followed_share": "tỷ lệ được theo dõi trong 30 ngày | tỷ lệ theo dõi trong 30 ngày | theo dõi trong 30 ngày"
    " | tỷ lệ theo dõi | tỷ lệ được theo dõi | được theo dõi | theo dõi | followed up | follow-up",
    "ages": "giới thiệu theo nhóm tuổi | giới thiệu theo độ tuổi | theo nhóm tuổi | nhóm tuổi | độ tuổi | age groups",
    "clients": "khách hàng khác nhau | khách hàng nhận | khách hàng mua | khách hàng | số khách | khách | clients",
    "active": "cộng tác viên có ghi sổ | cộng tác viên ghi sổ | cộng tác viên hoạt động | cộng tác viên có hoạt động"
    " | cộng tác viên chưa ghi sổ | cộng tác viên chưa ghi gì | cộng tác viên chưa ghi"
    " | cộng tác viên im lặng | ctv im lặng"
    " | im lặng | chưa ghi gì | ctv chưa ghi gì | ctv chưa ghi sổ | cộng tác viên | ctv ghi sổ | ctv hoạt động"
    " | ctv chưa ghi | ctv | chưa ghi sổ | active collaborators | collaborators",
    "timely_share": "tỷ lệ ghi sổ kịp thời | tỷ lệ ghi sổ đúng hạn | ghi sổ đúng hạn | ghi đúng hạn"
    " | tỷ lệ đúng hạn | ghi sổ kịp thời | kịp thời | đúng hạn | timeliness | in time",
    "trained": "người được tập huấn | người đã tập huấn | cộng tác viên được tập huấn | cộng tác viên đã tập huấn"
    " | cộng tác viên đã được tập huấn | ctv được tập huấn | ctv đã tập huấn | đã tập huấn | đã được tập huấn"
    " | được tập huấn | tập huấn được | tập huấn cho | people trained | trained",
    "classes": "lớp tập huấn | số lớp tập huấn | khóa tập huấn | buổi tập huấn | đợt tập huấn | lớp | classes",
    "providers_trained": "người cung cấp dịch vụ được đào tạo | người được đào tạo | được đào tạo | đã đào tạo"
    " | providers trained",
    "records": "ghi được | đã ghi | ghi chép | bản ghi | lượt ghi | số ghi chép | records",
}
"""What each measure is called besides its name."""

NARROWED: Mapping[str, Mapping[str, str]] = {
    "supply": {
        "free": "free | cho không | phát không",
        "subsidised": "subsidised | social marketing",
        "socialised": "socialised | kênh xã hội hóa | qua xã hội hóa",
        "market": "market",
    },
    "funding": {
        "city": "kinh phí thành phố | thành phố chi | nguồn thành phố | paid by the city",
        "local": "kinh phí địa phương | kinh phí xã | kinh phí phường | địa phương chi | paid by the commune",
        "none": "không kinh phí | không mất tiền | không có kinh phí | without cost",
    },
    "band": {
        "<30": "dưới 30 tuổi | dưới 30 | under 30",
        "30-39": "30-39 tuổi | 30-39 | từ 30 đến 39 tuổi | từ 30 đến 39",
        "40-54": "40-54 tuổi | 40-54 | từ 40 đến 54 tuổi | từ 40 đến 54",
        "55+": "từ 55 tuổi | trên 55 tuổi | từ 55 | trên 55 | 55 and over | over 55",
    },
    "attended": {"attended": "đã đi khám | đã khám | đi khám | có đi khám | attended"},
    "state": {
        "not_yet": "chưa đi khám | chưa đi | chưa khám | not gone yet",
        "declined": "từ chối | không đi khám | declined",
        "lost": "mất dấu | lost from view",
        "unreachable": "chưa gặp được | không liên lạc được | not reached",
        "return_needed": "cần quay lại | hẹn khám lại | to return",
    },
    "served": {
        "distribution": "được cấp phát | được phát | nhận hàng | mua hàng | được bán | given goods | sold goods",
        "referral": "được chuyển đi khám | were referred",
    },
    "kind": {"talk": "buổi truyền thông", "distribution": "lần cấp phát", "referral": "lần giới thiệu"},
}
"""What is kept of all, in other words than those of the catalogue and of forms, by part and code."""

EITHER: Mapping[str, tuple[str, str]] = {"tập huấn | training": ("trained", "classes")}
"""What words by themselves may mean: it is asked which."""

TOGETHER: Mapping[tuple[str, str], tuple[str, str] | None] = {
    ("referrals", "attended_share"): ("attended", "attended"),
    ("screening_referrals", "attended_share"): ("attended", "attended"),
    ("clients", "referrals"): ("served", "referral"),
    ("clients", "supplied"): ("served", "distribution"),
    ("clients", "pieces"): ("served", "distribution"),
    ("trained", "active"): None,
    ("classes", "active"): None,
}
"""What the second of two measures keeps of the first, if both are named and no "and" is between them: "referrals that
attended"; None where it keeps nothing, and only says of whom."""

OF_ONE_KIND = {"supplied": "takers"}
"""What is asked of a measure of all goods where one of them is named: who got it."""

OF_TALKS = "buổi | truyền thông | tư vấn | nói chuyện | nội dung | chủ đề | tuyên truyền | talk | talks | about"
OF_REFERRALS = "giới thiệu | sàng lọc | đi khám | referrals | referred | referral | screening | screenings"
"""What tells a topic from a screening of the same name ("ung thư vú")."""

CALLED = "chị | cô | anh | bác | bà | ông | em | ctv"
"""What stands before a collaborator's name."""

FILLERS = (
    "a à ạ ai anh bác bao bị bán cả cái các chưa cấp cho chị chiếc chúng có con còn cô của cùng cũng dạ đã"
    " đang để đi"
    " đó được em gì giúp hãy hay hỏi hộp là lần làm lấy lên lượt mà mấy mình muốn nào này người nhà nhé nhiêu"
    " nhiều những nhỉ như nhưng ở phát qua ra rồi sao sẽ số so ta tình hình tại tất thế theo thì thôi tính toàn"
    " tôi tổng trên trong"
    " từng vào vậy và về vì với vẫn vỉ viên xem xin hiện kỳ khu vực"
    " all an and at been by did do does for from given handed have how i in is many me much my of on our out please so"
    " the there to total us was we were what with"
)
"""Words that say nothing about what is asked."""
