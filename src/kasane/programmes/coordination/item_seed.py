"""様式1-2の項目と選択肢の初期の行(forms §3.1〜§3.9)。

公式の様式の欄は開けていない。どの行も未照合(verified は偽)で、印(※・報)も起草者の記憶による。市町村は、公式の Excel と
見比べて、同じ番号の行を日付つきで足して直す。番号(A-01 など)と選択肢の番号は、この仕組みのもので、公式のものではない。
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

SINCE: Final = date(2021, 4, 1)
_OWN: Final = "forms.md §3 の下書き(起草者の記憶)。公式の様式1-2と未照合"
_DESIGN: Final = "この仕組みの設計。公式の様式1-2にあるかは未確認"

# 選択肢: 一覧の名前 → (番号, 言い方)…。番号を書かない一覧は、01 から順に付ける。
PLAIN_LISTS: Final[dict[str, str]] = {
    "assessment_visitor": "本人 家族 知人 関係機関 その他",
    "assessment_marriage": "未婚 既婚 離別 死別 その他",
    "assessment_household_type": "単身 夫婦のみ 夫婦と子 ひとり親と子 親と成人した子 三世代 その他",
    "assessment_neighbours": "良好 希薄 トラブル 拒否 不明",
    "assessment_housing": (
        "持ち家 民間賃貸アパート・マンション 公営住宅 会社の寮・借り上げ住宅 施設・病院 親族・知人宅に同居 ネットカフェ等 野宿・車上 その他"
    ),
    "assessment_housing_problem": "ごみ堆積 不衛生 老朽・危険 過密 退去要請 ペット多頭 電気の停止 ガスの停止 水道の停止",
    "assessment_health": "良い 良くない・通院している 良くないが通院していない 不明",
    "assessment_insurance": "国民健康保険 健康保険(国保以外) 後期高齢者医療 生活保護(医療扶助) 加入していない 不明",
    "assessment_handbook": "無 身体障害者手帳 療育手帳 精神障害者保健福祉手帳 自立支援医療 申請中 疑い",
    "assessment_care_level": ("未申請 申請中 事業対象者 要支援1 要支援2 要介護1 要介護2 要介護3 要介護4 要介護5 非該当"),
    "assessment_disability_level": "無 区分1 区分2 区分3 区分4 区分5 区分6 申請中",
    "assessment_judgement": "問題なし 心配がある 認知症の診断がある 成年後見等を利用している 日常生活自立支援事業を利用している 不明",
    "assessment_mental": "アルコール 薬物 ギャンブル ゲーム 自殺念慮 自殺企図 その他の精神面の不調 なし 不明",
    "assessment_earner": "本人 本人以外",
    "assessment_benefit": (
        "雇用保険 老齢年金・遺族年金 障害年金 児童手当 児童扶養手当 特別児童扶養手当 特別障害者手当等 住居確保給付金"
        " 職業訓練受講給付金 傷病手当金 労災 生活保護 その他 なし"
    ),
    "assessment_public_assistance": "受給していない 受給中 過去に受給 申請中・検討中",
    "assessment_taxation": "住民税非課税世帯である 住民税非課税世帯ではない わからない",
    "assessment_arrears": "無 税 国保・介護保険料 年金 家賃 公共料金 その他",
    "assessment_debt": "無 消費者金融 クレジット 住宅ローン 奨学金 知人 ヤミ金 公的貸付 その他",
    "assessment_exploitation": "疑いなし 疑いあり 不明",
    "assessment_work": (
        "就労している 今後、就労予定(就労先決定済) 仕事を探したい・探している(現在無職) 仕事を探していない(現在無職)"
        " 就学中 年齢等により対象外"
    ),
    "assessment_work_form": "正社員 契約・派遣社員 パート・アルバイト 自営 福祉的就労(A型・B型) 内職 その他",
    "assessment_since_work": "6か月未満 6か月〜1年未満 1〜2年未満 2年以上 仕事をしたことがない",
    "assessment_education": ("中学(高校未入学) 中学(高校中退) 高校 専修・各種学校 高専・短大 大学・大学院 特別支援学校 在学中 その他"),
    "assessment_licence": "自動車運転免許 その他",
    "assessment_childhood": "虐待・DV 家庭の貧困・借金 いじめ 不登校 ひきこもり 身体疾患 精神疾患 非行・犯罪 障害 その他",
    "assessment_withdrawal": "ひきこもりではない 自室からほとんど出ない 自宅の中だけ 近所やコンビニには出る 趣味の用事のときだけ出る 不明",
    "assessment_urgent": "住居確保給付金 居住支援(旧一時生活) 食料支援 生活福祉資金(緊急小口等) 生活保護申請同行 医療 避難 その他",
    "assessment_screening": (
        "継続支援(プランを策定) 情報提供・相談対応のみで終了 他の制度や専門機関で対応可能・つなぐ"
        " 現時点では本人同意が取れていないが引き続き同意に向けて取り組む スクリーニング判断前に中断・終了(連絡がとれない・転居等)"
    ),
    "assessment_screening_coordination": "多機関協働で受理 紹介元に戻す アウトリーチへ 参加支援へ 支援会議で検討",
}
CODED_LISTS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "assessment_yes_no": (("no", "無"), ("yes", "有")),
    "assessment_route": (
        ("1", "本人自ら連絡(来所)"), ("2", "本人自ら連絡(電話・メール・SNS等)"), ("3", "家族・知人から連絡(来所)"),
        ("4", "家族・知人から連絡(電話・メール等)"), ("5", "相談支援機関がアウトリーチして勧めた"), ("6", "関係機関・関係者からの紹介"),
        ("7", "その他"),
    ),
    "assessment_issue": (
        ("01", "病気"), ("02", "けが"), ("03", "障害(手帳有)"), ("04", "障害(疑い)"), ("05", "自死企図"),
        ("06", "その他メンタルヘルスの課題(うつ・不眠・不安・依存症・適応障害など)"), ("07", "住まい不安定"), ("08", "ホームレス"),
        ("09", "経済的困窮"), ("10", "(多重・過重)債務"), ("11", "家計管理の課題"), ("12", "就職活動困難"), ("13", "就職定着困難"),
        ("14", "生活習慣の乱れ"), ("15", "社会的孤立(ニート・ひきこもりなどを含む)"), ("16", "家族関係・家族の問題"), ("17", "不登校"),
        ("18", "非行"), ("19", "中卒・高校中退"), ("20", "ひとり親"), ("21", "DV・虐待"), ("22", "外国籍"), ("23", "刑余者"),
        ("24", "コミュニケーションが苦手"), ("25", "本人の能力の課題(識字・言語・理解等)"), ("26", "被災"), ("50", "ひきこもり(期間)"),
        ("51", "8050(高齢の親と同居する無業の子)"), ("52", "ダブルケア"), ("53", "ヤングケアラー"), ("54", "認知症(疑いを含む)"),
        ("55", "ごみ屋敷・不衛生"), ("56", "動物多頭飼育"), ("57", "依存(アルコール・薬物・ギャンブル・ゲーム)"),
        ("58", "家庭内暴力(子から親)"), ("59", "介護負担・介護離職"), ("60", "子育て負担・養育困難"),
        ("61", "消費者被害・金銭搾取"),
        ("62", "近隣トラブル・苦情"), ("63", "支援拒否・セルフネグレクト"), ("64", "身寄りがない・保証人がいない"),
        ("65", "妊娠・出産の課題"),
        ("66", "性的少数者であることに伴う困難"), ("67", "在留資格・無国籍・無戸籍"), ("99", "その他"),
    ),
    # 要配慮の課題の番号(forms §3.8 の権限の指定)。行の有無が印で、市町村が日付つきで足し引きできる。
    "assessment_issue_sensitive": tuple((code, "要配慮") for code in ("05", "06", "21", "22", "23", "57", "66", "67")),
}  # fmt: skip

# 項目: 番号, 言い方, 型, 付けるもの。list 選択肢、cols 行の欄、unit 単位、who=1 人ごと、s=1 要配慮、m=1 ※、r 報、d=1 設計の項目、
# ask=0 照会で聞かない、self=1 本人の申告だけ、copy 写し元、hint 書き方。
_ITEMS: Final[tuple[tuple[str, str, str, dict[str, Any]], ...]] = (
    ("A-01", "ID・作成日・担当者・初回相談受付日", "copied", {"copy": "case", "m": 1, "r": "yes"}),
    ("A-02", "氏名・ふりがな・性別・生年月日(年齢)・住所・電話", "copied", {"copy": "person", "m": 1, "r": "yes"}),
    ("A-03", "来談者", "choice", {"list": "assessment_visitor", "ask": 0}),
    ("A-04", "相談経路", "choice", {"list": "assessment_route", "m": 1, "r": "yes", "ask": 0}),
    ("A-05", "紹介元・つなぎ元機関", "choice", {"list": "agency_kind", "r": "yes", "ask": 0}),
    ("A-06", "相談歴(過去の相談・支援機関と内容)", "choice", {"list": "assessment_yes_no"}),
    ("A-06-2", "相談歴の内容", "rows", {"cols": ["機関", "時期", "内容", "結果"]}),
    ("A-07", "本人の主訴・希望", "long_text", {"who": 1, "m": 1, "hint": "本人の言葉のまま書きます。", "ask": 0}),
    ("A-08", "家族・関係者の訴え", "rows", {"cols": ["だれの話か", "訴えの内容"], "ask": 0}),
    ("B-01", "同居者", "choice", {"list": "assessment_yes_no", "m": 1, "r": "yes"}),
    ("B-01-2", "同居者の人数(本人を含む)", "number", {"unit": "人", "r": "yes"}),
    ("B-02", "別居の家族", "choice", {"list": "assessment_yes_no", "m": 1}),
    ("B-03", "婚姻", "choice", {"list": "assessment_marriage", "who": 1, "m": 1, "r": "unsure"}),
    ("B-04", "子ども", "choice", {"list": "assessment_yes_no", "m": 1, "r": "unsure"}),
    ("B-04-2", "子どもの人数", "number", {"unit": "人"}),
    ("B-04-3", "うち扶養している人数", "number", {"unit": "人"}),
    ("B-05", "世帯員", "copied", {"copy": "household"}),
    ("B-06", "世帯類型", "choice", {"list": "assessment_household_type", "d": 1}),
    ("B-07", "ジェノグラム・エコマップ", "copied", {"copy": "drawings"}),
    ("B-08", "家族関係の特記", "long_text", {}),
    ("B-09", "地域・近隣との関係", "choice", {"list": "assessment_neighbours", "d": 1}),
    ("B-09-2", "地域・近隣・ソーシャルサポートの内容", "long_text", {}),
    ("B-10", "ケアの担い手(ダブルケア・ヤングケアラー)", "copied", {"copy": "carers", "d": 1}),
    ("C-01", "住居", "choice", {"list": "assessment_housing", "m": 1, "r": "yes"}),
    ("C-02", "家賃・ローンの月額", "number", {"unit": "円"}),
    ("C-02-2", "家賃・ローンの滞納の月数", "number", {"unit": "か月"}),
    ("C-02-3", "家賃・ローンの滞納額", "number", {"unit": "円"}),
    ("C-02-4", "契約者", "text", {}),
    ("C-02-5", "保証人・保証会社", "text", {}),
    ("C-03", "居住環境の課題", "choices", {"list": "assessment_housing_problem", "d": 1}),
    ("D-01", "健康状態", "choice", {"list": "assessment_health", "who": 1, "s": 1, "m": 1, "r": "unsure"}),
    ("D-02", "通院状況・傷病名・服薬・主治医", "rows", {"cols": ["医療機関・主治医", "傷病名", "服薬", "通院の様子"], "who": 1, "s": 1}),
    ("D-03", "健康保険", "choice", {"list": "assessment_insurance", "who": 1, "s": 1, "m": 1}),
    ("D-04", "障害者手帳・自立支援医療", "choices", {"list": "assessment_handbook", "who": 1, "s": 1, "m": 1, "r": "unsure"}),
    ("D-04-2", "手帳の等級など", "text", {"who": 1, "s": 1, "hint": "例: 身体2級、療育B1、精神3級"}),
    ("D-05", "要介護認定", "choice", {"list": "assessment_care_level", "who": 1, "s": 1}),
    ("D-06", "障害支援区分", "choice", {"list": "assessment_disability_level", "who": 1, "s": 1}),
    ("D-07", "認知症・判断能力・成年後見等", "choices", {"list": "assessment_judgement", "who": 1, "s": 1}),
    ("D-07-2", "認知症・判断能力の様子", "long_text", {"who": 1, "s": 1}),
    ("D-08", "精神面・依存・自殺念慮や企図", "choices", {"list": "assessment_mental", "who": 1, "s": 1}),
    ("D-08-2", "精神面・依存などの日付と対応", "rows", {"cols": ["日付", "様子", "対応"], "who": 1, "s": 1}),
    ("D-09", "ADL・IADL の概要", "long_text", {"who": 1, "s": 1, "d": 1}),
    ("E-01", "家計の主たる担い手", "choice", {"list": "assessment_earner", "m": 1, "r": "unsure"}),
    ("E-01-2", "主たる担い手(本人以外のとき)", "person", {}),
    ("E-02", "収入(月額・手取り)", "number", {"unit": "円", "who": 1}),
    ("E-02-2", "世帯の収入(月額)", "number", {"unit": "円"}),
    ("E-03", "公的給付", "choices", {"list": "assessment_benefit", "who": 1, "m": 1}),
    ("E-04", "生活保護", "choice", {"list": "assessment_public_assistance", "m": 1, "r": "unsure"}),
    (
        "E-05", "課税状況", "choice",
        {"list": "assessment_taxation", "m": 1, "ask": 0, "self": 1, "hint": "本人の申告か本人が出した書類だけで書きます(地方税法22条)。"},
    ),
    ("E-06", "滞納", "choices", {"list": "assessment_arrears", "m": 1, "r": "unsure"}),
    ("E-06-2", "滞納の額", "number", {"unit": "円"}),
    ("E-07", "債務", "choices", {"list": "assessment_debt", "who": 1, "m": 1, "r": "unsure"}),
    ("E-07-2", "債務の額", "number", {"unit": "円", "who": 1}),
    ("E-07-3", "返済の状況・債務整理の経過と予定", "long_text", {"who": 1}),
    ("E-08", "資産(預貯金・不動産・車・保険)", "long_text", {}),
    ("E-09", "金銭を管理している人", "person", {"d": 1}),
    ("E-09-2", "経済的搾取の疑い", "choice", {"list": "assessment_exploitation", "who": 1, "s": 1, "d": 1}),
    ("F-01", "就労状況", "choice", {"list": "assessment_work", "who": 1, "m": 1, "r": "yes"}),
    ("F-02", "就労形態", "choice", {"list": "assessment_work_form", "who": 1}),
    ("F-03", "離職後の期間", "choice", {"list": "assessment_since_work", "who": 1, "m": 1, "r": "unsure"}),
    ("F-04", "直近の職業・最も長い仕事・転職歴", "rows", {"cols": ["期間", "職種", "形態", "離職の理由"], "who": 1}),
    ("F-05", "最終学歴", "choice", {"list": "assessment_education", "who": 1, "m": 1}),
    ("F-06", "資格・免許", "choices", {"list": "assessment_licence", "who": 1}),
    ("F-06-2", "資格・技能の内容", "text", {"who": 1}),
    ("F-07", "就労・社会参加の希望", "long_text", {"who": 1}),
    ("F-08", "子の学年・出席・進路・不登校の期間", "long_text", {"who": 1, "d": 1}),
    ("G-01", "生活歴(生育歴・主なできごと)", "rows", {"cols": ["時期", "できごと"], "who": 1}),
    ("G-02", "生育歴における問題", "choices", {"list": "assessment_childhood", "who": 1, "s": 1}),
    ("G-03", "本人の強み・興味・関心・役割", "long_text", {"who": 1, "hint": "関わりの糸口になります。"}),
    ("G-04", "日常生活の様子(起床・食事・外出・入浴・連絡手段)", "long_text", {"who": 1}),
    ("G-05", "ひきこもりの外出範囲", "choice", {"list": "assessment_withdrawal", "who": 1, "d": 1}),
    ("G-05-2", "ひきこもりの期間・きっかけ", "long_text", {"who": 1, "d": 1}),
    ("H-01", "課題と背景要因", "copied", {"copy": "issues", "r": "yes"}),
    ("H-02", "課題のまとめ", "long_text", {"ask": 0, "hint": "支援チームの全員が読みます。要配慮のことは、人ごとの欄に書きます。"}),
    ("H-03", "背景要因", "long_text", {"ask": 0}),
    ("H-04", "支援の方向性", "long_text", {"ask": 0}),
    ("I-01", "スクリーニング日", "date", {"r": "yes", "ask": 0}),
    ("I-02", "判断", "choice", {"list": "assessment_screening", "r": "yes", "ask": 0}),
    ("I-02-2", "つなぎ先", "choice", {"list": "agency_kind", "ask": 0}),
    ("I-03", "判断(多機関協働として)", "choice", {"list": "assessment_screening_coordination", "ask": 0, "d": 1}),
    ("I-04", "プラン前の緊急的な支援", "choices", {"list": "assessment_urgent", "ask": 0}),
    ("I-04-2", "緊急的な支援の実施日", "date", {"ask": 0}),
    ("I-05", "アセスメント結果の整理(課題の解きほぐし)・支援の方向性", "long_text", {"ask": 0}),
    ("I-06", "早期にアウトリーチ・参加支援と連携する必要", "choice", {"list": "assessment_yes_no", "ask": 0}),
    ("I-06-2", "連携が要る理由", "long_text", {"ask": 0}),
    ("I-07", "追加で情報が必要な機関と依頼の状況", "copied", {"copy": "inquiries"}),
)  # fmt: skip


def code_rows() -> list[dict[str, Any]]:
    """選択肢の全行。"""
    plain = {name: tuple((f"{n:02d}", label) for n, label in enumerate(text.split(), 1)) for name, text in PLAIN_LISTS.items()}
    return [
        {"list_name": name, "code": code, "label": label, "group": "", "position": place, "valid_from": SINCE}
        for name, entries in {**plain, **CODED_LISTS}.items()
        for place, (code, label) in enumerate(entries, 1)
    ]


def item_rows() -> list[dict[str, Any]]:
    """項目の全行。"""
    return [_row(place, *one) for place, one in enumerate(_ITEMS, 1)]


def _row(place: int, key: str, label: str, kind: str, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": key, "section": key[0], "position": place, "label": label, "kind": kind, "code_list": more.get("list", ""),
        "columns": more.get("cols", []), "unit": more.get("unit", ""), "hint": more.get("hint", ""),
        "per_person": bool(more.get("who")), "sensitive": bool(more.get("s")), "must": bool(more.get("m")),
        "report": more.get("r", "no"), "askable": bool(more.get("ask", kind not in ("copied", "person"))),
        "declared_only": bool(more.get("self")),
        "copied_from": more.get("copy", ""), "valid_from": SINCE, "verified": False, "source": _DESIGN if more.get("d") else _OWN,
    }  # fmt: skip
