"""What talks are about, and how they are held."""

from handlers.quicklog.lexicon.table import Table

# What is spoken of; the topic "?" is no topic of the contract.
TOPICS: Table = {
    "topic": {
        "family_planning": (
            "khhgđ; kế hoạch hóa gia đình; kế hoạch hoá gia đình; tránh thai; biện pháp tránh thai; các biện pháp "
            "tránh thai; phòng tránh thai; bptt; đặt vòng; đặt vòng tránh thai; que cấy; cấy que; vòng tránh thai; "
            "que cấy tránh "
            "thai; kh hóa gia đình; dân số khhgđ; dân số kế hoạch hóa gia đình; ds khhgđ; biện pháp tránh thai hiện "
            "đại; ngừa thai; triệt sản; đình sản; thuốc tiêm tránh thai; tiêm tránh thai; cấy que tránh thai; sử "
            "dụng biện pháp tránh thai; bp tránh thai; thuốc tiêm; dctc"
        ),
        "reproductive_health": (
            "skss; csskss; sức khỏe sinh sản; sức khoẻ sinh sản; chăm sóc sức khỏe sinh sản; chăm sóc sức khoẻ sinh "
            "sản; chăm sóc skss; sk sinh sản; cs skss"
        ),
        "breast_cancer": (
            "ung thư vú; utv; k vú; tự khám vú; sàng lọc vú; tầm soát vú; sàng lọc ung thư vú; tầm soát ung thư vú; "
            "sl vú; sl ung thư vú; tự khám tuyến vú; cách tự khám vú; ung thư tuyến vú; sàng lọc utv; tầm soát utv; "
            "bệnh ung thư vú; ut vú; sl utv; sàng lọc k vú; tầm soát k vú; phòng chống ung thư vú; khám vú"
        ),
        "cervical_cancer": (
            "ung thư cổ tử cung; utctc; k cổ tử cung; sàng lọc cổ tử cung; sàng lọc ctc; tầm soát ctc; tầm soát "
            "cổ tử cung; sàng lọc ung thư cổ tử cung; tầm soát ung thư cổ tử cung; k ctc; ung thư ctc; sl ctc; "
            "sl ung thư ctc; sàng lọc utctc; tầm soát utctc; sàng lọc ung thư ctc; tầm soát ung thư ctc; ut "
            "ctc; sl utctc; tầm soát k ctc; tầm soát k cổ tử cung; sàng lọc k cổ tử cung; phòng chống ung thư "
            "cổ tử cung; phòng ung thư cổ tử cung; ut cổ tử cung; sl cổ tử cung; sl ung thư cổ tử cung; bệnh "
            "ung thư cổ tử cung; sàng lọc k ctc"
        ),
        "rti": (
            "viêm nhiễm đường sinh sản; nhiễm khuẩn đường sinh sản; viêm nhiễm đường sinh dục; nhiễm khuẩn đường "
            "sinh dục; nkđss; vnđss; viêm phụ khoa; bệnh phụ khoa; viêm nhiễm phụ khoa; viêm đường sinh dục; viêm "
            "đường sinh sản; nk đường sinh sản; nkss; các bệnh phụ khoa; viêm bệnh phụ khoa; bệnh viêm phụ khoa; "
            "viêm nhiễm sinh sản; nhiễm khuẩn sinh sản; bệnh viêm nhiễm đường sinh sản; bệnh viêm nhiễm phụ khoa; "
            "viêm nhiễm đường ss; bệnh viêm nhiễm đường sinh dục; phòng chống viêm nhiễm đường sinh sản"
        ),
        "sexual_health": "sức khỏe tình dục; sức khoẻ tình dục; sktd; sk tình dục; tình dục an toàn",
        "adolescent": (
            "vị thành niên; vtn; tuổi dậy thì; dậy thì; skss vtn; skss vị thành niên; sức khỏe sinh sản vị thành "
            "niên; sức khoẻ sinh sản vị thành niên; sức khỏe sinh sản vtn; sức khoẻ sinh sản vtn; sức khỏe vị thành "
            "niên; sức khoẻ vị thành niên; chăm sóc sức khỏe sinh sản vị thành niên; chăm sóc sức khoẻ sinh sản vị "
            "thành niên; skss tuổi dậy thì; chăm sóc skss vtn; chăm sóc skss vị thành niên; csskss vtn; csskss vị "
            "thành niên; sức khỏe vtn; skss cho vị thành niên; skss cho vtn; sức khỏe sinh sản cho vị thành niên; "
            "sức khỏe sinh sản tuổi vị thành niên; sk vtn; skss tuổi vị thành niên; vị thành niên thanh niên; skss "
            "vtn tn; vtn tn; skss vị thành niên thanh niên; sức khỏe sinh sản vị thành niên thanh niên; tâm sinh lý "
            "tuổi dậy thì"
        ),
        "premarital": (
            "tiền hôn nhân; khám sức khỏe trước khi cưới; khám sức khoẻ trước khi cưới; khám trước khi cưới; khám "
            "tiền hôn nhân; khám sức khỏe tiền hôn nhân; khám sức khoẻ tiền hôn nhân; sức khỏe tiền hôn nhân; sức "
            "khoẻ trước khi cưới; sức khỏe trước khi cưới; khám sk trước khi cưới; khám sk tiền hôn nhân; khám sức "
            "khỏe trước hôn nhân; trước hôn nhân"
        ),
        "prenatal_newborn": (
            "sàng lọc trước sinh; sàng lọc sơ sinh; slts; slss; sàng lọc trước sinh sơ sinh; sl trước sinh; sl sơ "
            "sinh; sàng lọc trước sinh và sơ sinh; slts và ss; sàng lọc trước sinh và sàng lọc sơ sinh; sàng lọc "
            "ts; sàng lọc ss; lấy máu gót chân; slts slss"
        ),
        "elderly": (
            "người cao tuổi; nct; sức khỏe người cao tuổi; sức khoẻ người cao tuổi; sức khỏe nct; sk nct; chăm sóc "
            "người cao tuổi; chăm sóc sức khỏe người cao tuổi; chăm sóc sức khoẻ người cao tuổi; sk người cao tuổi; "
            "sức khoẻ nct; cssk người cao tuổi; cssk nct; chăm sóc nct; chăm sóc sức khỏe nct"
        ),
        "sex_ratio": (
            "mất cân bằng giới tính; mất cân bằng giới tính khi sinh; lựa chọn giới tính thai nhi; mcbgt; mcbgtks; "
            "mất cân bằng gt; lựa chọn giới tính; mất cân bằng giới; cân bằng giới tính khi sinh; mất cân bằng "
            "gtks; chọn giới tính thai nhi; không lựa chọn giới tính thai nhi; lựa chọn gt thai nhi; cân bằng giới "
            "tính"
        ),
        "socialised_products": (
            "sản phẩm 818; hàng 818; đề án 818; sản phẩm xã hội hóa; hàng xã hội hóa; sản phẩm xã hội hoá; hàng xã "
            "hội hoá; sp 818; sp xhh; sản phẩm xhh; hàng xhh; 818; sản phẩm đề án 818; phương tiện tránh thai xã "
            "hội hóa; sp xã hội hóa; đề án tám một tám; sản phẩm tám một tám; hàng tám một tám; tám một tám"
        ),
        "infertility": "vô sinh; hiếm muộn; vô sinh hiếm muộn; điều trị vô sinh; khám hiếm muộn; bệnh vô sinh",
        "gender_equality": "bình đẳng giới; bđg; bđ giới; bình đẳng giới tính",
        "?": (
            "làm mẹ an toàn; chăm sóc bà bầu; "
            "ung thư; dinh dưỡng; sàng lọc; tầm soát; dân số; công tác dân số; nuôi con bằng sữa mẹ; tiêm chủng; "
            "bạo lực gia đình; hiv; sốt xuất huyết; tảo hôn; an toàn thực phẩm; phòng chống dịch; ma túy; già hóa "
            "dân số; phòng cháy; hôn nhân cận huyết; bảo hiểm y tế; bhyt; vệ sinh môi trường; sức khỏe; sức khoẻ; "
            "chăm sóc sức khỏe; chăm sóc sức khoẻ; tiểu đường; huyết áp; loãng xương; tiền mãn kinh; mãn kinh; suy "
            "dinh dưỡng; vệ sinh; phòng bệnh; phá thai; nạo phá thai; chính sách dân số; luật dân số; phòng chống "
            "hiv; vắc xin; sữa mẹ; tim mạch; rác thải; hút thuốc; cúm; covid; thai sản; chăm sóc thai sản; chăm sóc "
            "trẻ; lao; sởi; tay chân miệng; sinh đủ hai con; sinh đủ 2 con; hpv; vắc xin hpv; chăm sóc bà bầu; thai "
            "kỳ; khám thai; chăm sóc bà mẹ trẻ em; bạo lực; pháp luật; môi trường; chăm sóc răng miệng; an toàn "
            "giao thông; nội dung khác; sinh con thứ ba; nâng cao chất lượng dân số; chất lượng dân số; sinh đẻ; "
            "bảo hiểm; sức khỏe tâm thần; dịch bệnh; phụ khoa; ngừa hpv; bệnh lây truyền; giới tính; chăm con; nuôi "
            "con"
        ),
    },
    "about": {
        "": (
            "về; chủ đề; nội dung; chuyên đề; nd; về chủ đề; về nội dung; về chuyên đề; với chủ đề; với nội dung; "
            "nội dung về; về việc; cách; cách dùng; dùng; sử dụng; về cách; ve; nói về; chủ đề về; hướng dẫn "
            "cách; cách sử dụng"
        ),
    },
    "all": {
        "": (
            "đều; đều về; cùng về; cả hai; cả 2; cả hai đều; cả 2 đều; tất cả; tất cả đều; tất cả về; toàn về; cả "
            "hai về; cả ba; cả 3; đều nói về; đều là; cùng; chung; cùng chủ đề; cả hai buổi; cả 2 buổi; đều là về; "
            "cùng nội dung"
        ),
    },
    "audience": {
        "": (
            "câu lạc bộ người cao tuổi; clb người cao tuổi; clb nct; câu lạc bộ nct; hội người cao tuổi; hội nct; "
            "chi hội người cao tuổi; ngày người cao tuổi; ngày quốc tế người cao tuổi; ngày dân số; ngày dân số thế "
            "giới; ngày dân số việt nam; tháng hành động quốc gia về dân số; ngày tránh thai thế giới; ngày thế "
            "giới tránh thai; ngày quốc tế trẻ em gái; cộng tác viên dân số; cán bộ dân số; ctv dân số; ban dân số; "
            "chi cục dân số; trung tâm dân số; hội nông dân; hội phụ nữ; chi hội phụ nữ; đoàn thanh niên; hội cựu "
            "chiến binh; chi hội; chi đoàn; câu lạc bộ tiền hôn nhân; clb tiền hôn nhân; câu lạc bộ vị thành niên; "
            "clb vị thành niên; clb vtn; tháng hành động vì người cao tuổi; tháng hành động vì nct; tháng hành động "
            "bình đẳng giới; tháng hành động vì bình đẳng giới; phòng dân số; ban chỉ đạo; ban ds; ngành dân số; "
            "chi hội nct; ngày hiv; ctv ds; clb skss; câu lạc bộ sức khỏe sinh sản; clb kế hoạch hóa gia đình; clb "
            "khhgđ; clb bình đẳng giới; câu lạc bộ bình đẳng giới; câu lạc bộ không sinh con thứ ba; clb không sinh "
            "con thứ 3; câu lạc bộ sức khỏe; clb sức khỏe; nhóm vị thành niên; nhóm vtn; nhóm người cao tuổi; nhóm "
            "nct; tuần lễ dân số; tháng dân số; liên thế hệ; clb liên thế hệ; ngày phụ nữ; tuổi "
            "sinh đẻ; độ tuổi sinh đẻ; tuổi sinh sản; độ tuổi sinh sản; người cao tuổi tổ"
        ),
    },
}

