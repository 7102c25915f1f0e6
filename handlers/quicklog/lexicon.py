"""The words of the quick log. Everything that can be said is in these tables; extend them here.

A table is `{kind: {value: "phrase; phrase; ..."}}`. Write phrases with all their marks: whoever types fewer marks,
leaves Telex or VNI keys undone or slips once in a word is understood all the same.

* The longest phrase wins; of equally long ones the first in this file.
* `N vỉ` holds only directly after a number, `tổ N` only directly before one: for words that mean something else
  without marks (`vi` is vỉ or vì, `to` is tờ or tổ).
* `!cỡ` holds only with all its marks typed, because without them it is a common word (`co` is có).
"""

Table = dict[str, dict[str, str]]

# What a clause does. The value of a talk is the form that its verb alone suggests.
VERBS: Table = {
    "talk": {
        "loudspeaker": "phát loa; đọc loa; mở loa; bật loa; chạy loa; phát thanh; truyền thanh; đọc bài trên loa; đọc trên loa;"
        " phát bài trên loa; phát trên loa; phát bài; đọc tin bài; phát tin bài; phát trên đài; đọc bài; phát đài",
        "online": "đăng bài; đăng tin; đăng tin bài; livestream; live stream; chia sẻ bài; đăng; đăng lên; gửi bài; gọi video;"
        " đưa bài; đưa tin; đăng video; chia sẻ video; phát trực tiếp; live",
        "community_event": "mít tinh; mitting; meeting; ngày hội; chiến dịch; hội thi; ra quân; diễu hành; lễ ra quân; sự kiện",
        "group_talk": "nói chuyện; nói chuyện chuyên đề; sinh hoạt; tọa đàm; toạ đàm; sh clb; họp tổ; họp dân; họp thôn; họp chi hội;"
        " họp tổ dân phố; họp tdp; họp xóm; họp nhóm; họp tổ phụ nữ; họp clb; họp câu lạc bộ; họp khu dân cư; họp hội phụ nữ;"
        " họp chi hội phụ nữ; họp bản; nc chuyên đề",
        "household_visit": "vãng gia; thăm; đi thăm; thăm hộ; đi hộ; thăm nhà; xuống hộ; đến thăm; thăm hỏi",
        "counselling": "tư vấn; tv; tư vấn cho; tư vấn trực tiếp; tvan; tvấn; gọi điện tư vấn; tư vấn qua điện thoại; tư vấn điện thoại",
        "": "truyền thông; tuyên truyền; vận động; truyền thông lồng ghép; tthong; tthông; tr thông; t.thông; tuyên truyền vận động;"
        " truyền thông vận động; nói về; nói chuyện về chủ đề",
    },
    "tt": {"": "tt"},
    "go": {"": "đi; đến; xuống; tới; ghé; qua nhà; vào; đi được"},
    "meet": {"": "gặp; gặp gỡ; gặp được; tiếp; tiếp xúc; trao đổi; trao đổi với; nói; nhắc nhở; hướng dẫn; giải thích"},
    "give": {
        "": "phát; cấp; cấp phát; giao; phát cho; cấp cho; phân phối; cung cấp; phát tận tay; phát thêm; cấp thêm; ptá; trao",
        "socialised": "bán; bán được; bán cho; bán thêm; bán đc",
        "free": "tặng; biếu; tặng cho",
    },
    "hand": {"": "đưa; đưa cho; gửi; gửi cho; chuyển; chuyển cho"},
    "take": {"": "lấy; nhận; lĩnh; lãnh; lấy thêm; nhận thêm; xin; xin thêm; nhận được; nhận về; lấy về; nhập; nhập về; lấy ở; nhận ở",
             "socialised": "mua; mua thêm; mua của em; mua của tôi"},
    "refer": {
        "strong": "giới thiệu; gthiệu; gthieu; gth; giới thiệu cho; viết phiếu; viết phiếu giới thiệu; viết giấy giới thiệu;"
        " giấy giới thiệu; g.thiệu; gioi thieu; phiếu giới thiệu; cấp phiếu giới thiệu; phát phiếu giới thiệu",
        "weak": "mời; gt; đưa đi; dẫn; gửi đi; chuyển đi; chuyển tuyến; chuyển lên; gửi lên; gửi đến; chuyển đến; gửi sang;"
        " chuyển sang; gửi xuống; đưa lên; đưa đến; gửi ra; chuyển ra; đưa ra; chuyển tới; gửi tới",
    },
}

