"""What is done, and what makes a clause no report."""

from handlers.quicklog.lexicon.table import Table

# What a clause does. The value of a talk is the form that its verb alone suggests.
VERBS: Table = {
    "talk": {
        "loudspeaker": (
            "phát loa; đọc loa; mở loa; bật loa; chạy loa; phát thanh; truyền thanh; đọc bài trên loa; đọc trên "
            "loa; phát bài trên loa; phát trên loa; phát bài; đọc bản tin; phát bản tin; đọc tin; đọc tin bài; "
            "phát tin bài; phát trên đài; đọc bài; phát đài"
        ),
        "online": (
            "đăng bài; đăng tin; đăng tin bài; livestream; live stream; chia sẻ bài; !đăng; !đăng lên; đăng lên "
            "facebook; đăng lên fb; đăng lên zalo; đăng lên nhóm; đăng lên mạng; đăng facebook; đăng fb; đăng face; "
            "đăng nhóm; đăng nhóm zalo; đăng trên; đăng trên nhóm; đăng zalo; gửi "
            "bài; gọi video; đưa bài; đưa tin; đăng video; chia sẻ video; phát trực tiếp; live"
        ),
        "community_event": (
            "mít tinh; mitting; meeting; ngày hội; ngày hội dân số; em hội thi; e hội thi; chiến dịch; hội thi; ra "
            "quân; diễu hành; lễ ra quân; sự kiện"
        ),
        "group_talk": (
            "nói chuyện; nói chuyện chuyên đề; sinh hoạt; tọa đàm; toạ đàm; sh clb; sh nhóm; sh câu lạc bộ; sh "
            "tổ; sh chi hội; họp tổ; họp dân; họp thôn; họp chi hội; họp tổ dân phố; họp tdp; họp xóm; họp "
            "nhóm; họp tổ phụ nữ; họp clb; họp câu lạc bộ; họp khu dân cư; họp hội phụ nữ; họp chi hội phụ nữ; "
            "họp bản; nc chuyên đề; nc về; nc với; nc cho; nc nhóm; họp phụ nữ; họp hội viên; họp hội người cao "
            "tuổi; họp thanh niên; họp chi đoàn"
        ),
        "household_visit": "vãng gia; thăm; đi thăm; thăm hộ; đi hộ; thăm nhà; xuống hộ; đến thăm; thăm hỏi",
        "counselling": (
            "tư vấn; tv; tư vấn cho; tư vấn trực tiếp; tvan; tvấn; gọi điện tư vấn; tư vấn qua điện thoại; tư vấn "
            "điện thoại"
        ),
        "": (
            "truyền thông; tuyên truyền; vận động; truyền thông lồng ghép; tthong; tthông; tr thông; tuyên "
            "truyền vận động; truyền thông vận động; nói về; nói chuyện về chủ đề"
        ),
    },
    "tt": {
        "": "tt",
    },
    "go": {
        "": "đi; đến; xuống; tới; ghé; qua nhà; vào; đi được",
    },
    "meet": {
        "": "gặp; gặp gỡ; gặp được; tiếp; tiếp xúc; trao đổi; trao đổi với; nói; nhắc nhở; hướng dẫn; giải thích",
    },
    "give": {
        "": (
            "phát; cấp; cấp phát; giao; phát cho; cấp cho; phân phối; cung cấp; phát tận tay; phát thêm; cấp thêm; "
            "trao; để lại"
        ),
        "socialised": "bán; bán được; bán cho; bán thêm; bán đc",
        "free": "tặng; biếu; tặng cho; tặng thêm; biếu thêm; tặng kèm",
    },
    "hand": {
        "": "đưa; đưa cho; gửi; gửi cho; gởi; gởi cho; chuyển; chuyển cho",
    },
    "take": {
        "": ("lấy; nhận; lĩnh; lãnh; lấy thêm; nhận thêm; nhận được; nhận về; lấy về; nhập; nhập về; lấy ở; nhận ở"),
        "socialised": "mua; mua thêm; mua của em; mua của tôi",
    },
    "refer": {
        "strong": (
            "giới thiệu; gới thiệu; gioi thieu; goi thieu; gthiệu; gthieu; gth; giới thiệu cho; viết phiếu; viết "
            "phiếu giới thiệu; viết giấy giới thiệu; giấy giới thiệu; phiếu giới thiệu; cấp phiếu giới thiệu; phát "
            "phiếu giới thiệu"
        ),
        "weak": (
            "mời; gt; đưa đi; dẫn; dẫn đi; !chở; !dắt; !rủ; vận động đi; hướng dẫn đi; nhắc đi; gửi đi; chuyển "
            "đi; chuyển tuyến; chuyển lên; gửi lên; gửi đến; chuyển đến; gửi sang; chuyển sang; gửi xuống; đưa "
            "lên; đưa đến; gửi ra; chuyển ra; đưa ra; chuyển tới; gửi tới"
        ),
    },
}

