"""市の規模: 見本の町に、38万人の台帳と十年分の相談・事案・経過を所有者の COPY で足す(表と根拠の形はコマンドと同じ)。測定もこれを使う。"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Model
from psycopg import Connection

from kasane.access.session import acting_as
from kasane.audit.models import JournalEntry
from kasane.cases.models import Case, Note
from kasane.demo import city_check, city_staff
from kasane.demo.city_calendar import Calendar
from kasane.demo.city_cases import CASE_TABLES, CaseRows
from kasane.demo.city_consultations import CONSULTATION_TABLES, ConsultationRows
from kasane.demo.city_copy import Lines, aside, pour
from kasane.demo.city_notes import NoteRows
from kasane.demo.city_plans import House, Planner, Someone, share_out
from kasane.demo.city_rows import COPY_ORDER, CityRows, Desk
from kasane.demo.load import JOB, note_loaded, throwaway_passwords, without_savepoints
from kasane.kernel import clock
from kasane.people.models import SearchKey
from kasane.programmes.consultation.models import Consultation

Say = Callable[[str], None]
BATCH: Final = 10_000
CASE_BATCH: Final = 1_000
MARK: Final = "市の規模"
PEOPLE: Final = 380_000
CONSULTATIONS: Final = 300_000
STAFF: Final = 1_200
WORK_TABLES: Final[tuple[type[Model], ...]] = (*CASE_TABLES, *CONSULTATION_TABLES)
ALL_TABLES: Final = tuple(dict.fromkeys((*COPY_ORDER, *WORK_TABLES)))
_CASES_SHARE, _NOTES_EACH = 0.4, 10
_SAY_EVERY: Final = 50_000
_LIST = """INSERT INTO people_listing (holder_id, sort_kana, person_id, compartment_id)
SELECT DISTINCT g.holder_id, p.sort_kana, p.id, p.compartment_id
FROM people_person p JOIN access_grant g ON g.compartment_id = p.compartment_id WHERE p.merged_into_id IS NULL
ON CONFLICT DO NOTHING"""
_HOUSES = """SELECT h.id::text, g.holder_id::text, array_agg(p.id::text ORDER BY p.resident_number),
    array_agg(p.compartment_id::text ORDER BY p.resident_number), array_agg(p.family_name ORDER BY p.resident_number)
FROM people_household h JOIN access_grant g ON g.compartment_id = h.compartment_id AND g.ground = 'received'
    JOIN people_membership m ON m.household_id = h.id JOIN people_person p ON p.id = m.person_id