# What makes a clause no report.
NOT_DONE: Table = {
    "plan": {
        "": "sắp; sắp tới; sẽ; định; !chuẩn bị; chuẩn bị; dự kiến; dự định; tính; lên kế hoạch; kế hoạch; còn phải; phải đi",
    },
    "stock": {
        "left": "còn; còn lại; còn dư; chỉ còn; tồn; tồn kho; thừa; hiện còn; còn tồn",
        "out": "hết; hết sạch; sắp hết; gần hết; thiếu; hết hàng; hết rồi; hết mất",
        "ask": "xin cấp; xin cấp thêm; đề nghị; đề nghị cấp; cần; cần thêm; đăng ký; đăng kí; xin nhận; cho em xin; cho e xin; cho xin; cho tôi xin;"
        " cần lấy; cấp thêm cho em; cấp cho em; phát cho em; cấp cho tôi; phát cho tôi; đưa cho em; giao cho em; bổ sung; xin bổ sung;"
        " cho em thêm; cho tôi thêm; đưa em; cấp em; giao em; phát em; cho e thêm; cấp thêm cho e; cấp cho e",
        "back": "trả; trả lại; nộp lại; nộp; hoàn trả; trả trạm; gửi trả",
        "got": "được cấp; được phát; được giao; được nhận; được đưa; được tặng; đc cấp; đc phát; đc giao; mới được cấp; nhập kho; được trạm; đc trạm",
    },
    "meeting": {
        "": "giao ban; tập huấn; họp; đi họp; dự họp; họp giao ban; hội nghị; hội thảo; đi học; dự hội nghị; dự tập huấn; lớp tập huấn;"
        " đi tập huấn; đi giao ban; họp cộng tác viên; họp ctv; sơ kết; tổng kết; đại hội; khai giảng; bồi dưỡng; họp phường; họp xã",
    },
    "question": {
        "": "bao nhiêu; bn; thế nào; ntn; như thế nào; làm sao; ra sao; được không; đc k; đc ko; được k; được ko; đc không; phải không; đúng không;"
        " có phải; ở đâu; khi nào; bao giờ; bao lâu; cách ghi; cách báo cáo; cách nhập; cho hỏi; cho em hỏi; cho e hỏi; em hỏi; e hỏi; hỏi chút;"
        " có được; không ạ; không nhỉ; không hả; hả; nhỉ; là gì; gì ạ; gì vậy; vì sao; tại sao; mấy giờ; kiểu gì; sao ạ;"
        " đúng ko; phải ko; có đúng; mấy ạ; chưa ạ; chưa nhỉ; chưa hả; chưa vậy; chưa chị; không chị; hay không; có cần; thì sao; đâu ạ; không vậy",
    },
    "whole": {  # the whole sentence is a request or a condition, not only this part of it
        "": "nếu; giả sử; ghi nhầm; ghi sai; nhập nhầm; nhập sai; báo nhầm; báo sai; sửa; sửa lại; sửa giúp; xóa; xoá; xóa giúp; huỷ; hủy; xóa bản ghi; đổi lại;"
        " ghi thế nào; ghi sao; ghi như thế nào; ghi ntn; báo cáo thế nào; nhập thế nào; thì ghi; ghi vào đâu; ghi ở đâu; nhập ở đâu;"
        " cách ghi; hỏi cách; xem số liệu; thống kê; cho xem; tổng hợp; lấy số liệu; bản ghi; gửi nhầm; tổng số; cho em xem; xem lại; nhắn nhầm;"
        " ghi kiểu gì; ghi là gì; bỏ giúp; bỏ dòng; ghi lại; sửa thành; đổi thành; chỉnh lại; ghi vào mục nào; tính là; có tính",
    },
    "negation": {"chưa": "chưa; chx; chưa có; chưa kịp; chưa hề", "không": "không; ko; k; kg; hok; khum; kh; không có; ko có; chẳng; chả; hông; hong; đếch; không còn; k có"},
}

# Who and what is counted.
COUNTED: Table = {
    "people": {
        "couple": "N cặp vợ chồng; N đôi vợ chồng; N cặp; N đôi; cặp vợ chồng; đôi vợ chồng; N cặp đôi; N đôi bạn trẻ",
        "spouses": "vợ chồng",
        "code": "khách hàng",
        "female": "chị; cô; bà; c; phụ nữ; pn; nữ; chị em; chị em phụ nữ; bà mẹ; các chị; mẹ; N dì; cụ bà; chij; hội viên phụ nữ; thai phụ; bà bầu; nữ công nhân; chị phụ nữ; mợ; bé gái; N thím; phụ nữ mang thai; nữ giới",
        "male": "anh; ông; a; nam; chú; nam giới; chồng; nam thanh niên; cụ ông; N trai; N bố",
        "any": "người; ng; N bác; bác; N cháu; cháu; khách; kh; lượt; lượt người; ca; học sinh; hs; N em; N e; cụ; N bạn; !bạn; bạn trẻ; thanh niên; đại biểu; hội viên; thành viên;"
        " công nhân; sinh viên; N sv; đoàn viên; người dân; nhân dân; bà con; người cao tuổi; N nct; N vtn; N vị thành niên; N tn;"
        " lượt xem; lượt nghe; người xem; người nghe; người dự; người tham dự; người tham gia; khán giả; khách hàng; N dân; N ctv; cán bộ; N đồng chí; N đ/c; N con; N mem; N nguời; N hội viên;"
        " N đối tượng; đối tượng; N lượt khách; N bn; N bệnh nhân; N hv; N cb; N thanh thiếu niên; thanh thiếu niên; N thầy cô; N giáo viên; N phụ huynh; phụ huynh; N người lớn tuổi; N ông bà; N trẻ; N lượt chị; N ca nữ; N người lao động; người lao động; N cô bác; N anh chị; anh chị em; N anh em; anh em; N bạn nữ; N bạn nam; N tham dự",
    },
    "households": {"": "N hộ; hộ; N nhà; N gia đình; hộ gia đình; gia đình; N hộ dân; N hộ nghèo; N nóc nhà; N hgđ; N gđ"},
    "leaflet": {"": "tờ rơi; tờ gấp; tờ bướm; N tờ; N tờ tin; tờ truyền thông; N tờ thông tin; N tr; N tờ tuyên truyền; tờ gấp truyền thông; tờ rơi tuyên truyền"},
    "session": {"": "N buổi; N cuộc; buổi; cuộc; N đợt; N bài; N kỳ; N tin; N tin bài"},
    "times": {"": "N lần; N ngày; N tuần; N tháng; N phút; N tiếng; N giờ; N tiếng đồng hồ; N năm; N hôm; N quý; N buổi sáng; N buổi chiều; N phường; N xã; N thôn; N xóm; N tổ; N lớp; N trường; N nhóm; N clb; N câu lạc bộ; N điểm; N ngõ; N khu; N tầng; N mét; N km; N loại; N tập; N chi hội; N bàn; N tổ dân phố"},
    "age": {"": "N tuổi; N t"},
    "money": {"": "N đồng; N đ; N vnd; N vnđ; N nghìn đồng; N ngàn; N nghìn; N k; N triệu; N tr; N ngàn đồng; N xu; N đồng tiền; N triệu đồng"},
}

