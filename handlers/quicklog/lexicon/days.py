"""How days are said: the words, and the patterns that they make.

A pattern reads canonical words; in it `T` is a part of the day, `W3` Tuesday (t3), `#18` a number, `%18/11` a pair,
`@18/11/2026` a whole date and `!15-18/11` a span.
"""

# Each word of a day in one canonical form; "T" is a part of the day.
DAY_WORDS: dict[str, list[str]] = {
    "hom": ["hôm", "bữa", "hum"],
    "homnay": ["hnay", "hn", "bnay"],
    "homqua": ["hqua"],
    "nay": ["nay", "này", "nãy"],
    "qua": ["qua"],
    "kia": ["kia"],
    "kìa": ["kìa"],
    "mai": ["mai"],
    "mốt": ["mốt"],
    "T": ["sáng", "trưa", "chiều", "tối", "đêm"],
    "toi": ["tới"],
    "I": ["tôi"],
    "ngay": ["ngày"],
    "tuan": ["tuần"],
    "thang": ["tháng"],
    "nam": ["năm"],
    "thu": ["thứ"],
    "cn": ["cn"],
    "chu": ["chủ", "chúa"],
    "nhat": ["nhật"],
    "truoc": ["trước", "trc"],
    "ngoai": ["ngoái"],
    "roi": ["rồi"],
    "vua": ["vừa"],
    "luc": ["lúc", "mới", "ban", "hồi"],
    "sau": ["sau"],
    "nua": ["nữa"],
    "cach": ["cách"],
    "day": ["đây"],
    "buoi": ["buổi"],
    "mung": ["mùng", "mồng"],
    "ram": ["rằm"],
    "tet": ["tết"],
    "gieng": ["giêng"],
    "chap": ["chạp"],
    "am": ["âm"],
    "lich": ["lịch"],
    "no": ["nọ"],
    "khac": ["khác"],
    "do": ["đó", "ấy"],
    "may": ["mấy", "vài"],
    "dau": ["đầu"],
    "giua": ["giữa"],
    "cuoi": ["cuối"],
    "tu": ["từ"],
    "den": ["đến"],
    "ca": ["cả"],
    "trong": ["trong"],
    "ra": ["ra"],
    "dao": ["dạo"],
    "gan": ["gần"],
    "xong": ["xong"],
    "it": ["ít"],
    "quy": ["quý"],
    "ta": ["ta"],
    "dot": ["đợt"],
    "khi": ["khi"],
    "nao": ["nào"],
    "ranh": ["rảnh"],
    "duong": ["dương"],
    "hen": ["hẹn"],
    "va": ["và"],
    **{f"W{number}": [f"t{number}", f"th{number}"] for number in range(2, 8)},
}
_YEAR = r"(?: (?:nam )?#(?P<year>(?:19|20)\d\d)| nam (?P<that_year>nay|ngoai|truoc))?"
_WEEKDAY = r"(?:T |hom |ngay )*(?P<weekday>W[2-7]|cn|chu nhat|thu #[2-7])(?: T)?"
_NUMERIC = (
    r"(?:(?:hom |ngay |vao )*(?:@(?P<full>\S+)|%(?P<pair>\S+)|#(?P<day>\d+) thang #(?P<month>\d+)" + _YEAR + r"))"
)

