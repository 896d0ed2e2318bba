"""伴走・主担当・支援チーム: だれが関わるかを決める。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.cases.commands.common import ask, case_to_change, note_act
from kasane.cases.commands.grounds import NOT_MANAGED, first_consent, rooms_json, rooms_to_open
from kasane.cases.domain import Basis, PartRole
from kasane.cases.domain.referrals import basis_problems
from kasane.cases.domain.team import may_add_member, may_be_handed, may_end
from kasane.cases.models import Involvement
from kasane.cases.queries.places import agency_is_open, may_sit, sees_everyone
from kasane.cases.queries.visible import person_ids_of, visible_case
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned


@act(Action.HAND_ON_CASE)
def hand_on_companion(*, by: Actor, case_id: UUID, agency_id: UUID, posting_id: UUID | None = None, reason: str) -> UUID:
    """伴走を引き継ぐ。前の伴走が終わる瞬間に次の伴走が始まり、新しい機関に全部の部屋が開き、前の機関の根拠は終わる。

    相手は、全員の記録を見る根拠(受諾したつなぎ・支援チーム)をすでに持つ機関。その後は自機関の職務として続き、同意の取り消しでは終わらない。
    posting_id を省くと、担当を決めずに機関へ引き継ぐ。根拠のない機関・閉じた機関・その機関にいない担当・同じ相手は Refused。
    返り値は新しい関わり。
    """
    return _hand_on(by, case_id, PartRole.COMPANION, agency_id, posting_id, reason)


@act(Action.HAND_ON_CASE)
def appoint_lead(*, by: Actor, case_id: UUID, agency_id: UUID, posting_id: UUID | None = None, reason: str) -> UUID:
    """主担当を決める(替える)。一度に一つの機関だけ。前の主担当の根拠は終わる。返り値は新しい関わり。"""
    return _hand_on(by, case_id, PartRole.LEAD, agency_id, posting_id, reason)


def _hand_on(by: Actor, case_id: UUID, role: PartRole, agency_id: UUID, posting_id: UUID | None, reason: str) -> UUID:
    case, decision = case_to_change(case_id, Action.HAND_ON_CASE, by)
    reason = cleaned("reason", reason, required=f"{role.label_ja}を引き継ぐ理由を書いてください。")
    now = Involvement.objects.filter(case_id=case_id, role=role.value, valid_to__isnull=True).first()
    same = now is not None and (now.agency_id, now.posting_id) == (agency_id, posting_id)
    facts = {"is_open": agency_is_open(agency_id), "seated": may_sit(agency_id, posting_id), "same": same}
    require(may_be_handed(role, **facts, sees_everyone=sees_everyone(case_id, agency_id)))
    begun = new_id()
    parameters = [case_id, begun, role.value, agency_id, posting_id, reason, clock.now()]
    ask("SELECT cases_hand_on(%s, %s, %s, %s, %s, %s, %s)", parameters, refusal=NOT_MANAGED)
    note_act("hand_on_companion" if role is PartRole.COMPANION else "appoint_lead", case, decision, by, reason=reason)
    return begun


@act(Action.ARRANGE_TEAM)
def add_member(
    *,
    by: Actor,
    case_id: UUID,
    agency_id: UUID,
    posting_id: UUID | None = None,
    duty: str,
    basis: Basis,
    consent_id: UUID | None = None,
    statute_code: str = "",
    until: datetime | None = None,
    person_ids: Sequence[UUID],
    sensitive: bool,
    reason: str,
) -> UUID:
    """支援チームに加える。開くのは、根拠の及ぶ人の部屋と事案の部屋だけ。同意の終わり・撤回でその部屋は閉じる。

    本人同意なら person_ids の全員にこの機関あての今の同意が要る。consent_id を名指しするなら、その同意であること。
    法令なら条文と理由。自機関・閉じた機関は Refused。返り値は関わりの識別子。
    """
    case, decision = case_to_change(case_id, Action.ARRANGE_TEAM, by)
    duty, reason = cleaned("duty", duty, required="受け持つことを書いてください。"), cleaned("reason", reason)
    if problems := basis_problems(basis, persons=len(person_ids), statute_code=statute_code, reason=reason):
        raise Invalid(problems)
    require(may_add_member(own=agency_id == by.agency_id, is_open=agency_is_open(agency_id), seated=may_sit(agency_id, posting_id)))
    rooms = rooms_to_open(
        case, agency_id=agency_id, basis=basis, statute_code=statute_code, person_ids=person_ids, sensitive=sensitive,
        on=clock.today(), until=until,
    )  # fmt: skip
    if consent_id is not None and consent_id not in {room.consent_id for room in rooms}:
        raise Invalid({"consent_id": "この同意は、この機関あての今の同意ではありません。"})
    begun = new_id()
    parameters = [
        case_id, begun, agency_id, posting_id, duty, basis.value, consent_id or first_consent(rooms), rooms_json(rooms),
        reason or duty, clock.now(),
    ]  # fmt: skip
    ask("SELECT cases_add_member(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", parameters, refusal=NOT_MANAGED)
    note_act("add_member", case, decision, by, reason=reason, subjects=list(person_ids) or None)
    return begun


@act(Action.RECORD_NOTE)
def end_involvement(*, by: Actor, case_id: UUID, involvement_id: UUID, reason: str) -> None:
    """関わりを終わらせる。開いていた部屋は今すぐ閉じる。伴走は終わらせられない(引き継ぐだけ)。

    事案を管理する機関と、その機関自身だけができる。つなぎによる関わりなら、その一通は「もどし」になる。
    """
    case = visible_case(case_id)
    line = Involvement.objects.filter(id=involvement_id, case_id=case_id).first()
    if line is None:
        raise NotVisible
    action = Action.RECORD_NOTE if line.agency_id == by.agency_id else Action.ARRANGE_TEAM
    decision = require(require_access(action, case.compartment_id, by=by))
    require(may_end(PartRole(line.role), ended=line.valid_to is not None))
    reason = cleaned("reason", reason, required="終わる理由を書いてください。")
    subjects = person_ids_of(case_id)
    ask("SELECT cases_end_involvement(%s, %s, %s, %s)", [case_id, involvement_id, reason, clock.now()])
    note_act("end_involvement", case, decision, by, reason=reason, subjects=subjects)


@act(Action.ARRANGE_TEAM)
def set_contact_rhythm(*, by: Actor, case_id: UUID, days: int | None, reason: str = "") -> None:
    """連絡の周期を決める(None なら途絶えを知らせない)。1日から1000日まで。"""
    case, decision = case_to_change(case_id, Action.ARRANGE_TEAM, by)
    if days is not None and not 1 <= days <= 1000:
        raise Invalid({"days": "連絡の間隔は、1日から1000日までにしてください。"})
    said = cleaned("reason", reason) or (f"{days}日ごと" if days else "知らせない")
    ask("SELECT cases_set_rhythm(%s, %s, %s, %s)", [case_id, days, said, clock.now()])
    note_act("set_contact_rhythm", case, decision, by, reason=said)