GOODS: Table = {
    "unit": {
        "piece": "N cái; N chiếc; N que; cái; chiếc",
        "box": "N hộp; !hộp",
        "strip": "N vỉ; !vỉ; N vĩ",
        "pill": "N viên",
        "bottle": "N chai; N lọ; chai",
        "tube": "N tuýp; N túyp; N tuyp; tuýp",
        "kit": "N bộ",
        "pack": "N gói; N túi; gói",
    },
    "product": {
        "condom": "bao cao su; bcs; N bao; condom; bao; bao cs; b.c.s",
        "oral_pill": "thuốc; thuốc uống; thuốc tránh thai; viên tránh thai; thuốc uống tránh thai; viên uống tránh thai; vutt; tutt; thuốc hàng ngày;"
        " thuốc tránh thai hàng ngày; viên uống; thuốc uống tránh thai hàng ngày; thuốc tt; thuốc ngừa thai; viên uống tránh thai hàng ngày;"
        " thuốc viên tránh thai; thuốc viên; thuốc tránh thai hằng ngày; thuốc hằng ngày; thuốc tránh thai uống; viên tránh thai hàng ngày",
        "mini_pill": "thuốc cho con bú; thuốc uống cho con bú; viên cho con bú; viên uống cho con bú; viên đơn thuần; pop; thuốc tránh thai cho con bú;"
        " thuốc pop; viên pop; thuốc đơn thuần; thuốc tránh thai cho mẹ cho con bú; thuốc dùng cho con bú; thuốc tránh thai cho phụ nữ cho con bú;"
        " viên uống tránh thai cho con bú; viên tránh thai cho con bú; thuốc uống tránh thai cho con bú; thuốc viên đơn thuần; thuốc tránh thai đơn thuần; thuốc cho mẹ cho con bú; N cho con bú",
        "emergency_pill": "thuốc khẩn cấp; thuốc tránh thai khẩn cấp; ttkc; vttkc; viên khẩn cấp; tránh thai khẩn cấp; viên tránh thai khẩn cấp;"
        " viên uống tránh thai khẩn cấp; thuốc uống tránh thai khẩn cấp; khẩn cấp; thuốc ttkc; viên ttkc; thuốc viên khẩn cấp; viên uống khẩn cấp; thuốc uống khẩn cấp; thuốc ngừa thai khẩn cấp",
        "feminine_wash": "dung dịch vệ sinh; dung dịch vệ sinh phụ nữ; ddvs; nước rửa phụ khoa; nước rửa; ddvspn; ddvs phụ nữ; dung dịch vs; dd vệ sinh; dung dịch phụ khoa; dd vs; dung dịch rửa phụ khoa",
        "lubricant": "gel bôi trơn; bôi trơn; gel; gen bôi trơn; chất bôi trơn; dầu bôi trơn",
        "pregnancy_test": "que thử; que thử thai; test thai; test thử thai; que test thai; que test; thử thai; que thai; test nhanh thai",
        "micronutrient": "vi chất; sắt; viên sắt; sắt folic; viên sắt folic; canxi; vitamin; viên vi chất; viên canxi; đa vi chất; viên sắt axit folic; viên vitamin;"
        " vi chất dinh dưỡng; thuốc sắt; thuốc bổ sắt; sắt axit folic; viên bổ sung sắt; viên đa vi chất; vitamin tổng hợp; axit folic; calci; calcium; bổ sung vi chất",
    },
    "other goods": {
        "": "quà; khẩu trang; bánh; sữa; kẹo; mì; mì tôm; gạo; áo mưa; áo; mũ; sổ; vở; bút; lịch; cờ; băng rôn; băng zôn; áp phích; poster; pano; nước rửa tay; nước sát khuẩn;"
        " xà phòng; bột giặt; dầu ăn; nước ngọt; nước; phiếu; giấy mời; tài liệu; sách; sổ tay; suất quà; phần quà; túi quà; bỉm; tã; khăn; khăn mặt; ô; hoa quả; trứng;"
        " cồn; găng tay; bàn chải; kem đánh răng; dầu gội; nồi; chăn; màn; thiệp; cơm; cháo; rau; thịt; kem chống nắng; thuốc cảm; thuốc ho; thuốc tẩy giun;"
        " thuốc muỗi; phân bón; quần áo; đồ chơi; túi vải; suất cơm; khẩu phần; thẻ; thẻ bảo hiểm; bảo hiểm; thuốc bổ; thuốc sâu; men tiêu hóa; nến; pin; vé; mỹ phẩm; rượu; bia; mật ong; cà phê; chè; trà; đậu; trái cây; thuốc nhỏ mắt; dầu gió; bánh kẹo; tiền; phong bì; giấy khen; quạt; balo; thùng mì; nước uống; thùng sữa; xôi; bếp; xúc xích; nước suối; tạp chí; báo; ấn phẩm; đĩa; tranh; cốc; bình nước; túi ni lông; bim bim"
    },
    "brand": {
        "condom/hello": "hello; helo; hé lô",
        "condom/hello plus": "hello plus; hello+; helo plus; hello pluss",
        "condom/young lovers": "young lovers; young lover; younglovers; yong lovers",
        "condom/kimiko plus": "kimiko plus; kimiko; kimico plus; kimico",
        "condom/i love you": "i love you; iloveyou",
        "condom/nevalyashka": "nevalyashka; nevaliashka; nevalyaska",
        "condom/durex": "durex; dulex",
        "oral_pill/anna": "anna; ana; thuốc anna",
        "oral_pill/newchoice": "newchoice; new choice; niu choi; newchoise; thuốc newchoice; thuốc new choice",
        "oral_pill/ideal": "ideal; thuốc ideal; ideall",
        "emergency_pill/bk-1": "bk1; thuốc bk1",
        "emergency_pill/postinor": "postinor; positnor; postino; thuốc postinor",
        "emergency_pill/newlevo": "newlevo; new levo; thuốc newlevo",
        "feminine_wash/vagis": "vagis; vagit; dung dịch vagis; dung dịch vệ sinh vagis; ddvs vagis",
        "feminine_wash/gynopro": "gynopro; gyno pro; dung dịch gynopro; dung dịch vệ sinh gynopro; ddvs gynopro; ginopro",
    },
    "channel": {
        "free": "miễn phí; free; không thu tiền; không lấy tiền; ko lấy tiền; k lấy tiền; ko thu tiền; k thu tiền; tặng; biếu; mphi; miễn fí",
        "subsidised": "trợ giá; tiếp thị xã hội; ttxh; hàng trợ giá; giá trợ giá",
        "market": "thị trường; giá thị trường; hàng thị trường; theo giá thị trường; ngoài thị trường",
        "socialised": "xã hội hóa; xã hội hoá; xhh; 818; hàng 818; hàng xhh; đề án 818; hàng xã hội hóa; hàng xã hội hoá; sản phẩm 818; sp 818; sp xhh; sản phẩm xhh; giá xhh",
    },
    "label": {"": "sl; số lượng; x; slg; số lượng là"},
    "pack size": {"": "loại; quy cách; loại hộp; loại vỉ"},
}