# The forms of talks in the order of the contract: the first that is cued in the clause counts.
FORMS = ("loudspeaker", "online", "community_event", "group_talk", "household_visit", "counselling")

# Where and how a talk is held.
CUES: Table = {
    "cue": {
        "loudspeaker": (
            "loa; loa phường; đài phường; trên đài; đài truyền thanh; truyền thanh; loa phát thanh; loa xã; đài xã; "
            "loa kéo; trên loa; loa di động; hệ thống loa"
        ),
        "online": (
            "zalo; facebook; fb; trực tuyến; online; onl; gọi video; nhóm zalo; zoom; qua mạng; trên mạng; fanpage; "
            "zl; "
            "face; video call; call video; tiktok; livestream"
        ),
        "community_event": "sự kiện; ngày hội; chiến dịch; mít tinh; hội thi; lễ ra quân; ra quân",
        "group_talk": "nhóm; clb; câu lạc bộ; tọa đàm; nói chuyện; sinh hoạt",
        "household_visit": (
            "tại nhà; đến nhà; tận nhà; từng nhà; tới nhà; đến tận nhà; tại hộ; từng hộ; đến từng nhà; ở nhà chị; ở "
            "nhà anh; ở nhà cô; ở nhà bà; ở nhà bác; ở nhà ông; ở nhà kh; ở tại nhà; đi từng nhà; tới tận nhà; vào "
            "từng nhà; tại gia đình; đến hộ; xuống nhà; tới từng nhà; vãng gia; hộ gia đình; đi nhà"
        ),
    },
    "attend": {
        "": "dự; tham dự; tham gia; nghe; xem; có mặt; đến dự; tới dự; theo dõi",
    },
}
