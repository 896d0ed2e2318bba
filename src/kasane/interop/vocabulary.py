"""項目名の語彙: 実物の見出しと、こちらの項目の対応。

根拠: 政府 CIO「推奨データセット」、デジタル庁「自治体標準オープンデータセット」、厚労省・WAM NET のオープンデータの項目名。
並びの順に優先し、同じ項目に当たる見出しが複数あれば先に書いた語を採る。
"""

from __future__ import annotations

from typing import Final

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "own_id": (
        "NO（※システム内の固有の番号、連番）", "HID", "施設ID", "施設コード", "ID", "No", "識別番号", "管理番号", "事業所番号", "#property", "連番", "項番",
    ),
    "name": (
        "事業所の名称", "名称", "事業所名", "施設名", "施設名称", "Name", "clubName", "name_ja", "公共施設名", "機関名", "医療機関の名称", "相談窓口", "団体名称",
    ),
    "kana": ("事業所の名称_かな", "名称_カナ", "名称（カナ）", "事業所名カナ", "施設名カナ", "fullNameInKana", "ふりがな", "フリガナ", "名称カナ", "name_kana"),
    "kind": ("サービスの種類", "サービス種別", "Type", "種別", "施設種別", "区分", "certifiedType", "category", "施設区分", "service", "分類", "consultation"),
    "kind_detail": ("SubType", "細区分", "サービス内容", "実施支援の主な区分", "serviceContents"),
    "operator": (
        "法人の名称", "運営団体名", "運営主体", "設置者", "法人名", "Organization", "Establisher", "団体名", "運営事業者", "business_name", "contact_name", "operator",
    ),
    "municipality_code": (
        "都道府県コード又は市町村コード", "都道府県コード又は市区町村コード", "全国地方公共団体コード", "市区町村コード", "団体コード", "自治体コード", "municipality_code",
    ),
    "prefecture": ("都道府県名", "都道府県", "pref", "prefName"),
    "city": ("市区町村名", "市区町村", "市町村名", "cityName"),
    "postal_code": ("郵便番号", "zipcode", "postalCode", "postal_code", "zip"),
    "address": ("事業所住所（市区町村）", "住所", "所在地", "住所地", "所在地_連結表記", "address", "Add1", "所在地住所", "施設所在地"),
    "address_rest": ("事業所住所（番地以降）", "Add2", "住所2", "番地"),
    "building": ("方書", "方書（ビル名等）", "建物名", "建物名等"),
    "place": ("implementationLocation", "location", "実施場所", "開催場所", "会場"),
    "latitude": ("事業所緯度", "緯度", "latitude", "lat", "y"),
    "longitude": ("事業所経度", "経度", "longitude", "lng", "lon", "x"),
    "position": ("緯度経度", "座標", "位置"),
    "phone": ("事業所電話番号", "電話番号", "電話", "telephoneNumber", "TEL", "tel_no", "連絡先電話番号", "phone", "contactAddress", "contact"),
    "fax": ("事業所FAX番号", "FAX番号", "FAX", "ファックス番号"),
    "url": ("事業所URL", "URL", "referenceObject", "ホームページ", "webサイト", "url_1"),
    "hours": (
        "business_hours", "開館時間", "営業時間", "利用時間", "受付時間", "opening_time", "time", "weekday_opening_time", "normalTime", "startTimeWeekDays",
        "利用可能な時間帯（平日）", "開催時間",
    ),
    "hours_more": (
        "holiday_opening_time", "startTimeSaturday", "startTimeSundays", "利用可能な時間帯（土曜）", "利用可能な時間帯（日曜）", "利用可能な時間帯（祝日）",
        "extendedChildcare", "longVacation",
    ),
    "days": ("availableDate", "利用可能曜日", "開催曜日", "開館曜日", "営業日", "開催日", "開催頻度"),
    "start_time": ("startTime", "開始時間", "開催開始時間", "利用開始時間"),
    "end_time": ("endTime", "終了時間", "開催終了時間", "利用終了時間"),
    "hours_note": (
        "availableDateNote", "利用可能時間特記事項", "利用可能曜日特記事項", "利用可能曜日特記事項（留意事項）", "開催日時特記事項", "利用可能日時特記事項",
    ),
    "closed_days": ("regular_holiday", "定休日", "休館日", "休業日", "holiday", "休所日"),
    "note": ("備考", "note", "Memo", "Etc", "説明", "特記事項", "参加条件", "対象者", "other"),
}

MULTIPLE: Final = frozenset({"note", "days", "hours_more", "hours_note", "kind_detail"})
"""いくつもの見出しを一つの項目に合わせてよいもの(ほかは、一つの項目に一つの見出し)。"""

FIELD_LABELS: Final = {
    "own_id": "提供元の番号", "name": "名称", "kana": "名称(かな)", "kind": "種類", "kind_detail": "種類の内訳", "operator": "運営者",
    "municipality_code": "市区町村コード", "prefecture": "都道府県", "city": "市区町村", "postal_code": "郵便番号", "address": "住所",
    "address_rest": "住所(番地から)", "building": "方書", "place": "場所", "latitude": "緯度", "longitude": "経度", "position": "緯度経度",
    "phone": "電話", "fax": "FAX", "url": "URL", "hours": "開いている時間", "hours_more": "時間の補足", "days": "曜日", "start_time": "始まり",
    "end_time": "終わり", "hours_note": "時間の特記", "closed_days": "休み", "note": "備考",
}