TOPICS: Table = {
    "topic": {
        "family_planning": "khhgđ; kế hoạch hóa gia đình; kế hoạch hoá gia đình; tránh thai; biện pháp tránh thai; các biện pháp tránh thai; bptt; đặt vòng; đặt vòng tránh thai;"
        " que cấy; cấy que; vòng tránh thai; que cấy tránh thai; kh hóa gia đình; dân số khhgđ; dân số kế hoạch hóa gia đình; ds khhgđ; biện pháp tránh thai hiện đại; ngừa thai; triệt sản; đình sản; thuốc tiêm tránh thai; tiêm tránh thai; cấy que tránh thai; sử dụng biện pháp tránh thai; bp tránh thai; thuốc tiêm; dctc",
        "reproductive_health": "skss; csskss; sức khỏe sinh sản; sức khoẻ sinh sản; chăm sóc sức khỏe sinh sản; chăm sóc sức khoẻ sinh sản; chăm sóc skss; sk sinh sản; cs skss; sksinhsản",
        "breast_cancer": "ung thư vú; utv; k vú; tự khám vú; sàng lọc vú; tầm soát vú; sàng lọc ung thư vú; tầm soát ung thư vú; sl vú; sl ung thư vú; tự khám tuyến vú; cách tự khám vú; ung thư tuyến vú; sàng lọc utv; tầm soát utv; bệnh ung thư vú; ut vú; sl utv; sàng lọc k vú; tầm soát k vú; phòng chống ung thư vú; khám vú",
        "cervical_cancer": "ung thư cổ tử cung; utctc; k cổ tử cung; sàng lọc cổ tử cung; sàng lọc ctc; tầm soát ctc; tầm soát cổ tử cung; sàng lọc ung thư cổ tử cung; tầm soát ung thư cổ tử cung;"
        " k ctc; ung thư ctc; sl ctc; sl ung thư ctc; sàng lọc utctc; tầm soát utctc; sàng lọc ung thư ctc; tầm soát ung thư ctc; ut ctc; sl utctc; ut cổ tử cung; sl cổ tử cung; sl ung thư cổ tử cung; bệnh ung thư cổ tử cung; sàng lọc k ctc",
        "rti": "viêm nhiễm đường sinh sản; nhiễm khuẩn đường sinh sản; viêm nhiễm đường sinh dục; nhiễm khuẩn đường sinh dục; nkđss; vnđss; viêm phụ khoa; bệnh phụ khoa; viêm nhiễm phụ khoa;"
        " viêm đường sinh dục; viêm đường sinh sản; nk đường sinh sản; nkss; các bệnh phụ khoa; viêm bệnh phụ khoa; bệnh viêm phụ khoa; viêm nhiễm sinh sản; nhiễm khuẩn sinh sản; bệnh viêm nhiễm đường sinh sản; bệnh viêm nhiễm phụ khoa; viêm nhiễm đường ss; bệnh viêm nhiễm đường sinh dục; phòng chống viêm nhiễm đường sinh sản",
        "sexual_health": "sức khỏe tình dục; sức khoẻ tình dục; sktd; sk tình dục; tình dục an toàn",
        "adolescent": "vị thành niên; vtn; tuổi dậy thì; dậy thì; skss vtn; skss vị thành niên; sức khỏe sinh sản vị thành niên; sức khoẻ sinh sản vị thành niên; sức khỏe sinh sản vtn; sức khoẻ sinh sản vtn;"
        " sức khỏe vị thành niên; sức khoẻ vị thành niên; chăm sóc sức khỏe sinh sản vị thành niên; chăm sóc sức khoẻ sinh sản vị thành niên; skss tuổi dậy thì; chăm sóc skss vtn; chăm sóc skss vị thành niên; csskss vtn; csskss vị thành niên; sức khỏe vtn; skss cho vị thành niên; skss cho vtn; sức khỏe sinh sản cho vị thành niên; sức khỏe sinh sản tuổi vị thành niên; sk vtn; skss tuổi vị thành niên; vị thành niên thanh niên; skss vtn tn; vtn tn; skss vị thành niên thanh niên; sức khỏe sinh sản vị thành niên thanh niên; tâm sinh lý tuổi dậy thì",
        "premarital": "tiền hôn nhân; khám sức khỏe trước khi cưới; khám sức khoẻ trước khi cưới; khám trước khi cưới; khám tiền hôn nhân; khám sức khỏe tiền hôn nhân; khám sức khoẻ tiền hôn nhân; sức khỏe tiền hôn nhân; sức khoẻ trước khi cưới; sức khỏe trước khi cưới; khám sk trước khi cưới; khám sk tiền hôn nhân; khám sức khỏe trước hôn nhân; trước hôn nhân",
        "prenatal_newborn": "sàng lọc trước sinh; sàng lọc sơ sinh; slts; slss; sàng lọc trước sinh sơ sinh; sl trước sinh; sl sơ sinh; sàng lọc trước sinh và sơ sinh; slts và ss; sàng lọc trước sinh và sàng lọc sơ sinh; sàng lọc ts; sàng lọc ss; lấy máu gót chân; slts slss",
        "elderly": "người cao tuổi; nct; sức khỏe người cao tuổi; sức khoẻ người cao tuổi; sức khỏe nct; sk nct; chăm sóc người cao tuổi; chăm sóc sức khỏe người cao tuổi; chăm sóc sức khoẻ người cao tuổi; sk người cao tuổi; sức khoẻ nct; cssk người cao tuổi; cssk nct; chăm sóc nct; chăm sóc sức khỏe nct",
        "sex_ratio": "mất cân bằng giới tính; mất cân bằng giới tính khi sinh; lựa chọn giới tính thai nhi; mcbgt; mcbgtks; mất cân bằng gt; lựa chọn giới tính; mất cân bằng giới; cân bằng giới tính khi sinh; mất cân bằng gtks; chọn giới tính thai nhi; không lựa chọn giới tính thai nhi; lựa chọn gt thai nhi; cân bằng giới tính",
        "socialised_products": "sản phẩm 818; hàng 818; đề án 818; sản phẩm xã hội hóa; hàng xã hội hóa; sản phẩm xã hội hoá; hàng xã hội hoá; sp 818; sp xhh; sản phẩm xhh; hàng xhh; 818; sản phẩm đề án 818; phương tiện tránh thai xã hội hóa; sp xã hội hóa",
        "infertility": "vô sinh; hiếm muộn; vô sinh hiếm muộn; điều trị vô sinh; khám hiếm muộn; bệnh vô sinh",
        "gender_equality": "bình đẳng giới; bđg; bđ giới; bình đẳng giới tính",
        "?": "ung thư; dinh dưỡng; sàng lọc; tầm soát; dân số; công tác dân số; nuôi con bằng sữa mẹ; tiêm chủng; bạo lực gia đình; hiv; sốt xuất huyết; tảo hôn; an toàn thực phẩm;"
        " phòng chống dịch; ma túy; già hóa dân số; phòng cháy; hôn nhân cận huyết; bảo hiểm y tế; bhyt; vệ sinh môi trường; sức khỏe; sức khoẻ; chăm sóc sức khỏe; chăm sóc sức khoẻ; tiểu đường; huyết áp; loãng xương;"
        " tiền mãn kinh; mãn kinh; suy dinh dưỡng; vệ sinh; phòng bệnh; phá thai; nạo phá thai; chính sách dân số; luật dân số; phòng chống hiv; vắc xin; sữa mẹ; tim mạch; rác thải; hút thuốc; cúm; covid; thai sản; chăm sóc thai sản; chăm sóc trẻ; lao; sởi; tay chân miệng; sinh đủ hai con; sinh đủ 2 con; hpv; vắc xin hpv; chăm sóc bà bầu; thai kỳ; khám thai; chăm sóc bà mẹ trẻ em; bạo lực; pháp luật; môi trường; chăm sóc răng miệng; an toàn giao thông; nội dung khác; sinh con thứ ba; nâng cao chất lượng dân số; chất lượng dân số; sinh đẻ; bảo hiểm; sức khỏe tâm thần; dịch bệnh; phụ khoa; ngừa hpv; bệnh lây truyền; giới tính; chăm con; nuôi con",
    },
    "about": {"": "về; chủ đề; nội dung; chuyên đề; nd; về chủ đề; về nội dung; về chuyên đề; với chủ đề; với nội dung; nội dung về; về việc; cách; cách dùng; dùng; sử dụng; về cách; ve; v/v; nói về; chủ đề về; hướng dẫn cách; cách sử dụng"},
    "all": {"": "đều; đều về; cùng về; cả hai; cả 2; cả hai đều; cả 2 đều; tất cả; tất cả đều; tất cả về; toàn về; cả hai về; cả ba; cả 3; đều nói về; đều là; cùng; chung; cùng chủ đề; cả hai buổi; cả 2 buổi; đều là về; cùng nội dung"},
    "audience": {
        "": "câu lạc bộ người cao tuổi; clb người cao tuổi; clb nct; câu lạc bộ nct; hội người cao tuổi; hội nct; chi hội người cao tuổi; ngày người cao tuổi; ngày quốc tế người cao tuổi;"
        " ngày dân số; ngày dân số thế giới; ngày dân số việt nam; tháng hành động quốc gia về dân số; ngày tránh thai thế giới; ngày thế giới tránh thai; ngày quốc tế trẻ em gái;"
        " cộng tác viên dân số; cán bộ dân số; ctv dân số; ban dân số; chi cục dân số; trung tâm dân số; hội nông dân; hội phụ nữ; chi hội phụ nữ; đoàn thanh niên; hội cựu chiến binh;"
        " chi hội; chi đoàn; câu lạc bộ tiền hôn nhân; clb tiền hôn nhân; câu lạc bộ vị thành niên; clb vị thành niên; clb vtn; tháng hành động vì người cao tuổi; tháng hành động vì nct; tháng hành động bình đẳng giới; tháng hành động vì bình đẳng giới; phòng dân số; ban chỉ đạo; ban ds; ngành dân số; chi hội nct; ngày hiv; ctv ds; clb tiền hôn nhân; clb skss; câu lạc bộ sức khỏe sinh sản; clb kế hoạch hóa gia đình; clb khhgđ; clb bình đẳng giới; câu lạc bộ bình đẳng giới; câu lạc bộ không sinh con thứ ba; clb không sinh con thứ 3; câu lạc bộ sức khỏe; clb sức khỏe; nhóm vị thành niên; nhóm vtn; nhóm người cao tuổi; nhóm nct; tuần lễ dân số; tháng dân số; ngày hội dân số; liên thế hệ; clb liên thế hệ; ngày phụ nữ; tuổi sinh đẻ; độ tuổi sinh đẻ; tuổi sinh sản; độ tuổi sinh sản; người cao tuổi tổ"
    },
}

