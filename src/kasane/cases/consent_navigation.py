"""本人同意の部屋とのつなぎ: 事案を開いた日、記録と取り消しを経過に残すこと、取り消しの及ぶもの、見出し。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kasane.cases.commands.events import add_event
from kasane.cases.handlers import withdraw_effects
from kasane.cases.queries.visible import person_in_case, visible_case
from kasane.cases.registry import register_tab
from kasane.consent import registry
from kasane.consent.domain.codes import Outcome
from kasane.consent.domain.sharing import SharedWith
from kasane.consent.queries import ConsentLine
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki


def register() -> None:
    """起動時に一度だけ登録する。取り消しは、部屋が閉じる前に経過へ残す(受けた人自身の部屋も閉じることがある)。"""
    registry.knows_case(opened_on)
    registry.on_recorded(tell_recorded)
    registry.on_withdrawal(tell_withdrawn)
    registry.on_withdrawal(withdraw_effects)
    register_tab("consents", "同意", "cases:consents", 30)


def opened_on(case_id: UUID) -> date:
    """事案を開いた日。見えない事案なら NotVisible。"""
    return visible_case(case_id).opened_on


def tell_recorded(*, by: Actor, consent: ConsentLine) -> None:
    """同意(断り)を経過に残す。その人の部屋に置くので、その人の記録を見られる人にだけ見える。"""
    if person_in_case(consent.case_id, consent.person_id).compartment_id != consent.room_id:
        raise NotVisible
    granted = consent.outcome is Outcome.GRANTED
    heading = f"{consent.kind.label_ja}に同意した" if granted else f"{consent.kind.label_ja}を断った"
    names = "・".join(name for name, _ in consent.agencies) or "・".join(consent.excluded)
    until = f"({format_wareki(consent.valid_until)}まで)" if consent.valid_until else ""
    _tell("record_consent" if granted else "record_refusal", consent, heading, f"{names}{until}", by=by)


def tell_withdrawn(*, by: Actor, consent: ConsentLine) -> tuple[SharedWith, ...]:
    """取り消しを経過に残す。"""
    _tell("withdraw_consent", consent, f"{consent.kind.label_ja}の同意を取り消した", consent.withdrawal_reason, by=by)
    return ()


def _tell(act: str, consent: ConsentLine, heading: str, reason: str, *, by: Actor) -> None:
    add_event(
        by=by, case_id=consent.case_id, room=consent.room_id, act=act, heading=heading, reason=reason, value=consent.kind.value,
        about=consent.id, person_id=consent.person_id,
    )  # fmt: skip
