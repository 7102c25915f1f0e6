"""Referrals and what became of them."""

from handlers.quicklog.lexicon.table import Table

# What people are sent for, and where to.
CLINIC: Table = {
    "organ": {
        "breast": (
            "N khám vú; khám vú; siêu âm vú; chụp vú; nhũ ảnh; làm nhũ ảnh; chụp nhũ ảnh; siêu âm tuyến vú; khám "
            "tuyến vú; x quang vú; chụp x quang vú; ung thư vú; utv; k vú; sàng lọc vú; tầm soát vú; sl vú; sàng lọc "
            "ung thư vú; tầm soát ung thư vú; sàng lọc utv; tầm soát utv; khám sàng lọc vú; khám sàng lọc ung thư vú; "
            "khám tầm soát ung thư vú; khám tầm soát vú; !vú; siêu âm ngực; tuyến vú; chụp nhũ; khám sàng lọc utv; "
            "ung thư tuyến vú; sl ung thư vú; sl utv; khám k vú; khám ung thư vú; khám sl vú; ut vú; chụp mammo; "
            "mammography; sàng lọc k vú; tầm soát k vú; khám sl utv"
        ),
        "cervical": (
            "cổ tử cung; ctc; pap; phết; phết tế bào; phết tb; phết tb ctc; via; hpv; soi ctc; soi cổ tử cung; khám "
            "ctc; khám cổ tử cung; tầm soát ctc; tầm soát cổ tử cung; xét nghiệm hpv; làm xét nghiệm hpv; làm xn hpv; "
            "làm phết tế bào; xn hpv; test hpv; ung thư cổ tử cung; utctc; k cổ tử cung; sàng lọc ctc; sàng lọc cổ tử "
            "cung; sl ctc; pap smear; làm pap; xét nghiệm pap; xn pap; làm via; phết tế bào cổ tử cung; phết tế bào "
            "ctc; khám sàng lọc ung thư cổ tử cung; khám sàng lọc ctc; sàng lọc ung thư cổ tử cung; tầm soát ung thư "
            "cổ tử cung; sàng lọc utctc; tầm soát utctc; ung thư ctc; khám sàng lọc cổ tử cung; soi tử cung; khám "
            "sàng lọc utctc; phết ctc; phết cổ tử cung; test via; tầm soát ung thư ctc; sàng lọc ung thư ctc; k ctc; "
            "khám utctc; sl utctc; sl cổ tử cung; xét nghiệm tế bào cổ tử cung; thinprep; xét nghiệm phết tế bào; "
            "phết mỏng; khám via"
        ),
    },
    "joined organ": {
        "breast": "vú",
        "cervical": "cổ tử cung; ctc",
    },
    "screening": {
        "": (
            "sàng lọc; tầm soát; khám sàng lọc; tầm soát ung thư; sàng lọc ung thư; ung thư; khám tầm soát; khám "
            "sàng lọc ung thư; khám ung thư; khám tầm soát ung thư; sl ung thư; khám sl; sl"
        ),
    },
    "service": {
        "iud": (
            "đặt vòng; dctc; vòng tránh thai; đặt vòng tránh thai; đặt dctc; dụng cụ tử cung; đặt dụng cụ tử cung; "
            "N vòng; N cái vòng; đặt dụng cụ; !vòng; đi vòng"
        ),
        "injectable": (
            "tiêm tránh thai; thuốc tiêm; tiêm thuốc tránh thai; thuốc tiêm tránh thai; tiêm thuốc; tiêm ngừa thai; "
            "tiêm mũi tránh thai; mũi tiêm tránh thai; N mũi tránh thai; N mũi tiêm; N mũi; tiêm thuốc ngừa thai; N "
            "mũi thuốc tiêm; N mũi thuốc; mũi tiêm; tiêm tt; tiêm thuốc tt; N mũi tt; N mũi thuốc tt; N lọ tt; N "
            "ống tt; N liều tt"
        ),
        "implant": (
            "que cấy; cấy que; que cấy tránh thai; cấy que tránh thai; cấy tránh thai; cấy; thuốc cấy; thuốc cấy "
            "tránh thai; N que cấy"
        ),
        "sterilisation": "triệt sản; đình sản",
        "sterilisation_female": "thắt ống dẫn trứng; triệt sản nữ; đình sản nữ; thắt vòi trứng",
        "sterilisation_male": "thắt ống dẫn tinh; triệt sản nam; đình sản nam",
    },
    "other service": {
        "": (
            "sàng lọc trước sinh; sàng lọc sơ sinh; khám phụ khoa; khám hiếm muộn; slts; slss; tháo vòng; khám "
            "thai; khám tổng quát; khám sức khỏe; khám sức khoẻ; khám vô sinh; siêu âm thai; khám tiền hôn nhân; "
            "tiêm hpv; tiêm vắc xin; tiêm phòng; tiêm phòng hpv; tiêm vắc xin hpv; tiêm ngừa hpv; vắc xin hpv; tháo "
            "que; khám bệnh; chữa bệnh; điều trị; làm xét nghiệm; xét nghiệm máu; siêu âm; rút que; khám nam khoa; "
            "phụ khoa; khám nct; khám người cao tuổi; khám sức khỏe tiền hôn nhân; khám sức khoẻ tiền hôn nhân; "
            "sàng lọc trước sinh và sơ sinh; khám sức khỏe trước khi cưới; xét nghiệm; sinh con; phá thai; hút "
            "thai; khám sàng lọc trước sinh; khám sàng lọc sơ sinh; sl trước sinh; sl sơ sinh; khám sản; khám mắt; "
            "lấy máu gót chân; làm sàng lọc trước sinh; khám sức khỏe sinh sản; khám sức khỏe định kỳ; khám định "
            "kỳ; khám sk; vô sinh; hiếm muộn; chọc ối; xét nghiệm nipt; nipt; tiền hôn nhân; viêm phụ khoa; bệnh "
            "phụ khoa; thay vòng; khám viêm nhiễm; siêu âm ổ bụng"
        ),
    },
    "dose": {
        "": "N mũi; N lọ; N ống; N liều; mũi; liều",
    },
    "exam": {
        "": "khám; đi khám; khám lại; tái khám; soi; chụp; khám bệnh",
    },
    "facility": {
        "": (
            "bệnh viện; bv; trạm y tế; tyt; trung tâm y tế; ttyt; phòng khám; pk; nhà hộ sinh; trạm xá; tram y tế; "
            "bviện; b viện; trạm yt; trung tâm yt; phòng khám đa khoa; nhà hs; tt y tế"
        ),
        "station": "trạm",
    },
    "in name": {
        "": (
            "phường; xã; quận; huyện; tỉnh; tp; thành phố; thị trấn; thị xã; đa khoa; sản nhi; phụ sản; sản; nhi; "
            "khu vực; trung ương; tw; hà nội; hn; k; e; nhà nước; tư nhân; viện; công an; quân y; bộ; quốc tế; y "
            "học; việt nam; y dược; tâm anh; thanh nhàn; bạch mai; ung bướu; từ dũ; đông anh; hai bà trưng; ba "
            "đình; hoàng mai; ba vì; chương mỹ; nam từ liêm; đống đa; gia lâm; nam học; thanh trì; "
            "sóc sơn; mê linh; hà đông; cầu giấy; long biên; tây hồ; bắc từ liêm; thanh xuân; hoàn kiếm; đan phượng; "
            "hoài đức; quốc oai; thạch thất; sơn tây; phúc thọ; phú xuyên; thường tín; thanh oai; ứng hòa; mỹ đức"
        ),
    },
    "born": {
        "": "sinh năm; sn; năm sinh",
    },
    "born short": {
        "": "sinh",
    },
    "band": {
        "": "trên; dưới; từ; khoảng; độ tuổi; tuổi từ; ngoài; lứa tuổi; tầm; gần; hơn",
    },
}