# The forms of talks, in the order of the contract: the first that is cued in the clause counts.
FORMS = ("loudspeaker", "online", "community_event", "group_talk", "household_visit", "counselling")
CUES: Table = {
    "cue": {
        "loudspeaker": "loa; loa phường; đài phường; trên đài; đài truyền thanh; truyền thanh; loa phát thanh; loa xã; đài xã; loa kéo; trên loa; loa di động; hệ thống loa",
        "online": "zalo; facebook; fb; trực tuyến; online; gọi video; nhóm zalo; zoom; qua mạng; trên mạng; fanpage; zl; face; video call; call video; tiktok; livestream",
        "community_event": "sự kiện; ngày hội; chiến dịch; mít tinh; hội thi; lễ ra quân; ra quân",
        "group_talk": "nhóm; clb; câu lạc bộ; tọa đàm; nói chuyện; sinh hoạt",
        "household_visit": "tại nhà; đến nhà; tận nhà; từng nhà; tới nhà; đến tận nhà; tại hộ; từng hộ; đến từng nhà; ở nhà; đi từng nhà; tới tận nhà; vào từng nhà; vào nhà; tại gia đình; đến hộ; xuống nhà; tới từng nhà; vãng gia; hộ gia đình; đi nhà",
    },
    "attend": {"": "dự; tham dự; tham gia; nghe; xem; có mặt; đến dự; tới dự; theo dõi"},
}