WHERE p.resident_number BETWEEN '0001000000' AND '0009999999'
GROUP BY h.id, g.holder_id ORDER BY min(p.resident_number)"""
_COORDINATORS = "SELECT DISTINCT agency_id::text FROM agencies_posting WHERE 'coordinator' = ANY (roles) ORDER BY 1"


@dataclass(frozen=True, slots=True)
class Size:
    """入れる数。事案は相談の四割、経過は相談の十倍(30万件の相談に、12万件の事案と300万件の経過)。"""

    people: int = PEOPLE
    consultations: int = CONSULTATIONS
    staff: int = STAFF

    @property
    def cases(self) -> int:
        """事案の数。"""
        return int(self.consultations * _CASES_SHARE)

    @property
    def notes(self) -> int:
        """経過の数。"""
        return self.consultations * _NOTES_EACH


@dataclass(frozen=True, slots=True)
class Loaded:
    """台帳に入れた数。"""

    people: int
    keys: int
    grants: int


@dataclass(frozen=True, slots=True)
class Worked:
    """入れた仕事の記録の数。"""

    cases: int
    notes: int
    consultations: int


def load(seed: int, size: Size, *, say: Say) -> int:
    """見本の町に、市の規模の記録を足す。すでに足してあれば何もしない。返り値は終了コード。"""
    if _already():
        say("市の規模の記録はすでに入っています。何も変えていません。")
        return 0
    began = time.monotonic()
    with throwaway_passwords(), without_savepoints(), transaction.atomic(), acting_as(JOB):
        city_staff.open_ward_offices(by=JOB)
        hired = city_staff.hire(seed, size.staff, by=JOB)
    say(f"職員を {hired:,} 人足しました({time.monotonic() - began:.1f} 秒)")
    owner = connections["owner"]
    with transaction.atomic("owner"):
        owner.ensure_connection()
        _everything(owner.connection, seed, size, say)
    note_loaded(by=JOB, reason=f"{MARK}の記録({size.people}人・相談{size.consultations}件、種{seed})を読み込んだ")
    say(f"市の規模の記録を入れました(合わせて {time.monotonic() - began:.1f} 秒)")
    return 0


def _everything(connection: Connection[Any], seed: int, size: Size, say: Say) -> None:
    """台帳と仕事の記録を入れ、索引を作り直し、決まりを確かめる。経過の速さには、索引と確かめの時間も入れて言う。"""
    began, before = time.monotonic(), city_check.breaches(connection)
    with aside(connection, ALL_TABLES):
        people = _pour_people(connection, _receiving(connection), people=size.people, seed=seed, say=say)
        connection.execute("ANALYZE people_household, people_membership, people_person, access_grant")
        half = time.monotonic()
        say(f"台帳: {people.people:,} 人、{half - began:.1f} 秒")
        made = _pour_work(connection, size, seed=seed, say=say)
        poured = time.monotonic()
        say(f"経過 {made.notes:,} 件を流し込みました({poured - half:.1f} 秒)。索引を作り直しています")
    indexed = time.monotonic()
    say(f"索引 {indexed - poured:.1f} 秒。統計を取り、決まりを確かめています")
    connection.execute("ANALYZE")
    connection.execute(_LIST)
    city_check.check(connection, before=before)
    seconds = time.monotonic() - half
    say(
        f"事案 {made.cases:,} 件、経過 {made.notes:,} 件、相談 {made.consultations:,} 件を {seconds:.1f} 秒で入れました"
        f"(索引と確かめを含めて、経過を毎秒 {made.notes / seconds:,.0f} 件)"
    )


def load_people(connection: Connection[Any], agencies: Sequence[UUID], *, people: int, seed: int = 1, say: Say = lambda _: None) -> Loaded:
    """架空の人・世帯・鍵・居どころ・根拠を入れる。

    connection: 所有者の psycopg 接続(取引の中)。agencies: 受付機関にする機関で、先頭ほど多くの人を受け持つ(順位に反比例)。
    途中で失敗すれば何も入らない。索引と外部キーの検査は最後にまとめて作り直す(一行ずつより数倍速い)。
    """
    with aside(connection, COPY_ORDER):
        made = _pour_people(connection, agencies, people=people, seed=seed, say=say)
    connection.execute(_LIST)
    return made


def load_work(connection: Connection[Any], size: Size, *, seed: int = 1, say: Say = lambda _: None) -> Worked:
    """入っている台帳の世帯に、相談・事案・経過を入れ、決まりを確かめる(size.people は使わない)。"""
    before = city_check.breaches(connection)
    with aside(connection, WORK_TABLES):
        made = _pour_work(connection, size, seed=seed, say=say)
    connection.execute(_LIST)
    city_check.check(connection, before=before)
    return made


def _pour_people(connection: Connection[Any], agencies: Sequence[UUID], *, people: int, seed: int, say: Say) -> Loaded:
    rows = CityRows(seed, _desks(connection, agencies), clock.now().isoformat())
    done = keys = grants = 0
    batches = rows.batches(people, BATCH)
    for lines in pour(connection, (batch.lines for batch in batches)):
        before, done = done, done + len(lines[COPY_ORDER[2]])
        keys, grants = keys + len(lines[SearchKey]), grants + len(lines[COPY_ORDER[1]])
        if done // _SAY_EVERY > before // _SAY_EVERY:
            say(f"{done:,} / {people:,} 人")
    return Loaded(done, keys, grants)


def _pour_work(connection: Connection[Any], size: Size, *, seed: int, say: Say) -> Worked:
    cases = notes = consultations = 0
    for lines in pour(connection, _work(connection, size, seed)):
        before = notes
        cases, notes = cases + len(lines[Case]), notes + len(lines[Note])
        consultations += len(lines[Consultation])
        if notes // (_SAY_EVERY * _NOTES_EACH) > before // (_SAY_EVERY * _NOTES_EACH):
            say(f"経過 {notes:,} / {size.notes:,} 件")
    return Worked(cases, notes, consultations)


def _work(connection: Connection[Any], size: Size, seed: int) -> Iterator[Lines]:
    """世帯を順に読み、事案と相談の行を CASE_BATCH 世帯ずつ束ねる。"""
    desks = city_staff.desks(connection)
    coordinators = [row[0] for row in connection.execute(_COORDINATORS).fetchall()]
    names = dict(connection.execute("SELECT id::text, name FROM agencies_agency").fetchall())
    found = connection.execute(_HOUSES)
    if found.rowcount < size.cases:
        raise ValueError(f"事案 {size.cases:,} 件には世帯が足りません({found.rowcount:,} 世帯)。人数を増やしてください。")
    planner = Planner(seed, desks, coordinators)
    calendar = Calendar(clock.today())
    cases, talks = CaseRows(seed, calendar, names), ConsultationRows(seed, calendar, desks)
    notes = NoteRows(seed, calendar, cases)
    shares = share_out(talks.dice, found.rowcount, size.consultations)
    plans = planner.plans(_houses(found), total=found.rowcount, cases=size.cases, notes=size.notes)
    lines = _empty()
    for number, ((house, plan), count) in enumerate(zip(plans, shares, strict=True), start=1):
        made = None if plan is None else cases.write(plan, lines)
        if made is not None:
            notes.write(made, lines)
            cases.finish(made, lines)
        talks.write(house, made, count, lines)
        if number % CASE_BATCH == 0:
            yield lines
            lines = _empty()
    yield lines


def _empty() -> Lines:
    return {model: [] for model in WORK_TABLES}


def _houses(rows: Any) -> Iterator[House]:
    for household, agency, people, rooms, families in rows:
        yield House(household, agency, tuple(map(Someone, people, rooms, families)))


def _desks(connection: Connection[Any], agencies: Sequence[UUID]) -> list[Desk]:
    """機関と、そこで受け付けた配属。職員のいない機関の記録は、機関の識別子を記録者とする。"""
    rows = connection.execute("SELECT DISTINCT ON (agency_id) agency_id, id FROM agencies_posting ORDER BY agency_id, valid_from, id")
    posting = dict(rows.fetchall())
    return [(str(agency), str(posting.get(agency, agency))) for agency in agencies]


def _receiving(connection: Connection[Any]) -> list[UUID]:
    """人を受け付けられる職員のいる機関。地区の相談室が多くを受け持つよう、開設の新しい順に並べる。"""
    rows = connection.execute(
        "SELECT a.id FROM agencies_agency a WHERE a.closed_on IS NULL AND EXISTS"
        " (SELECT 1 FROM agencies_posting p WHERE p.agency_id = a.id AND 'consultant' = ANY (p.roles)) ORDER BY a.id DESC"
    )
    return [row[0] for row in rows.fetchall()]


def _already() -> bool:
    with transaction.atomic(), acting_as(JOB):
        return JournalEntry.objects.filter(account_id=JOB.account_id, reason__startswith=MARK).exists()