# News of a client.
STATES: Table = {
    "state": {
        "declined": (
            "từ chối; không muốn đi; không đồng ý; ko đồng ý; k đồng ý; ko muốn đi; k muốn đi; không muốn khám; "
            "không chịu đi; không chịu khám; k chịu đi; ko chịu đi; không muốn; không chịu; ko muốn; k muốn; từ "
            "chối khám; không nhận lời; ko chịu; k chịu; không muốn làm; không đi khám; ko đi khám; k đi khám; "
            "chưa muốn đi; không có nhu cầu; đổi ý; không đi nữa; ko đi nữa; k đi nữa; không khám nữa; ko khám "
            "nữa; k khám nữa; không làm nữa; không cần khám; không thích đi; ko thích đi; k thích đi; không "
            "thích khám; không đặt nữa; không đồng ý đi; không đồng ý khám"
        ),
        "lost": (
            "mất liên lạc; không nghe máy; ko nghe máy; k nghe máy; không nhấc máy; thuê bao; không liên lạc được; "
            "chưa liên lạc được; chưa liên lạc đc; chưa liên hệ được; chưa gọi được; chưa gọi đc; ko liên lạc được; k "
            "liên lạc được; k liên lạc đc; ko liên lạc đc; không liên lạc đc; chuyển đi nơi khác; chuyển nơi khác; "
            "nghe nói chuyển đi; nghe nói đã chuyển đi; nghe nói chuyển đi nơi khác; nghe nói chuyển nhà; chuyển vào "
            "nam; chuyển vào sài gòn; chuyển về quê; chuyển ra ngoài; nghe nói chuyển chỗ khác; mất dấu; chuyển đi "
            "rồi; chuyển nhà; chuyển vào nam; chuyển vào sài gòn; chuyển về quê; chuyển ra ngoài; không liên hệ được; "
            "không lh được; không lh; ko liên hệ được; k liên hệ đc; không gọi được; ko gọi được; k gọi đc; chuyển "
            "đi; chuyển chỗ ở; không liên lạc; không bắt máy; chuyển đi chỗ khác; đi nơi khác; chuyển chỗ khác; k gọi "
            "được; bỏ đi nơi khác; đã chuyển đi; không tìm thấy; mất lh; k ll đc; ko ll đc; không ll được; k ll được"
        ),
        "appointment": (
            "hẹn; đặt lịch; đặt hẹn; hẹn lịch; có lịch; lịch hẹn; hẹn tái khám; hẹn khám; hẹn lại; đã hẹn; đã đặt "
            "lịch; có hẹn; dời lịch; đổi lịch; lùi lịch; chuyển lịch; dời hẹn; lùi hẹn; đổi hẹn; lịch tái khám; hẹn "
            "đi; tái khám; đặt lịch hẹn; đặt lịch khám"
        ),
        "not_yet": (
            "chưa đi; chưa khám; !bận; chưa làm; chưa đi được; không đi khám được; ko đi khám được; k đi khám "
            "được; k đi khám đc; ko đi khám đc; chưa đến; chưa đi khám; chưa thu xếp; chưa thu xếp "
            "được; không đi được; ko đi được; k đi được; k đi đc; ko đi đc; chưa đi đc; chưa tới; chưa đặt; chưa "
            "soi; chưa chụp; không đi đc; chưa lên; chưa ra; chưa có đi; chưa sắp xếp được; vẫn chưa đi; chưa tiêm; "
            "chưa cấy; chưa xét nghiệm; chưa siêu âm; chưa có thời gian; chưa sắp xếp; chưa tầm soát; chưa sàng "
            "lọc; chưa đặt vòng; chưa khám được; không đến được; chưa đi khám được; chưa đến khám; bận chưa đi "
            "được; chưa xn; chưa dám đi; báo bận; bảo bận; nói bận; kêu bận; bảo là bận; đang bận; chưa dám khám; "
            "chưa dám; còn ngại; ngại chưa đi; sợ chưa đi; chưa rảnh; "
            "chưa xin nghỉ "
            "được; chưa có điều kiện; để hôm khác; để khi khác"
        ),
    },
    "absent": {
        "": (
            "!vắng; !đi vắng; vắng nhà; không gặp; ko gặp; k gặp; không gặp được; không có nhà; ko có nhà; k có nhà; "
            "không ở nhà; ko ở nhà; không có ai; không gặp ai; chưa gặp; chưa gặp được"
        ),
    },
    "unrealised": {
        "": (
            "quên; !lỡ; lỡ hẹn; quên hẹn; trễ hẹn; bỏ hẹn; sai hẹn; đồng ý; nhận lời; !hứa; muốn; !chờ; !đợi; đang "
            "chờ; !bỏ; nhất trí; gật đầu; !ưng; suýt; cố gắng; thu xếp; sắp xếp"
        ),
    },
    "done": {
        "before": "đã; vừa; đã đi; vừa đi; đã được; dã",
        "just": "mới; mới đi",
        "after": "rồi; đi rồi; xong; r; rùi; roài; oy; xong rồi; xong xuôi; rồi ạ",
    },
    "went": {
        "": "đi; làm; đến; lên; đi rồi; xong; đã đi; vừa đi; mới đi",
    },
    "contact": {
        "": (
            "gọi; gọi điện; gọi cho; em hỏi thăm; e hỏi thăm; nhắc; nhắn; nhắn tin; hỏi thăm; liên hệ; liên "
            "lạc; alo; hỏi; gọi hỏi; gọi điện nhắc; theo dõi; nhắc lịch; gọi nhắc; gọi hỏi thăm; nhắc đi; qua "
            "hỏi thăm; gọi điện hỏi thăm; đôn đốc; gọi điện thoại; gọi điện hỏi; đt; dt; điện; điện thoại; đt "
            "cho; điện cho"
        ),
    },
}
