"""見本の町の職員と配属: どの役割にも人がいて、兼務・まもなくの異動・新しく来た人がいる。

名前は架空。サインイン名は「機関の符号.番号」で、種が変わっても同じである。
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from kasane.demo import names
from kasane.demo.town import AREA_KEYS, AREAS
from kasane.demo.values import PostSpec, StaffSpec
from kasane.kernel.actor import Role

R = Role


@dataclass(frozen=True, slots=True)
class Desk:
    """サインインの入口に並べる一人: 役割の言い方と、その人で試せること。"""

    login_id: str
    label: str
    hint: str


_BORN: Final = (1966, 1972, 1978, 1981, 1984, 1988, 1992, 1995, 1998, 2001)
LEAVES_IN_DAYS: Final = 20
ARRIVED_DAYS_AGO: Final = 9

_CENTRAL: Final[tuple[tuple[str, tuple[PostSpec, ...]], ...]] = (
    ("welfare.1", (PostSpec("welfare", (R.CITY_OFFICER, R.SECRETARIAT)),)),
    ("welfare.2", (PostSpec("welfare", (R.CITY_OFFICER, R.SECRETARIAT), to_days=LEAVES_IN_DAYS, reason="任期の終わり"),)),
    ("welfare.3", (PostSpec("welfare", (R.PRIVACY_OFFICER,)),)),
    ("welfare.4", (PostSpec("welfare", (R.SECRETARIAT,), from_days=-ARRIVED_DAYS_AGO, reason="年度途中の異動で着任"),)),
    ("citizens.1", (PostSpec("citizens", (R.PRIVACY_OFFICER,)),)),
    ("general.1", (PostSpec("general", (R.ACCOUNT_ADMIN,)),)),
    ("general.2", (PostSpec("general", (R.ACCOUNT_ADMIN, R.SYSTEM_ADMIN)),)),
    ("general.3", (PostSpec("general", (R.SYSTEM_ADMIN,)),)),
    ("general.4", (PostSpec("general", (R.AUDITOR,)),)),
    ("general.5", (PostSpec("general", (R.AUDITOR,)),)),
    ("general.6", (PostSpec("general", (R.STATISTICIAN,)),)),
    ("general.7", (PostSpec("general", (R.STATISTICIAN,)),)),
    ("centre.1", (PostSpec("centre", (R.CONSULTANT, R.COORDINATOR)),)),
    ("centre.2", (PostSpec("centre", (R.CONSULTANT, R.COORDINATOR, R.OUTREACH)),)),
    ("centre.3", (PostSpec("centre", (R.OUTREACH,)),)),
    ("centre.4", (PostSpec("centre", (R.PARTICIPATION,)),)),
    ("centre.5", (PostSpec("centre", (R.PARTICIPATION,)), PostSpec("living", (R.COMMUNITY,), reason="兼務"))),
    ("centre.6", (PostSpec("centre", (R.MANAGER, R.CONSULTANT)),)),
    ("centre.7", (PostSpec("centre", (R.CONSULTANT, R.OUTREACH), from_days=-ARRIVED_DAYS_AGO, reason="新しく採用"),)),
    ("living.1", (PostSpec("living", (R.COMMUNITY,)),)),
    ("living.2", (PostSpec("living", (R.COMMUNITY, R.MANAGER)),)),
    ("relief.1", (PostSpec("relief", (R.CONSULTANT,)),)),
    ("relief.2", (PostSpec("relief", (R.CONSULTANT, R.MANAGER)),)),
    ("family.1", (PostSpec("family", (R.CONSULTANT,)),)),
    ("family.2", (PostSpec("family", (R.CONSULTANT, R.MANAGER)),)),
    ("family.3", (PostSpec("family", (R.CONSULTANT,), to_days=LEAVES_IN_DAYS + 15, reason="育児休業の代わりの任期"),)),
    ("hinata.1", (PostSpec("hinata", (R.CONSULTANT,)),)),
    ("hinata.2", (PostSpec("hinata", (R.CONSULTANT, R.MANAGER)),)),
    ("hattatsu.1", (PostSpec("hattatsu", (R.CONSULTANT, R.MANAGER)),)),
    ("clinic-nurse.1", (PostSpec("clinic-nurse", (R.CONSULTANT, R.MANAGER)),)),
    ("clinic-nurse.2", (PostSpec("clinic-nurse", (R.CONSULTANT,)),)),
    ("rights.1", (PostSpec("rights", (R.CONSULTANT, R.MANAGER)),)),
    ("school-support.1", (PostSpec("school-support", (R.CONSULTANT, R.MANAGER)),)),
    ("work.1", (PostSpec("work", (R.CONSULTANT,)),)),
    ("hokenjo.1", (PostSpec("hokenjo", (R.CONSULTANT,)),)),
)

DESKS: Final = (
    Desk(
        "centre.1",
        "多機関協働(社協のCSW)",
        "8050の事案とそのプラン、多機関協働への依頼に答える、様式1-2、会議の議題と資料、まだ市へ出していないプラン、中断の手続き",
    ),
    Desk(
        "care-north.1",
        "窓口相談員(北かさね地域包括)",
        "相談を受け付けて事案へ続ける、聞かれている進み具合、期限の近い同意、連絡の途絶えた事案、届いた照会",
    ),
    Desk(
        "station-south.1",
        "窓口相談員(南かさねステーション)",
        "隣の担当。北かさねの8050の事案は、一覧にも検索にも出ないことを確かめる。届いた協力依頼に答える",
    ),
    Desk("centre.3", "アウトリーチ支援員", "会えていない人、氏名の分からない人の経過、届いたつなぎ、招かれた支援会議の守秘の確認"),
    Desk("centre.4", "参加支援員", "本人同意で加わった事案、今日までの次の予定、作りかけの参加支援のプラン"),
    Desk("living.1", "地域づくりコーディネーター", "人の記録は見えず、機関と社会資源だけが見える。会議で決まった役割、足りない資源の台帳"),
    Desk(
        "welfare.1",
        "市職員(支援決定)",
        "支援決定を待つプラン、届いた報告、司会をした会議と振り返り。決定に要ること以外は、事案の中身が見えないことを確かめる",
    ),
    Desk(
        "welfare.4",
        "支援会議事務局(着任したばかり)",
        "これから開く支援会議、委嘱簿、外の窓口の札と届いた文。前の人の仕事を引き継いだ直後の机",
    ),
    Desk("centre.6", "機関の管理者", "返事の遅れているつなぎ、惜しいケースの見返し、利害関係の届出、引継ぎ"),
    Desk(
        "family.1",
        "窓口相談員(こども家庭センター)",
        "支援措置で伏せた母子の事案、届いたつなぎと照会、会議で決まった役割、名指しの担当者だけに見える住所",
    ),
    Desk("centre.5", "兼務の人(参加支援・地域づくり)", "立場を切り替えると、見えるものが変わる"),
    Desk(
        "welfare.2",
        "まもなく異動する人",
        "開いてきた会議の事務局の席、答えを待つ協力依頼、残っている仕事の一覧(業務管理者が一画面で引き継ぐ)",
    ),
    Desk("general.1", "業務管理者", "アカウント、発令、人事異動の引継ぎ。人の記録は見えない"),
    Desk("general.3", "システム管理者", "動いている様子だけ。人の記録は見えない"),
    Desk("general.4", "監査", "だれが何をしたか、だれが見たか"),
    Desk("general.6", "統計担当", "件数だけ。人の記録は見えない"),
    Desk("welfare.3", "保護責任者", "緊急閲覧の点検、支援措置、利害関係"),
)
"""一つの役割に一つは、そこで試せることのある机。"""


def staff(dice: Random) -> tuple[StaffSpec, ...]:
    """職員のすべて。名前は種で決まり、サインイン名は決まっている。"""
    seats = [*_CENTRAL, *_area_seats()]
    return tuple(_person(dice, number, login_id, posts) for number, (login_id, posts) in enumerate(seats, start=1))


def _area_seats() -> list[tuple[str, tuple[PostSpec, ...]]]:
    """圏域ごとの地域包括に二人、ステーションに一人(南は二人)、子育て支援センターに一人。"""
    seats: list[tuple[str, tuple[PostSpec, ...]]] = []
    for key in AREA_KEYS:
        seats.append((f"care-{key}.1", (PostSpec(f"care-{key}", (R.CONSULTANT,)),)))
        seats.append((f"care-{key}.2", (PostSpec(f"care-{key}", (R.CONSULTANT, R.MANAGER)),)))
        seats.append((f"station-{key}.1", (PostSpec(f"station-{key}", (R.CONSULTANT, R.OUTREACH, R.MANAGER)),)))
    seats.append(("station-south.2", (PostSpec("station-south", (R.CONSULTANT,), from_days=-ARRIVED_DAYS_AGO, reason="新しく採用"),)))
    seats.extend((f"nursery-{key}.1", (PostSpec(f"nursery-{key}", (R.CONSULTANT,)),)) for key in "abcd")
    return seats


def _person(dice: Random, number: int, login_id: str, posts: tuple[PostSpec, ...]) -> StaffSpec:
    family = names.surname(dice)
    given = names.given(dice, dice.choice(("male", "female")), dice.choice(_BORN))
    return StaffSpec(
        login_id,
        f"{family.text}　{given.text}",
        f"{family.kana}　{given.kana}",
        posts,
        staff_number=f"{1000 + number}",
        phone=f"0000-00-{3000 + number}",
    )


def taker_in(area: str, dice: Random, field: str) -> str:
    """その圏域の相談を受け付ける人。field: care(地域包括)か poverty(ステーション)。"""
    key = AREA_KEYS[AREAS.index(area)]
    return f"care-{key}.{dice.choice((1, 2))}" if field == "care" else f"station-{key}.1"
