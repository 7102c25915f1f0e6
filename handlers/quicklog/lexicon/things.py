"""What is counted and what is given out."""

from handlers.quicklog.lexicon.table import Table

# Who and what is counted.
COUNTED: Table = {
    "people": {
        "couple": (
            "N cặp vợ chồng; N đôi vợ chồng; N cặp; N đôi; cặp vợ chồng; đôi vợ chồng; N cặp đôi; N đôi bạn trẻ"
        ),
        "spouses": "vợ chồng",
        "female": (
            "chị; cô; bà; c; phụ nữ; pn; nữ; chị em; chị em phụ nữ; bà mẹ; các chị; mẹ; !dì; cụ bà; N chị hội "
            "viên; N cô hội viên; N chị công nhân; N chị em hội viên; hội viên phụ nữ; thai phụ; bà bầu; nữ "
            "công nhân; N mẹ bầu; N chị bầu; N sản phụ; N bà đẻ; N nữ sinh; N thiếu nữ; N cô gái; N bà cụ; N "
            "bầu; chị phụ nữ; mợ; bé gái; N thím; phụ nữ mang thai; nữ giới"
        ),
        "male": "anh; ông; a; nam; chú; nam giới; chồng; nam thanh niên; cụ ông; N trai; N nam sinh; N cụ ông",
        "attending": "người dự; người tham dự; người tham gia; người xem; người nghe; lượt xem; lượt nghe; N tham dự",
        "any": (
            "người; nam nữ; nam và nữ; ng; N bác; bác; N cháu; cháu; khách; kh; lượt; lượt người; ca; học sinh; hs; "
            "học sinh cấp 1; học sinh cấp 2; học sinh cấp 3; học sinh cấp hai; học sinh cấp ba; hs cấp 1; hs cấp 2; "
            "hs cấp 3; hs cấp hai; hs cấp ba; N em; N e; cụ; N bạn; !bạn; bạn trẻ; thanh niên; đại biểu; hội viên; "
            "thành viên; công nhân; sinh viên; N sv; đoàn viên; người dân; nhân dân; bà con; người cao tuổi; N nct; N "
            "vtn; N vị thành niên; N tn; khán giả; khách hàng; N dân; N ctv; cán bộ; N đồng chí; N con; N mem; N "
            "nguời; N hội viên; N đối tượng; đối tượng; N lượt khách; N bn; N bệnh nhân; N hv; N cb; N thanh thiếu "
            "niên; thanh thiếu niên; N thầy cô; N giáo viên; N phụ huynh; phụ huynh; N người lớn tuổi; N ông bà; N "
            "trẻ; N đảng viên; N cựu chiến binh; N bộ đội; N chiến sĩ; N cô giáo; N tiểu thương; N nông dân; N mẹ "
            "bỉm; N tài xế; N lái xe; N thợ; N nhân viên; N học viên; N thiếu niên; N thính giả; N quần chúng; N "
            "người nhà; N lượt xem; N cụ già; N cao tuổi; N lao động; N quý vị; N ctv ds;  N lượt chị; N ca nữ; N "
            "người lao động; người lao động; N cô bác; N anh chị; anh chị em; N anh em; anh em; N bạn nữ; N bạn nam"
        ),
    },
    "households": {
        "": "N hộ; hộ; N nhà; N gia đình; hộ gia đình; gia đình; N hộ dân; N hộ nghèo; N nóc nhà; N hgđ; N gđ",
    },
    "leaflet": {
        "": (
            "tờ rơi; tờ gấp; tờ bướm; N tờ; N tờ tin; tờ truyền thông; N tờ thông tin; N tr; N tờ tuyên truyền; tờ "
            "gấp truyền thông; tờ rơi tuyên truyền"
        ),
    },
    "session": {
        "": "N buổi; N cuộc; buổi; cuộc; N đợt; N bài; N kỳ; N tin; N tin bài",
    },
    "times": {
        "": (
            "N lần; N ngày; N tuần; N tháng; N phút; N tiếng; N giờ; N tiếng đồng hồ; N năm; N hôm; N quý; N buổi "
            "sáng; N buổi chiều; N phường; N xã; N thôn; N xóm; N tổ; N lớp; N trường; N nhóm; N clb; N câu lạc bộ; N "
            "điểm; N phòng; N phòng trọ; N dãy; N dãy trọ; N ngõ; N khu; N tầng; N mét; N km; N loại; N tập; N bàn; N "
            "tổ dân phố"
        ),
    },
    "age": {
        "": "N tuổi; N t",
    },
    "money": {
        "": (
            "N đồng; N đ; N vnd; N vnđ; N nghìn đồng; N ngàn; N nghìn; N k; N triệu; N tr; N ngàn đồng; N xu; N "
            "đồng tiền; N triệu đồng"
        ),
    },
}

