"""事案を開く、人を加える、段階を進める、終結する、再開する。"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases.commands.common import ask, case_to_change, note_act
from kasane.cases.domain import Stage, Standing
from kasane.cases.domain.naming import title_problem
from kasane.cases.domain.numbering import new_number
from kasane.cases.domain.stages import may_move, may_open_at, may_reopen, reopening_stage
from kasane.cases.models import Case, CasePerson, Note
from kasane.cases.queries.closing import closing_of
from kasane.cases.queries.rhythms import rhythm
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned
from kasane.people.queries.person import header_of
from kasane.people.queries.records import visible_household

_PERSON_REFUSAL = "この人の記録を扱う根拠がありません。先に、人の記録を持つ機関に見せてもらってください。"


@act(Action.OPEN_CASE)
def open_case(
    *,
    by: Actor,
    title: str,
    person_ids: Sequence[tuple[UUID, Standing]],
    household_id: UUID | None = None,
    opened_on: date,
    stage: Stage = Stage.INTAKE,
    reason: str,
) -> UUID:
    """事案を開く。開いた機関(と、その担当)が伴走と主担当になる。

    person_ids: (人, 立場)の並び。見えない人は NotVisible、書ける根拠のない人は Refused。一人もいない・重なる・先の日付は Invalid。
    事案の部屋と、人ごとの部屋(通常・要配慮)が開く。返り値は事案の識別子。
    """
    title = cleaned("title", title, required="件名を書いてください。")
    reason = cleaned("reason", reason, required="事案を開く理由を書いてください。")
    ids = [person_id for person_id, _ in person_ids]
    if not ids or len(set(ids)) != len(ids):
        raise Invalid({"person_ids": "事案の人を、一人以上、一度ずつ選んでください。"})
    if opened_on > clock.today():
        raise Invalid({"opened_on": "受付日は、今日以前の日にしてください。"})
    require(may_open_at(stage))
    if household_id is not None:
        visible_household(household_id)
    for person_id in ids:
        require(require_access(Action.CORRECT_PERSON, header_of(person_id).compartment_id, by=by))
    case_id, room = new_id(), new_id()
    given = {
        "id": case_id, "compartment_id": room, "number": new_number(opened_on), "title": title, "stage": stage.value,
        "household_id": household_id, "opened_on": opened_on, "contact_rhythm_days": rhythm("contact_default", opened_on),
    }  # fmt: skip
    people = json.dumps([_person_row(person_id, standing) for person_id, standing in person_ids])
    ask("SELECT cases_open(%s, %s, %s, %s)", [json.dumps(given, default=str), people, reason, clock.now()], refusal=_PERSON_REFUSAL)
    journal.record(act="open_case", by=by, subjects=ids, compartment_id=room, ground="received", reason=reason)
    return case_id


def _person_row(person_id: UUID, standing: Standing) -> dict[str, str]:
    return {
        "id": str(new_id()), "compartment_id": str(new_id()), "sensitive_room": str(new_id()), "person_id": str(person_id),
        "standing": standing.value,
    }  # fmt: skip


@act(Action.ARRANGE_TEAM)
def add_person_to_case(*, by: Actor, case_id: UUID, person_id: UUID, standing: Standing) -> UUID:
    """事案に人を加える。その人の部屋が二つ(通常・要配慮)開く。支援チームには開かない(同意は人ごと)。返り値は事案の中の人の識別子。"""
    case, decision = case_to_change(case_id, Action.ARRANGE_TEAM, by)
    require(require_access(Action.CORRECT_PERSON, header_of(person_id).compartment_id, by=by))
    if CasePerson.objects.filter(case_id=case_id, person_id=person_id).exists():
        raise Invalid({"person_id": "この人は、もう事案に入っています。"})
    row = _person_row(person_id, standing)
    parameters = [case_id, json.dumps(row), standing.label_ja, clock.now()]
    ask("SELECT cases_add_person(%s, %s, %s, %s)", parameters, refusal=_PERSON_REFUSAL)
    note_act("add_person_to_case", case, decision, by, subjects=[person_id])
    return UUID(row["id"])


@act(Action.RECORD_NOTE)
def move_stage(*, by: Actor, case_id: UUID, to: Stage, reason: str) -> None:
    """段階を進める。表(TRANSITIONS)にない進み方、終結・再開は Refused(終結と再開は、それぞれの操作で行う)。"""
    case, decision = case_to_change(case_id, Action.RECORD_NOTE, by)
    reason = cleaned("reason", reason, required="段階を進める理由を書いてください。")
    require(may_move(Stage(case.stage), to))
    _move(case, "move_stage", to, None, None, reason)
    note_act("move_stage", case, decision, by, reason=reason)


@act(Action.RECORD_NOTE)
def retitle_case(*, by: Actor, case_id: UUID, title: str, reason: str) -> None:
    """事案の名前を改める。前の名前と理由は経過に残る。空・長すぎる・今と同じ名前、理由のない変更は Invalid。段階を動かせる人ができる。"""
    case, decision = case_to_change(case_id, Action.RECORD_NOTE, by)
    title = cleaned("title", title, required="事案の名前を書いてください。")
    reason = cleaned("reason", reason, required="名前を改める理由を書いてください。")
    if problem := title_problem(title, now=case.title):
        raise Invalid({"title": problem})
    ask("SELECT cases_retitle(%s, %s, %s, %s)", [case_id, title, reason, clock.now()])
    note_act("retitle_case", case, decision, by, reason=reason)


@act(Action.CLOSE_CASE)
def close_case(*, by: Actor, case_id: UUID, on: date, reason: str, follow_up_days: int | None = None) -> None:
    """終結する。支援チームの関わりと根拠は終わり、伴走と主担当は残る。連絡の周期は follow_up_days(省けば日数の決めごと)になる。

    答えを待っているつなぎがあれば、また上の部屋の規則(終わっていないプランなど)が断れば Refused。
    終結日が受付日より前、または先の日なら Invalid。
    """
    case, decision = case_to_change(case_id, Action.CLOSE_CASE, by)
    reason = cleaned("reason", reason, required="終結の理由を書いてください。")
    require(closing_of(case_id, Stage(case.stage)))
    if not case.opened_on <= on <= clock.today():
        raise Invalid({"on": "終結日は、受付日から今日までの日にしてください。"})
    if follow_up_days is not None and not 1 <= follow_up_days <= 1000:
        raise Invalid({"follow_up_days": "様子をうかがう間隔は、1日から1000日までにしてください。"})
    _move(case, "close_case", Stage.CLOSED, on, follow_up_days or rhythm("follow_up_default", on), reason)
    note_act("close_case", case, decision, by, reason=reason)


@act(Action.CLOSE_CASE)
def reopen_case(*, by: Actor, case_id: UUID, reason: str) -> None:
    """再開する。これまでの経過はそのまま続きになる。同意のないまま終わった事案は情報把握から、ほかは受付から。"""
    case, decision = case_to_change(case_id, Action.CLOSE_CASE, by)
    reason = cleaned("reason", reason, required="再開の理由を書いてください。")
    require(may_reopen(Stage(case.stage)))
    _move(case, "reopen_case", reopening_stage(_stage_before_closing(case)), None, rhythm("contact_default", clock.today()), reason)
    note_act("reopen_case", case, decision, by, reason=reason)


def _stage_before_closing(case: Case) -> Stage | None:
    moves = Note.objects.filter(case_id=case.id, act__in=("open_case", "move_stage", "reopen_case")).order_by("-recorded_at", "-id")
    last = moves.values_list("value", flat=True).first()
    return Stage(last) if last else None


def _move(case: Case, which: str, to: Stage, on: date | None, follow_up: int | None, reason: str) -> None:
    parameters = [case.id, which, to.value, on, follow_up, reason, clock.now()]
    ask("SELECT cases_move(%s, %s, %s, %s, %s, %s, %s)", parameters)