CLINIC: Table = {
    "organ": {
        "breast": "N khám vú; khám vú; siêu âm vú; chụp vú; nhũ ảnh; chụp nhũ ảnh; siêu âm tuyến vú; khám tuyến vú; x quang vú; chụp x quang vú; ung thư vú; utv; k vú; sàng lọc vú; tầm soát vú; sl vú; sàng lọc ung thư vú; tầm soát ung thư vú; sàng lọc utv;"
        " tầm soát utv; khám sàng lọc vú; khám sàng lọc ung thư vú; khám tầm soát ung thư vú; khám tầm soát vú; !vú; siêu âm ngực; tuyến vú; chụp nhũ; khám sàng lọc utv; ung thư tuyến vú; sl ung thư vú; sl utv; khám k vú; khám ung thư vú; khám sl vú; ut vú; chụp mammo; mammography; sàng lọc k vú; tầm soát k vú; khám sl utv",
        "cervical": "cổ tử cung; ctc; pap; phết; phết tế bào; via; hpv; soi ctc; soi cổ tử cung; khám ctc; khám cổ tử cung; tầm soát ctc; tầm soát cổ tử cung; xét nghiệm hpv; xn hpv; test hpv;"
        " ung thư cổ tử cung; utctc; k cổ tử cung; sàng lọc ctc; sàng lọc cổ tử cung; sl ctc; pap smear; làm pap; xét nghiệm pap; xn pap; làm via; phết tế bào cổ tử cung; phết tế bào ctc; khám sàng lọc ung thư cổ tử cung;"
        " khám sàng lọc ctc; sàng lọc ung thư cổ tử cung; tầm soát ung thư cổ tử cung; sàng lọc utctc; tầm soát utctc; ung thư ctc; khám sàng lọc cổ tử cung; soi tử cung; khám sàng lọc utctc; phết ctc; phết cổ tử cung; test via; tầm soát ung thư ctc; sàng lọc ung thư ctc; k ctc; khám utctc; sl utctc; sl cổ tử cung; xét nghiệm tế bào cổ tử cung; thinprep; xét nghiệm phết tế bào; phết mỏng; khám via",
    },
    "joined organ": {"breast": "vú", "cervical": "cổ tử cung; ctc"},
    "screening": {"": "sàng lọc; tầm soát; khám sàng lọc; tầm soát ung thư; sàng lọc ung thư; ung thư; khám tầm soát; khám sàng lọc ung thư; khám ung thư; khám tầm soát ung thư; sl ung thư; khám sl; sl"},
    "service": {
        "iud": "đặt vòng; dctc; vòng tránh thai; đặt vòng tránh thai; đặt dctc; dụng cụ tử cung; đặt dụng cụ tử cung; N vòng; N cái vòng; đặt dụng cụ; !vòng; đi vòng",
        "injectable": "tiêm tránh thai; thuốc tiêm; tiêm thuốc tránh thai; thuốc tiêm tránh thai; tiêm thuốc; tiêm ngừa thai; tiêm mũi tránh thai; mũi tiêm tránh thai; N mũi tránh thai; N mũi tiêm; N mũi; tiêm thuốc ngừa thai; N mũi thuốc tiêm; N mũi thuốc; mũi tiêm",
        "implant": "que cấy; cấy que; que cấy tránh thai; cấy que tránh thai; cấy tránh thai; cấy; thuốc cấy; thuốc cấy tránh thai; N que cấy",
        "sterilisation": "triệt sản; đình sản",
        "sterilisation_female": "thắt ống dẫn trứng; triệt sản nữ; đình sản nữ; thắt vòi trứng",
        "sterilisation_male": "thắt ống dẫn tinh; triệt sản nam; đình sản nam",
    },
    "other service": {
        "": "sàng lọc trước sinh; sàng lọc sơ sinh; khám phụ khoa; khám hiếm muộn; slts; slss; tháo vòng; khám thai; khám tổng quát; khám sức khỏe; khám sức khoẻ; khám vô sinh; siêu âm thai; khám tiền hôn nhân;"
        " tiêm hpv; tiêm vắc xin; tiêm phòng; tiêm phòng hpv; tiêm vắc xin hpv; tiêm ngừa hpv; vắc xin hpv; tháo que; khám bệnh; chữa bệnh; điều trị; làm xét nghiệm; xét nghiệm máu; siêu âm; rút que; khám nam khoa; phụ khoa; khám nct; khám người cao tuổi; khám sức khỏe tiền hôn nhân; khám sức khoẻ tiền hôn nhân; sàng lọc trước sinh và sơ sinh; khám sức khỏe trước khi cưới; xét nghiệm; sinh con; phá thai; hút thai; khám sàng lọc trước sinh; khám sàng lọc sơ sinh; sl trước sinh; sl sơ sinh; khám sản; khám mắt; lấy máu gót chân; làm sàng lọc trước sinh; khám sức khỏe sinh sản; khám sức khỏe định kỳ; khám định kỳ; khám sk; vô sinh; hiếm muộn; chọc ối; xét nghiệm nipt; nipt; tiền hôn nhân; viêm phụ khoa; bệnh phụ khoa; thay vòng; khám viêm nhiễm; siêu âm ổ bụng"
    },
    "dose": {"": "N mũi; N lọ; N ống; N liều; mũi; liều"},
    "exam": {"": "khám; đi khám; khám lại; tái khám; soi; chụp; khám bệnh"},
    "facility": {
        "": "bệnh viện; bv; trạm y tế; tyt; trung tâm y tế; ttyt; phòng khám; pk; nhà hộ sinh; trạm xá; tram y tế; bviện; b viện; trạm yt; trung tâm yt; phòng khám đa khoa; nhà hs; tt y tế",
        "station": "trạm",
    },
    "born": {"": "sinh năm; sn; năm sinh; snăm; s.năm"},
    "born short": {"": "sinh"},
    "band": {"": "trên; dưới; từ; khoảng; độ tuổi; tuổi từ; ngoài; lứa tuổi; tầm; gần; hơn"},
}

