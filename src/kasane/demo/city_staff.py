"""市の規模の機関と職員: 地区の相談室を足しておよそ60の機関にし、職員を千二百人にする。どちらも台帳のコマンドで記録する。"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from kasane.agencies.commands import register as registry
from kasane.agencies.commands import staff as staffing
from kasane.agencies.domain import Field
from kasane.agencies.models import Account, Agency, Posting
from kasane.demo import names
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role

WARD_OFFICES: Final = 24
_OFFICE: Final = "0201"
_APPOINTED: Final = "見本の町の発令"
_BORN: Final = (1966, 1972, 1978, 1984, 1990, 1996, 2001)
_TEN_YEARS: Final = 3650

Desks = dict[str, list[str]]
"""機関 → その機関の配属(どちらも識別子の文字)。"""


def open_ward_offices(*, by: Actor) -> None:
    """地区ごとの相談室を足す(もうあれば何もしない)。一人ずつの管理者がつく。"""
    if Account.objects.filter(login_id="ward-01.1").exists():
        return
    for number in range(1, WARD_OFFICES + 1):
        draft = registry.AgencyDraft(
            name=f"第{number}地区相談室", field=Field.POVERTY, kind=_OFFICE, phone=f"0000-01-{number:04}", is_window=True
        )
        agency_id = registry.register_agency(by=by, agency=draft)
        _hire(by, f"ward-{number:02}.1", f"区野　{number}郎", "クノ", agency_id, (Role.CONSULTANT, Role.MANAGER), clock.today())


def hire(seed: int, total: int, *, by: Actor) -> int:
    """職員が total 人になるまで、相談を受ける機関に採用する(大きい機関ほど多く)。返り値は足した人数。"""
    short = total - Account.objects.count()
    if short <= 0:
        return 0
    dice = Random(f"{seed}:city-staff")
    agencies = receiving()
    weights = list(accumulate(1 / (rank + 1) ** 0.5 for rank in range(len(agencies))))
    for number in range(1, short + 1):
        family, given = names.surname(dice), names.given(dice, dice.choice(("male", "female")), dice.choice(_BORN))
        roles = (Role.CONSULTANT, Role.OUTREACH) if dice.random() < 0.2 else (Role.CONSULTANT,)
        since = clock.today() - timedelta(days=dice.randint(30, _TEN_YEARS))
        agency = dice.choices(agencies, cum_weights=weights)[0]
        _hire(by, f"city-{number:04}", f"{family.text}　{given.text}", f"{family.kana}　{given.kana}", agency, roles, since)
    return short


def receiving() -> list[UUID]:
    """相談を受ける職員のいる機関。地区の相談室が多くを受け持つよう、開設の新しい順に並べる。"""
    seats = Posting.objects.filter(roles__contains=[Role.CONSULTANT.value]).values("agency_id")
    return list(Agency.objects.filter(closed_on__isnull=True, id__in=seats).order_by("-id").values_list("id", flat=True))


def desks(connection: Connection[Any]) -> Desks:
    """相談員の配属を、機関ごとに(サインイン名の順)。今日いる人のいる機関では、今日いる人だけ。"""
    here: Desks = defaultdict(list)
    gone: Desks = defaultdict(list)
    rows = connection.execute(
        "SELECT p.agency_id::text, p.id::text, p.valid_from <= current_date AND (p.valid_to IS NULL OR p.valid_to > current_date)"
        " FROM agencies_posting p JOIN agencies_account a ON a.id = p.account_id"
        " WHERE 'consultant' = ANY (p.roles) ORDER BY a.login_id, p.id"
    )
    for agency, posting, today in rows:
        (here if today else gone)[agency].append(posting)
    return {**gone, **here}


def _hire(by: Actor, login_id: str, name: str, kana: str, agency_id: UUID, roles: tuple[Role, ...], since: date) -> None:
    account = staffing.create_account(by=by, login_id=login_id, name=name, kana=kana)
    staffing.appoint(
        by=by, account_id=account.account_id, agency_id=agency_id, roles=roles, valid_from=since, reason=_APPOINTED
    )  # fmt: skip
