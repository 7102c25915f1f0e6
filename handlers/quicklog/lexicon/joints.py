"""The small words: joints, persons spoken of in passing, places, and what is passed over."""

from handlers.quicklog.lexicon.table import Table

# Short forms of single words, understood inside every phrase of these tables: "k đi đc" is "không đi được".
SHORT_FORMS = {
    "k": "không",
    "ko": "không",
    "kg": "không",
    "hok": "không",
    "khum": "không",
    "chx": "chưa",
    "dc": "được",
    "đc": "được",
    "dk": "được",
    "ng": "người",
    "trc": "trước",
}

# What holds a sentence together.
SMALL: Table = {
    "more": {
        "": "thêm; tặng thêm; tặng kèm; biếu thêm; bán thêm; phát thêm; cấp thêm; kèm; kèm theo; cho thêm",
    },
    "but": {
        "": "nhưng; nhưng mà; tuy nhiên; song; mà chỉ; nên chỉ; thế nhưng",
    },
    "number word": {
        "": "không; một; hai; ba; bốn; năm; sáu; bảy; bẩy; tám; chín; mười; mươi; chục; trăm; nghìn; ngàn; linh; lăm",
    },
    "of these": {
        "": "trong đó; gồm; bao gồm",
    },
    "for": {
        "": "cho; giúp; tới cho; đến cho; cho các; dành cho",
    },
    "self": {
        "": (
            "em; tôi; !mình; e; tui; mk; chúng tôi; chúng em; bọn em; ctv; cộng tác viên; m; mik; tụi em; con; "
            "cháu; bọn mình; chúng mình"
        ),
    },
    "source": {
        "": (
            "cán bộ; cán bộ phường; !kho; trung tâm; từ kho; chị cán bộ; cb; cán bộ dân số; ở kho; trên quận; "
            "chuyên trách; chị chuyên trách; cbds; cb dân số; trạm trưởng"
        ),
    },
    "office": {
        "": "phường; xã; ủy ban; uỷ ban; ubnd; hội phụ nữ",
    },
    "and": {
        "": "và; với; vs; cùng với; kèm; kèm theo; kết hợp; lồng ghép; đồng thời; va; kết hợp với; cùng; kiêm",
    },
    "then": {
        "": "rồi; sau đó; xong; tiếp đó; tiếp theo; tiếp; còn; ngoài ra; thêm; đồng thời",
    },
    "each": {
        "couples": "mỗi cặp; mỗi đôi; từng cặp",
        "people": "mỗi người; mỗi ng",
        "": "mỗi; !mỗi một; từng; mõi; mổi",
    },
    "plural": {
        "": "các; những; cả; toàn; nhiều; toàn thể; một số",
    },
    "correction": {
        "": (
            "à nhầm; nhầm; !à không; à không N; ấy không N; ý nhầm; í nhầm; ủa nhầm; à lộn; lộn; à ko N; à k N; "
            "!à ko; !à k; xin lỗi; đính chính; ấy nhầm; a nhầm; ah nhầm; ơ nhầm; nhầm là; à nhầm là; không "
            "phải; sorry; !a không; nhầm rồi; ờ nhầm; ờ không; chính xác là; đúng ra là; quên là; à quên là; à "
            "sorry; á nhầm; à mà không; ý quên; à nhầm rồi; nói nhầm; í lộn; ý lộn; nói lại là"
        ),
    },
    "approximate": {
        "": (
            "khoảng; độ; tầm; chừng; !cỡ; gần; hơn; trên; trên dưới; ngót; xấp xỉ; khoảng hơn; khoảng chừng; tầm "
            "khoảng; ước chừng; ước; khoảng tầm; áng chừng; gần được; độ khoảng; hơn khoảng; dưới; cỡ khoảng; tối "
            "đa; ít nhất; đâu khoảng; khoảng độ; không dưới; khoảng gần; cỡ chừng; khoảng trên; khoảng cỡ; ngót "
            "nghét; suýt soát"
        ),
    },
    "vague": {
        "": (
            "vài; mấy; dăm; một vài; vài ba; dăm ba; dăm bảy; một số; một ít; mươi; vài ba chục; nửa số; dăm mười; "
            "mươi mười lăm; đôi ba; một hai; 1 vài; 1 số; 1 ít; 1 2; 2 3; 3 4; 4 5; 5 6; 5 7; 7 8; 6 7; đôi ba chục"
        ),
    },
    "numbered place": {
        "": (
            "tổ; thôn; xóm; ngõ; khu; số nhà; ngách; hẻm; tdp; tổ dân phố; khu dân cư; kdc; cụm; đội; ấp; khu phố; "
            "chi hội; !bản; !đường; !phố; phường; xã; tòa; toà; !tầng; nhà số; !phòng; cụm dân cư; tiểu khu; tổ số; "
            "tổ phụ nữ; tổ dân phố số; tdp số; tổ dp; thôn số; xóm số; khu số; đội số; lớp; !khối; quận; chi bộ; "
            "chi đoàn; !dãy; !lô; liên tổ; p; hội trường; chung cư"
        ),
    },
    "place": {
        "": (
            "ở nhà văn hóa; tại nhà văn hóa; đến nhà văn hóa; tới nhà văn hóa; ở nhà văn hoá; tại nhà văn hoá; "
            "đến nhà văn hoá; tới nhà văn hoá; xuống nhà văn hóa; ở nhà sinh hoạt; tại nhà sinh hoạt; tại nhà "
            "trọ; đến nhà trọ; xuống nhà trọ; tại nhà thờ; tại nhà máy; đến nhà máy; tại nhà cộng đồng; tại nhà "
            "hội; đến nhà sinh hoạt; nhà sinh hoạt cộng đồng; tại nhà sinh hoạt cộng đồng; nhà văn hóa; nhà văn "
            "hoá; nvh; !chợ; ở chợ; tại chợ; ngoài chợ; trường; khu trọ; khu cn; nhà trọ; xóm trọ; hội trường; khu "
            "công "
            "nghiệp; kcn; công ty; đình; chùa; quán; ubnd; nhà sinh hoạt; trường học; nhà thờ; phòng họp; ủy "
            "ban; uỷ ban; công viên; sân; bến xe; cổng chợ; cổng trường; trường thcs; trường thpt; thcs; thpt; "
            "trường tiểu học; khu tập thể; khu tái định cư; tái định cư; kí túc xá; ký túc xá; khu nhà trọ; nhà "
            "máy; xí nghiệp; nhà cộng đồng; địa bàn; thôn; xóm; ngõ; khu; tổ; tổ dân phố; phường; xã; tdp; "
            "chung cư; chợ đầu mối; cơ quan; dãy trọ; trường cấp 2; trường cấp 3; trường cấp hai; trường cấp "
            "ba; thị trấn; kdc; khu dân cư; khu phố; !bản; huyện; quận; tp; hà nội; hn; vùng; xưởng; quê; siêu "
            "thị; nvh thôn; nhà vh; nhà riêng"
        ),
    },
    "at": {
        "": (
            "ở; tại; lên; ra; đến; tới; sang; xuống; trong; trên; qua; vào; từ; ngoài; bên; dưới; về; ở chỗ; nhân; đi"
        ),
    },
    "part of day": {
        "": "sáng; trưa; chiều; tối; đêm; buổi sáng; buổi chiều; buổi tối; buổi trưa; sớm",
    },
    "result": {
        "": (
            "kết quả; kq; bình thường; phát hiện; phát hiện ra; nghi ngờ; có u; âm tính; dương tính; không sao; u lành"
        ),
    },
    "noise": {
        "": (
            "ạ; nhé; nha; nhá; dạ; vâng; thưa; xin chào; chào; chào chị; ơi; à; ah; a; ừ; uh; ok; oke; luôn; nữa; "
            "nhiều; được; đc; dc; là; thì; mà; có; của; này; đó; ấy; kia; đang; lại; cũng; để; vì; do; nên; bằng; "
            "theo; vẫn; cùng; như; tổ chức; báo cáo; báo; bc; cho biết; chị ơi; anh ơi; cô ơi; em chào chị; bạn ơi; "
            "tổng; tổng cộng; công tác; cộng; số; số người; số hộ; số lượng người; tất cả; hết; cảm ơn; đứa; con; "
            "gái; trai; trẻ; già; nghèo; cận nghèo; tuổi; độc thân; mới cưới; vợ; tên; tham gia; nốt; tiếp; thêm; "
            "riêng; hiện; rất; lắm; quá; vui; tốt; người ta; mọi người; mn; thăm khám; tham khảo; giá; tiền; phát "
            "biểu; phát triển; phát động; bạn bè; hàng xóm; bàn bạc; ban tổ chức; cấp cứu; cấp trên; cấp ủy; cho em; "
            "phụ nữ có thai; sđt; cccd; cmnd; căn cước; số điện thoại; điện thoại; dt; đt; liên hệ; lh; dân; người "
            "nhà; con nhỏ; có thai; mang thai; các chị em; đi bộ; trong; ngoài; lúc; giờ; hiện nay; bây giờ; kết hôn; "
            "sắp cưới; sắp sinh; sắp kết hôn; chuẩn bị cưới; mới sinh; mới sinh con; mới đẻ; vừa sinh; vừa sinh con; "
            "chuẩn bị kết hôn; chuẩn bị sinh; chuẩn bị mang thai; sắp lấy vợ; sắp lấy chồng; lấy vợ; lấy chồng; tên "
            "là; người quen; báo cáo chị; báo cáo anh; báo cáo cô; các bạn; các anh chị; các bác; việc; ngày nào; "
            "vừa; vừa mới; đợt; đợt này; nay; hôm ấy; thành công; xong việc; đầy đủ; chị ạ; c ạ; chị nhé; c nhé; chị "
            "nha; nha chị; nha c; nhé c; cô ạ; anh ạ; cô nhé; bác ạ; chị nhá; chiếc; nhé chị; ngồi; mọi ng; tận tay; "
            "cơ sở; hoạt động; triển khai; thực hiện; tiến hành; trưởng ban; phó ban; trưởng thôn; trưởng xóm; tổ "
            "trưởng; tổ phó; bí thư; hội trưởng; chi hội trưởng; ban công tác; ban ct; mặt trận; tranh thủ; lần lượt; "
            "chủ động; nghe bảo; nghe kể; nghe đâu; xin phép; phối hợp; hỗ trợ; mới; đc phân công; gần đây; gần; xa; "
            "tháng; năm; đầu; giữa; cuối; khi; dùng thử; uống; thông tin; thôi; lun; xong; địa phương"
        ),
    },
}