STATES: Table = {
    "state": {
        "declined": "từ chối; không muốn đi; không đồng ý; ko đồng ý; k đồng ý; ko muốn đi; k muốn đi; không muốn khám; không chịu đi; không chịu khám; k chịu đi; ko chịu đi; không muốn; không chịu; ko muốn; k muốn; từ chối khám; không nhận lời; ko chịu; k chịu; không muốn làm; không đi khám; ko đi khám; k đi khám; chưa muốn đi; không có nhu cầu",
        "lost": "mất liên lạc; không liên lạc được; ko liên lạc được; k liên lạc được; k liên lạc đc; ko liên lạc đc; không liên lạc đc; chuyển đi nơi khác; chuyển nơi khác; mất dấu; chuyển đi rồi; chuyển nhà; không liên hệ được; ko liên hệ được; k liên hệ đc; không gọi được; ko gọi được; k gọi đc; chuyển đi; chuyển chỗ ở; không liên lạc; không bắt máy; chuyển đi chỗ khác; đi nơi khác; chuyển chỗ khác; k gọi được; bỏ đi nơi khác; đã chuyển đi; không tìm thấy; mất lh; k ll đc; ko ll đc; không ll được; k ll được",
        "appointment": "hẹn; đặt lịch; đặt hẹn; hẹn lịch; có lịch; lịch hẹn; hẹn tái khám; hẹn khám; hẹn lại; đã hẹn; đã đặt lịch; hẹn ngày; có hẹn; lịch tái khám; hẹn đi; tái khám; đặt lịch hẹn; đặt lịch khám",
        "not_yet": "chưa đi; chưa khám; !bận; chưa làm; chưa đi được; chưa đến; chưa đi khám; chưa thu xếp; chưa thu xếp được; không đi được; ko đi được; k đi được; k đi đc; ko đi đc; chưa đi đc; chưa tới; chưa đặt; chưa soi; chưa chụp; không đi đc; chưa lên; chưa ra; chưa có đi; chưa sắp xếp được; vẫn chưa đi; chưa tiêm; chưa cấy; chưa xét nghiệm; chưa siêu âm; chưa có thời gian; chưa sắp xếp; chưa tầm soát; chưa sàng lọc; chưa đặt vòng; chưa khám được; không đến được; chưa đi khám được; chưa đến khám; bận chưa đi được; chưa xn",
    },
    "done": {"before": "đã; vừa; mới; đã đi; vừa đi; mới đi; đã được; dã; đi làm; đx", "after": "rồi; xong; r; rùi; roài; oy; xong rồi; xong xuôi; rồi ạ"},
    "went": {"": "đi; làm; đến; lên; đi rồi; xong"},
    "contact": {"": "gọi; gọi điện; gọi cho; nhắc; nhắn; nhắn tin; hỏi thăm; liên hệ; liên lạc; alo; hỏi; gọi hỏi; gọi điện nhắc; theo dõi; nhắc lịch; gọi nhắc; gọi hỏi thăm; nhắc đi; qua hỏi thăm; gọi điện hỏi thăm; đôn đốc; gọi điện thoại; gọi điện hỏi"},
}