# (kind, pattern): the longest match wins, of equally long ones the first. What each kind means is in `Day`.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("lunar", r"(?:T |hom |ngay )*mung #\d+(?: thang (?:#\d+|gieng|chap))?(?: tet)?(?: am lich| am)?"),
    (
        "lunar",
        r"(?:T |hom |ngay )*(?:ram|[#@%]\S+(?: thang #\d+)?) ?(?:thang (?:gieng|chap|#\d+))? ?(?:am lich|am|tet)",
    ),
    ("lunar", r"(?:T |hom |ngay )*(?:#\d+ )?thang (?:gieng|chap)"),
    (
        "lunar",
        r"(?:T |hom |ngay |dip )*ram(?: thang (?:gieng|chap|#\d+|nay|truoc))?(?: vua roi)?|(?:hom |ngay )tet",
    ),
    ("lunar", r"(?:am lich|tet|gieng|chap)"),
    (
        "later vague",
        r"(?:sau|ra|qua) (?:tet|ram)|T (?:tuan|thang|nam|quy)(?! truoc| nay| roi| qua| vua)"
        r"|(?:tuan|thang|nam|quy) (?:sau|toi)",
    ),
    (
        "later vague",
        r"(?:dau|giua|cuoi) (?:tuan|thang|nam) (?:sau|toi)|(?:hom|bua|dip|khi) khac|sau #\d+ (?:tuan|thang|nam)"
        r"|(?:(?:may|it) (?:hom|ngay|tuan|thang)|#\d+ (?:tuan|thang)) (?:nua|toi|sau)",
    ),
    (
        "later vague",
        r"(?:(?:khi|hom|luc) nao ranh|mai mốt|mai kia|hom nao|it bua nua|cuoi tuan (?:sau|toi)|hom sau|ngay sau)",
    ),
    ("later", r"(?:T |hom |ngay )*(?P<later>mai|mốt)(?: T)?|(?:T )?ngay (?P<after>kia)"),
    ("later", _WEEKDAY + r" (?:(?P<next_week>tuan sau|tuan toi)|sau|toi)"),
    ("later", r"tuan (?P<next_week>sau|toi) " + _WEEKDAY),
    ("later", r"(?:T |hom |ngay )*#(?P<day>\d+) thang (?P<next_month>sau|toi)"),
    ("later", r"#(?P<ahead>\d+) (?:ngay|hom) (?:nua|sau|toi)"),
    ("later", r"sau #(?P<ahead>\d+) (?:ngay|hom)"),
    (
        "today",
        r"(?:T )?(?:hom nay|homnay|ngay hom nay|bua nay)(?: T)?(?: (?P<weekday>W[2-7]|cn|chu nhat|thu #[2-7]))?"
        r"|T nay|buoi T nay|toi nay|sang nay|buoi sang nay",
    ),
    ("now", r"(?:vua|luc) (?:nay|xong|roi)|vua|(?:buoi )?T"),
    ("yesterday", r"(?:T )?(?:hom qua|homqua|ngay hom qua)(?: T)?|T qua|toi qua|sang qua|buoi T qua"),
    ("ago2", r"(?:T )?(?:hom|bua) kia(?: T)?|T kia"),
    ("ago3", r"(?:T )?(?:hom|bua) kìa(?: T)?|T kìa"),
    ("ago", r"(?:cach day|cach nay|cach) #(?P<ago>\d+) (?:ngay|hom|bua)|#(?P<ago2>\d+) (?:hom|ngay|bua) truoc"),
    ("numeric", r"(?:T |hom |ngay )*" + _WEEKDAY + r" (?:tuan (?:nay|truoc|roi) )?" + _NUMERIC),
    ("numeric", r"(?:T |hom |ngay )*(?:@(?P<full>\S+)|#(?P<day>\d+) thang #(?P<month>\d+)" + _YEAR + ")"),
    ("numeric", r"(?:T |hom |ngay )+%(?P<pair>\S+)(?: nam #(?P<year>(?:19|20)\d\d))?"),
    ("numeric", r"%(?P<pair>\S+) nam (?:#(?P<year>(?:19|20)\d\d)|(?P<that_year>nay|ngoai|truoc))"),
    ("numeric", r"%(?P<pair>\S+) (?P<weekday>W[2-7]|cn|chu nhat|thu #[2-7])"),
    ("pair", r"%(?P<pair>\S+)"),
    ("day", r"(?:T |hom |ngay )*(?:hom|ngay) #(?P<day>\d+)(?: thang (?P<that_month>nay|truoc|roi|vua roi))?"),
    ("day", r"#(?P<day>\d+) thang (?P<that_month>nay|truoc|roi|vua roi)"),
    ("bare day", r"T #(?P<day>\d+)(?: thang (?P<that_month>nay|truoc|roi|vua roi))?"),
    (
        "weekday",
        _WEEKDAY + r"(?: (?P<near>vua roi|vua qua|roi|nay|tuan (?:nay|truoc|roi|vua roi|qua|vua qua)))?",
    ),
    ("weekday", r"tuan (?P<week>nay|truoc|roi) " + _WEEKDAY),
    (
        "vague",
        r"(?:T )?hom (?:truoc|no|do|roi|hom)|vua qua|may nay"
        r"|dot (?:truoc|roi|vua roi)|(?:may|it) (?:hom|ngay|bua) (?:truoc|nay|qua|roi)"
        r"|dao nay|gan day|hom may",
    ),
    ("vague", r"(?:dau|giua|cuoi) (?:thang|tuan|nam)(?: nay| truoc| vua roi| roi| #(?:[1-9]|1[0-2])(?!\d))?"),
    (
        "vague",
        r"(?:tuan|thang|nam|quy) (?:truoc|nay|roi|qua|vua roi|vua qua|ngoai|do)"
        r"|(?:trong|ca) (?:tuan|thang|nam)(?: nay| qua)?",
    ),
    (
        "vague",
        r"#\d+ (?:ngay|hom|tuan|thang) (?:qua|nay)|(?:cach day |cach )?#\d+ (?:tuan|thang) truoc"
        r"|thang #\d+|!\S+|cach day (?:may|#\d+) (?:ngay|hom|tuan|thang)",
    ),
    (
        "vague",
        r"#\d+ (?:tuan|thang) (?:nay|qua)|(?:may|it) (?:tuan|thang) (?:truoc|nay)"
        r"|tu dau (?:thang|tuan|nam)|hom (?:tuan|thang) truoc",
    ),
)