# Products, brands (as product/brand), units, channels.
GOODS: Table = {
    "unit": {
        "piece": "N cái; N chiếc; N que; cái; chiếc",
        "box": "N hộp; !hộp; N họp",
        "strip": "N vỉ; !vỉ; N vĩ",
        "pill": "N viên",
        "bottle": "N chai; N lọ; chai",
        "tube": "N tuýp; N túyp; N tuyp; tuýp",
        "kit": "N bộ",
        "pack": "N gói; N túi; gói",
    },
    "product": {
        "condom": "bao cao su; bcs; N bao; condom; bao; bao cs; bao tránh thai; bao ngừa thai",
        "oral_pill": (
            "thuốc; thuốc uống; thuốc tránh thai; viên tránh thai; thuốc uống tránh thai; viên uống tránh thai; "
            "vutt; tutt; thuốc hàng ngày; thuốc tránh thai hàng ngày; viên uống; thuốc uống tránh thai hàng ngày; "
            "thuốc tt; thuốc ngừa thai; viên uống tránh thai hàng ngày; thuốc viên tránh thai; thuốc viên; thuốc "
            "tránh thai hằng ngày; thuốc hằng ngày; thuốc tránh thai uống; viên tránh thai hàng ngày"
        ),
        "mini_pill": (
            "thuốc cho con bú; thuốc uống cho con bú; viên cho con bú; viên uống cho con bú; viên đơn thuần; pop; "
            "thuốc tránh thai cho con bú; thuốc pop; viên pop; thuốc đơn thuần; thuốc tránh thai cho mẹ cho con bú; "
            "thuốc dùng cho con bú; thuốc tránh thai cho phụ nữ cho con bú; viên uống tránh thai cho con bú; viên "
            "tránh thai cho con bú; thuốc uống tránh thai cho con bú; thuốc viên đơn thuần; thuốc tránh thai đơn "
            "thuần; thuốc cho mẹ cho con bú; loại cho con bú; dành cho con bú; loại cho con bú mẹ; N cho con bú"
        ),
        "emergency_pill": (
            "thuốc khẩn cấp; thuốc tránh thai khẩn cấp; ttkc; vttkc; viên khẩn cấp; tránh thai khẩn cấp; viên tránh "
            "thai khẩn cấp; viên uống tránh thai khẩn cấp; thuốc uống tránh thai khẩn cấp; khẩn cấp; thuốc ttkc; "
            "viên ttkc; thuốc viên khẩn cấp; viên uống khẩn cấp; thuốc uống khẩn cấp; thuốc ngừa thai khẩn cấp"
        ),
        "feminine_wash": (
            "dung dịch vệ sinh; dung dịch vệ sinh phụ nữ; ddvs; nước rửa phụ khoa; nước rửa; ddvspn; ddvs phụ nữ; "
            "dung dịch vs; dd vệ sinh; dung dịch phụ khoa; dd vs; dung dịch rửa phụ khoa; rửa phụ khoa; "
            "nước rửa pk; nước vệ sinh phụ nữ; nước vệ sinh"
        ),
        "lubricant": "gel bôi trơn; bôi trơn; gel; gen bôi trơn; chất bôi trơn; dầu bôi trơn",
        "pregnancy_test": (
            "que thử; que thử thai; test thai; test thử thai; que test thai; que test; thử thai; que thai; test "
            "que; que test nhanh; test nhanh thai"
        ),
        "micronutrient": (
            "vi chất; sắt; viên sắt; sắt folic; viên sắt folic; canxi; vitamin; viên vi chất; viên canxi; đa vi "
            "chất; viên sắt axit folic; viên vitamin; vi chất dinh dưỡng; thuốc sắt; thuốc bổ sắt; sắt axit folic; "
            "viên bổ sung sắt; viên đa vi chất; vitamin tổng hợp; axit folic; calci; calcium; bổ sung vi chất"
        ),
    },
    "other goods": {
        "": (
            "quà; khẩu trang; băng vệ sinh; bvs; giấy vệ sinh; khăn giấy; nước súc miệng; xà bông; bánh; sữa; kẹo; "
            "mì; mì tôm; gạo; áo mưa; áo; mũ; sổ; vở; bút; lịch; cờ; băng rôn; băng zôn; áp phích; tờ áp phích; tờ "
            "poster; tờ lịch; tờ báo; tờ phiếu; tờ đơn; tờ khai; poster; pano; nước rửa tay; nước sát khuẩn; xà "
            "phòng; bột giặt; dầu ăn; nước ngọt; nước; phiếu; giấy mời; tài liệu; sách; sổ tay; suất quà; phần quà; "
            "túi quà; bỉm; tã; khăn; khăn mặt; ô; hoa quả; trứng; cồn; găng tay; bàn chải; kem đánh răng; dầu gội; "
            "nồi; chăn; màn; thiệp; cơm; cháo; rau; thịt; kem chống nắng; thuốc cảm; thuốc ho; thuốc tẩy giun; thuốc "
            "muỗi; phân bón; quần áo; đồ chơi; túi vải; suất cơm; khẩu phần; thẻ; thẻ bảo hiểm; bảo hiểm; thuốc bổ; "
            "!thuốc sâu; men tiêu hóa; nến; pin; vé; mỹ phẩm; rượu; bia; mật ong; cà phê; chè; trà; đậu; trái cây; "
            "thuốc nhỏ mắt; dầu gió; bánh kẹo; tiền; phong bì; giấy khen; quạt; balo; thùng mì; nước uống; thùng sữa; "
            "xôi; bếp; xúc xích; nước suối; tạp chí; báo; ấn phẩm; đĩa; tranh; cốc; bình nước; túi ni lông; bim bim"
        ),
    },
    "brand": {
        "condom/hello": "hello; helo; hé lô",
        "condom/hello plus": "hello plus; helo plus; hello pluss",
        "condom/young lovers": "young lovers; young lover; younglovers; yong lovers",
        "condom/kimiko plus": "kimiko plus; kimiko; kimico plus; kimico",
        "condom/i love you": "i love you; iloveyou",
        "condom/nevalyashka": "nevalyashka; nevaliashka; nevalyaska",
        "condom/durex": "durex; dulex; !durẽ",
        "oral_pill/anna": "anna; ana; thuốc anna",
        "oral_pill/newchoice": "newchoice; new choice; niu choi; newchoise; newchoi; thuốc newchoice; thuốc new choice",
        "oral_pill/ideal": "ideal; thuốc ideal; ideall",
        "emergency_pill/bk-1": "bk1; thuốc bk1",
        "emergency_pill/postinor": "postinor; positnor; postino; thuốc postinor",
        "emergency_pill/newlevo": "newlevo; new levo; thuốc newlevo",
        "feminine_wash/vagis": "vagis; vagit; !vagí; dung dịch vagis; dung dịch vệ sinh vagis; ddvs vagis",
        "feminine_wash/gynopro": (
            "gynopro; gyno pro; dung dịch gynopro; dung dịch vệ sinh gynopro; ddvs gynopro; ginopro"
        ),
    },
    "channel": {
        "free": (
            "miễn phí; free; không thu tiền; không lấy tiền; ko lấy tiền; k lấy tiền; ko thu tiền; k thu tiền; "
            "tặng; biếu; tặng thêm; biếu thêm; tặng kèm; mphi; miễn fí"
        ),
        "subsidised": "trợ giá; tiếp thị xã hội; ttxh; hàng trợ giá; giá trợ giá",
        "market": "thị trường; giá thị trường; hàng thị trường; theo giá thị trường; ngoài thị trường",
        "socialised": (
            "xã hội hóa; xã hội hoá; xhh; 818; hàng 818; hàng xhh; đề án 818; hàng xã hội hóa; hàng xã hội hoá; sản "
            "phẩm 818; hàng tám một tám; sp 818; sp xhh; sản phẩm xhh; giá xhh"
        ),
    },
    "label": {
        "": "sl; số lượng; x; slg; số lượng là",
    },
    "pack size": {
        "": "loại; quy cách; loại hộp; loại vỉ",
    },
}