# Joints, people spoken of in passing, and what is passed over.
SMALL: Table = {
    "for": {"": "cho; tới cho; đến cho; cho các; dành cho"},
    "self": {"": "em; tôi; !mình; e; tui; mk; chúng tôi; chúng em; bọn em; ctv; cộng tác viên; m; mik; tụi em; con; cháu; bọn mình; chúng mình"},
    "source": {"": "cán bộ; cán bộ phường; !kho; trung tâm; từ kho; chị cán bộ; cb; cán bộ dân số; ở kho; trên quận; chuyên trách; chị chuyên trách; cbds; cb dân số; trạm trưởng"},
    "and": {"": "và; với; vs; cùng với; kèm; kèm theo; kết hợp; lồng ghép; đồng thời; va; kết hợp với; cùng; kiêm; &"},
    "then": {"": "rồi; sau đó; xong; tiếp đó; rồi sau đó; tiếp theo; tiếp; còn; ngoài ra; thêm; đồng thời"},
    "each": {"": "mỗi; mỗi một; từng; mõi; mổi; mỗi ng"},
    "plural": {"": "các; những; cả; toàn; nhiều; toàn thể; một số"},
    "correction": {"": "à nhầm; nhầm; à không; ý nhầm; í nhầm; ủa nhầm; à lộn; lộn; à ko; à k; xin lỗi; đính chính; ấy nhầm; a nhầm; ah nhầm; ơ nhầm; nhầm là; à nhầm là; không phải; sorry; a không; nhầm rồi; ờ nhầm; ờ không; chính xác là; đúng ra là; quên là; à quên là; à sorry; á nhầm; à mà không; ý quên; à nhầm rồi; ấy không; nói nhầm; í lộn; ý lộn; nói lại là"},
    "approximate": {"": "khoảng; độ; tầm; chừng; !cỡ; gần; hơn; trên; trên dưới; ngót; xấp xỉ; khoảng hơn; khoảng chừng; tầm khoảng; ước chừng; ước; khoảng tầm; áng chừng; gần được; độ khoảng; hơn khoảng; dưới; cỡ khoảng; tối đa; ít nhất; đâu khoảng; khoảng độ; không dưới; khoảng gần; cỡ chừng; khoảng trên; khoảng cỡ; ngót nghét; suýt soát"},
    "vague": {"": "vài; mấy; dăm; một vài; vài ba; dăm ba; dăm bảy; một số; một ít; mươi; vài ba chục; nửa số; dăm mười; mươi mười lăm; đôi ba; một hai; 1 vài; 1 số; 1 ít; 1 2; 2 3; 3 4; 4 5; 5 6; 5 7; 7 8; 6 7; đôi ba chục"},
    "place": {
        "N": "tổ; thôn; xóm; ngõ; khu; số nhà; ngách; hẻm; tdp; tổ dân phố; khu dân cư; kdc; cụm; đội; ấp; khu phố; chi hội; !bản; !đường; !phố; phường; xã; tòa; toà; tầng; nhà số; !phòng; cụm dân cư; tiểu khu; tổ số; tổ phụ nữ; tổ dân phố số; tdp số; tổ dp; thôn số; xóm số; khu số; đội số; !lớp; !khối; quận; chi bộ; chi đoàn; !dãy; !lô; liên tổ; p; hội trường; chung cư",
        "": "nhà văn hóa; nhà văn hoá; nvh; !chợ; ở chợ; tại chợ; ngoài chợ; trường; khu trọ; nhà trọ; xóm trọ; hội trường; khu công nghiệp; kcn; công ty; đình; chùa; quán; ubnd; nhà sinh hoạt; trường học; nhà thờ; phòng họp; ủy ban; uỷ ban; công viên; sân; bến xe; cổng chợ; cổng trường; trường thcs; trường thpt; thcs; thpt; trường tiểu học; khu tập thể; kí túc xá; ký túc xá; khu nhà trọ; nhà máy; xí nghiệp; nhà cộng đồng; địa bàn; thôn; xóm; ngõ; khu; tổ; tổ dân phố; phường; xã; tdp; chung cư; chợ đầu mối; cơ quan; dãy trọ; trường cấp 2; trường cấp 3; trường cấp hai; trường cấp ba; thị trấn; nhà ông; nhà bà; nhà chị; nhà anh; nhà cô; nhà bác; kdc; khu dân cư; khu phố; !bản; huyện; quận; tp; hà nội; hn; ngoài chợ; vùng; xưởng; quê; siêu thị; nvh thôn; nhà vh; nhà riêng",
    },
    "at": {"": "ở; tại; lên; ra; đến; tới; sang; xuống; trong; trên; qua; vào; từ; ngoài; bên; dưới; về; ở chỗ; nhân; đi"},
    "part of day": {"": "sáng; trưa; chiều; tối; đêm; buổi sáng; buổi chiều; buổi tối; buổi trưa; sớm"},
    "result": {"": "kết quả; kq; bình thường; phát hiện; phát hiện ra; nghi ngờ; có u; âm tính; dương tính; không sao; u lành"},
    "noise": {
        "": "ạ; nhé; nha; nhá; dạ; vâng; thưa; xin chào; chào; chào chị; ơi; à; ah; a; ừ; uh; ok; oke; luôn; nữa; nhiều; được; đc; dc; là; thì; mà; có; của; này; đó; ấy; kia; đang; lại; cũng; để; nhưng; vì; do; nên; bằng; theo; vẫn; cùng; như; tổ chức; báo cáo; báo; bc; cho biết; chị ơi; anh ơi; cô ơi; em chào chị; bạn ơi; tổng; tổng cộng; gồm; trong đó; bao gồm; công tác; cộng; số; số người; số hộ; số lượng người; tất cả; hết; cảm ơn; đứa; con; gái; trai; trẻ; già; nghèo; cận nghèo; tuổi; độc thân; mới cưới; vợ; tên; tham gia; nốt; tiếp; thêm; riêng; hiện; rất; lắm; quá; vui; tốt; người ta; mọi người; mn; thăm khám; tham khảo; giá; tiền; phát biểu; phát triển; phát động; bạn bè; bàn bạc; ban tổ chức; cấp cứu; cấp trên; cấp ủy; cho em; phụ nữ có thai; sđt; số điện thoại; điện thoại; dt; đt; liên hệ; dân; người nhà; con nhỏ; có thai; mang thai; các chị em; đi bộ; trong; ngoài; lúc; giờ; hiện nay; bây giờ; kết hôn; sắp cưới; sắp sinh; sắp kết hôn; chuẩn bị cưới; chuẩn bị kết hôn; chuẩn bị sinh; chuẩn bị mang thai; sắp lấy vợ; sắp lấy chồng; lấy vợ; lấy chồng; tên là; người quen; báo cáo chị; báo cáo anh; báo cáo cô; các bạn; các anh chị; các bác; việc; ngày nào; vừa; vừa mới; đợt; đợt này; nay; hôm ấy; thành công; xong việc; đầy đủ; chiếc; nhé chị; ngồi; mọi ng; ở nhà; tận tay; cơ sở; hoạt động; triển khai; thực hiện; tiến hành; phối hợp; hỗ trợ; mới; đc phân công; phụ trách; gần đây; gần; xa; tháng; năm; đầu; giữa; cuối; khi; dùng thử; uống; thông tin; thôi; lun; xong; địa phương"
    },
}

TABLES: tuple[Table, ...] = (VERBS, NOT_DONE, COUNTED, GOODS, TOPICS, CUES, CLINIC, STATES, SMALL)
