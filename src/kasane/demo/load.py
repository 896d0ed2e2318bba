"""見本の町を記録する。空のデータベースにだけ、一つの取引で入れる(途中で止まれば何も残らない)。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from random import Random
from typing import Final

from django.contrib.auth.hashers import get_hasher
from django.db import connection, transaction

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.session import acting_as
from kasane.agencies.models import Agency
from kasane.audit import journal
from kasane.audit.models import JournalEntry
from kasane.demo.households import households
from kasane.demo.load_agencies import Directory, load_agencies
from kasane.demo.load_people import Recorded, load_household
from kasane.demo.play import play
from kasane.demo.staff import staff
from kasane.demo.town import AGENCIES, AREAS, BODIES, OPERATORS, OUTSIDE
from kasane.demo.townsfolk import answer_calls
from kasane.demo.values import Town
from kasane.kernel import clock
from kasane.kernel.actor import Actor, job_actor
from kasane.plans.commands import set_decision_rule
from kasane.plans.domain.settings import CitySetting, SettingFacts
from kasane.plans.queries.settings import setting_line
from kasane.portal.commands import Issued

DEFAULT_SEED: Final = 106
"""既定の種(社会福祉法106条の4にちなむ)。"""

HOUSEHOLDS: Final = 200
LOADED: Final = "load_demo_town"
_SEED: Final = re.compile(r"種([0-9]+)")
JOB: Final = job_actor("demo")
_DECIDES: Final = "welfare.1"


@dataclass(frozen=True, slots=True)
class Standing:
    """今のデータベース: 見本の町が建っていればその種、ほかの記録があるか。"""

    seed: int | None
    occupied: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """記録した数と、出した外の窓口の札(リンクと番号は今だけ手に入り、どこにも残らない)。"""

    agencies: int
    staff: int
    households: int
    people: int
    cases: int
    consultations: int
    tickets: Mapping[str, Issued] = field(repr=False)


def town(seed: int, count: int = HOUSEHOLDS) -> Town:
    """種から町を作る。同じ種と世帯数なら、いつ・どの機械でも同じ。"""
    return Town(seed, AREAS, OPERATORS, AGENCIES, BODIES, OUTSIDE, staff(Random(f"{seed}:staff")), households(seed, count))


def fingerprint(made: Town) -> str:
    """町の指紋。値の書き表し全体の SHA-256。"""
    return sha256(repr(made).encode("utf-8")).hexdigest()


def standing() -> Standing:
    """見本の町が建っているか。日誌に残した読み込みの記録で見分ける(日誌は書き換えられない)。"""
    with transaction.atomic(), acting_as(JOB):
        entry = JournalEntry.objects.filter(act=LOADED, account_id=JOB.account_id).order_by("id").first()
        found = _SEED.search(entry.reason) if entry else None
        return Standing(int(found.group(1)) if found else None, Agency.objects.exists())


def load(made: Town) -> Loaded:
    """町を記録する。すでに何か記録されていれば呼ばないこと(standing で確かめる)。"""
    on = clock.today()
    with without_savepoints(), throwaway_passwords(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('kasane.demo', 0))")
            # 同じ形の文を何万回も送る。行の守りの計画は、行う時間より長くかかるので、一度だけ立てる。
            cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        with acting_as(JOB):
            directory = load_agencies(made, by=JOB, on=on)
        _decision_rules(directory, on)
        people = _households(made, directory, on)
        played = play(made, town=directory, done=people, on=on)
        answered = answer_calls(made, town=directory, done=people, on=on)
        note_loaded(by=JOB, reason=f"見本の町(種{made.seed})を読み込んだ")
    counted = (len(directory.agencies), len(directory.staff), len(people.households), len(people.people))
    return Loaded(*counted, cases=played.stories, consultations=played.stories + answered, tickets=played.tickets)


def _decision_rules(directory: Directory, on: date) -> None:
    """支援決定の要らないプランの報告を、どの課が受けるか。市の担当者の席がある課が二つになっても、迷わない。"""
    by = directory.staff[_DECIDES]
    with acting_as(by):
        version = setting_line(CitySetting.REPORTING).version
    facts = SettingFacts(version, str(by.agency_id), on, "要綱の所管課が報告を受けると決めた")
    set_decision_rule(by=by, which=CitySetting.REPORTING, facts=facts)


@contextmanager
def throwaway_passwords() -> Iterator[None]:
    """この間だけ、合言葉の伸長を軽くする。

    作るのは79ビットの乱数の合言葉で、だれにも示さずに捨てる。総当たりを遅らせる意味がなく、60人で十数秒かかるためである。
    """
    hasher = get_hasher()
    names = ("time_cost", "memory_cost", "parallelism")
    before = {name: getattr(hasher, name) for name in names}
    try:
        for name, value in zip(names, (1, 1024, 1), strict=True):
            setattr(hasher, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(hasher, name, value)


@contextmanager
def without_savepoints() -> Iterator[None]:
    """この間だけ、コマンドごとの保存点を省く(文の数が3割減る)。一つでも断られたら町全体をやめるので、戻る先が要らない。"""
    connection.ensure_connection()
    before = connection.features.uses_savepoints
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = before


def _households(made: Town, directory: Directory, on: date) -> Recorded:
    done = Recorded()
    for home in made.households:
        load_household(home, town=directory, done=done, on=on)
    return done


@act(Action.MANAGE_AGENCIES)
def note_loaded(*, by: Actor, reason: str) -> None:
    """読み込みを日誌に残す。次に起動したとき、これで見分ける。"""
    journal.record(act=LOADED, by=by, reason=reason)