# What makes a clause no report; `whole` makes its whole sentence a request or a condition.
NOT_DONE: Table = {
    "plan": {
        "": (
            "xin phép nghỉ; xin phép vắng; xin phép không; xin phép mai; xin nghỉ; xin vắng; sắp; sắp tới; sẽ; định; "
            "!chuẩn bị; chuẩn bị; dự kiến; dự định; tính; lên kế hoạch; kế hoạch; còn phải; phải đi; lát nữa; tí nữa; "
            "chút nữa; xíu nữa; chốc nữa; tẹo nữa; lát; hôm nào; bữa nào; khi nào rảnh; dịp tới; đợt tới; tới đây; "
            "thời gian tới; sang tuần; sang tháng; đang định; hoãn; hoãn lại; dời; tạm dừng; tạm nghỉ; muốn đi; tranh "
            "thủ mai"
        ),
    },
    "stock": {
        "left": (
            "nợ; còn nợ; còn; còn lại; còn dư; chỉ còn; tồn; tồn kho; kiểm kê; kiểm kho; phiếu xuất; phiếu nhập; "
            "xuất kho; "
            "thừa; hiện còn; còn tồn"
        ),
        "out": "hết; hết sạch; sắp hết; gần hết; thiếu; hết hàng; hết rồi; hết mất",
        "ask": (
            "xin; xin thêm; hỏi mua; hỏi xin; hỏi lấy; muốn mua; muốn lấy; đặt mua; cần mua; nhờ mua; "
            "xin cấp; xin cấp thêm; đề nghị; đề nghị cấp; cần; cần thêm; đăng ký; đăng kí; xin nhận; cho em xin; "
            "cho e xin; cho xin; cho tôi xin; cần lấy; bổ sung; xin bổ sung; cho em thêm; cho tôi thêm; cho e thêm"
        ),
        "handed": (
            "cấp thêm cho em; cấp cho em; phát cho em; cấp cho tôi; phát cho tôi; đưa cho em; giao cho em; đưa em; "
            "cấp em; giao em; phát em; cấp thêm cho e; cấp cho e"
        ),
        "back": (
            "trả; trả lại; gửi lại; đưa lại; gửi lại trạm; !đổi; đổi lấy; xin đổi; hoàn lại; giao lại; nộp lại; nộp; "
            "hoàn trả; trả trạm; gửi trả"
        ),
        "got": (
            "được cấp; được phát; được giao; được nhận; được đưa; được tặng; đc cấp; đc phát; đc giao; mới được "
            "cấp; nhập kho; được trạm; đc trạm"
        ),
    },
    "meeting": {
        "": (
            "giao ban; tập huấn; họp; đi họp; dự họp; họp giao ban; hội nghị; hội thảo; đi học; dự hội nghị; dự tập "
            "huấn; lớp tập huấn; đi tập huấn; đi giao ban; họp cộng tác viên; họp ctv; sơ kết; tổng kết; đại hội; "
            "khai giảng; bồi dưỡng; họp phường; họp xã; !trực; đi trực; trực trạm; trực ở trạm; trực tại trạm; phụ "
            "trách; quản lý"
        ),
    },
    "question": {
        "": (
            "bao nhiêu; bn; thế nào; ntn; như thế nào; làm sao; ra sao; được không; đc k; đc ko; được k; được ko; "
            "đc không; phải không; đúng không; có phải; ở đâu; khi nào; bao giờ; bao lâu; cách ghi; cách báo cáo; "
            "cách nhập; cho hỏi; cho em hỏi; cho e hỏi; em hỏi; e hỏi; hỏi chút; có được; không ạ; không nhỉ; không "
            "hả; hả; nhỉ; là gì; gì ạ; gì vậy; vì sao; tại sao; mấy giờ; kiểu gì; sao ạ; đúng ko; phải ko; có đúng; "
            "mấy ạ; chưa ạ; chưa nhỉ; chưa hả; chưa vậy; chưa chị; không chị; hay không; có cần; thì sao; đâu ạ; "
            "không vậy; dùng lúc nào; uống lúc nào; dùng khi nào; uống khi nào; là thuốc gì"
        ),
    },
    "whole": {
        "": (
            "nếu; giả sử; chưa thấy điểm; nhờ chị xem; nhờ anh xem; ghi nhầm; ghi sai; nhập nhầm; nhập sai; báo nhầm; "
            "báo sai; sửa; sửa lại; sửa giúp; xóa; xoá; xóa giúp; huỷ; hủy; xóa bản ghi; đổi lại; ghi thế nào; ghi "
            "sao; ghi như thế nào; ghi ntn; báo cáo thế nào; nhập thế nào; thì ghi; ghi vào đâu; ghi ở đâu; nhập ở "
            "đâu; cách ghi; hỏi cách; xem số liệu; thống kê; cho xem; tổng hợp; lấy số liệu; bản ghi; gửi nhầm; tổng "
            "số; cho em xem; xem lại; nhắn nhầm; ghi kiểu gì; ghi là gì; bỏ giúp; bỏ dòng; ghi lại; sửa thành; đổi "
            "thành; chỉnh lại; ghi vào mục nào; chứ không phải; chứ ko phải; chứ k phải; tính là; có tính"
        ),
    },
    "negation": {
        "chưa": "chưa; chx; chưa có; chưa kịp; chưa hề",
        "không": "không; ko; k; kg; hok; khum; kh; không có; ko có; !chẳng; !chả; !hông; không còn; k có",
    },
}
