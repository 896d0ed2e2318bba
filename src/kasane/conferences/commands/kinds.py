"""会議の種類を市が決める: 既存会議体を会議に充てる、種類の決まりを日付つきで改める。"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.reading import rows_of
from kasane.agencies.queries.register import existing_bodies, statute_labels
from kasane.audit import journal
from kasane.conferences.domain.codes import PENALTY
from kasane.conferences.domain.facts import KindFacts
from kasane.conferences.kind_seed import default_wording
from kasane.conferences.models import ConferenceKind
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned_facts

_LAST = 999
# 行の鍵では、待っている間に入った新しい行を見落とす(別々の日から改める二つのタブが、どちらも入ってしまう)。種類ごとに一人ずつ通す。
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('kasane:conference-kind:' || %s))"


@act(Action.EDIT_CONFERENCE_KINDS)
def revise_kind(*, by: Actor, facts: KindFacts, valid_from: date) -> UUID:
    """会議の種類を、valid_from の日から改める(新しい符号なら、新しい種類が始まる)。前の行はその前の日まで効き、消えない。

    もう開かれた会議は、招集したときの行のまま。過ぎた日からは改められない(Invalid)。返り値は新しい行の番号。
    """
    return _write(by, facts, valid_from, None)


@act(Action.EDIT_CONFERENCE_KINDS)
def designate_body(*, by: Actor, body_id: UUID, facts: KindFacts, valid_from: date) -> UUID:
    """既存会議体(地域ケア会議、協議会、要対協、支援調整会議など)を、会議に充てる。台帳にない会議体は NotVisible。返り値は行の番号。"""
    if body_id not in {body.id for body, _ in existing_bodies(on=valid_from)}:
        raise NotVisible
    return _write(by, facts, valid_from, body_id)


def _write(by: Actor, facts: KindFacts, since: date, body_id: UUID | None) -> UUID:
    facts = cleaned_facts(facts)
    _check(facts, since)
    rows_of(_ONE_AT_A_TIME, [facts.code])
    now = ConferenceKind.objects.filter(Q(valid_to=None) | Q(valid_to__gt=since), code=facts.code, valid_from__lt=since)
    before = now.order_by("-valid_from").first()
    if ConferenceKind.objects.filter(code=facts.code, valid_from__gte=since).exists():
        raise Invalid({"valid_from": "この日より後の決まりが、もう入っています。"})
    if before is not None:
        before.valid_to = since
        before.save(update_fields=["valid_to"])
    wording, penalty = _wording(facts, before)
    given = asdict(facts) | {
        "allowed_occasions": [one.value for one in facts.allowed_occasions], "secrecy_wording": wording, "penalty_code": penalty,
        "body_id": body_id or (before.body_id if before else None), "valid_from": since,
    }  # fmt: skip
    try:
        with transaction.atomic():
            made = ConferenceKind.objects.create(id=new_id(), **given)
    except IntegrityError as error:
        raise Invalid({"valid_from": "ほかの人が、同じ日からの決まりを先に入れました。"}) from error
    journal.record(act="designate_body" if body_id else "revise_kind", by=by, ground="会議の種類の決まり", changed=[facts.code])
    return made.id


def _wording(facts: KindFacts, before: ConferenceKind | None) -> tuple[str, str]:
    """守秘の文と、そこに入る罰則の条文: 書いたもの、なければ前の行(守秘の形が同じとき)、なければ法の形に合わせたもの。"""
    if facts.secrecy_wording:
        return facts.secrecy_wording, facts.penalty_code
    if before is not None and before.penal_secrecy is facts.penal_secrecy and before.secrecy_wording:
        return before.secrecy_wording, before.penalty_code
    return default_wording(penal=facts.penal_secrecy, statute_code=facts.statute_code)


def _check(facts: KindFacts, since: date) -> None:
    wrong: dict[str, str] = {}
    if not facts.code or not facts.name:
        wrong["name"] = "会議の符号と名前を入力してください。"
    if since < clock.today():
        wrong["valid_from"] = "今日より前の日からは改められません。"
    if facts.consent_required and facts.both_laws:
        wrong["both_laws"] = "同意のある人だけの会議と、両方を扱う会議は、どちらか一方です。"
    if facts.approves_plans and not (facts.consent_required or facts.penal_secrecy):
        wrong["approves_plans"] = "本人の同意も罰則つきの守秘義務もない会議では、プランを決められません。"
    if facts.secrecy_wording and facts.penal_secrecy and PENALTY not in facts.secrecy_wording:
        wrong["secrecy_wording"] = f"罰則つきの守秘義務がある会議です。罰則が入る所に {PENALTY} と書いてください。"
    if facts.penalty_code and facts.penalty_code not in statute_labels(since):
        wrong["penalty_code"] = "その日に効いている条文を選んでください。"
    if not 1 <= facts.position <= _LAST:
        wrong["position"] = f"並びは1から{_LAST}の間にしてください。"
    if not facts.allowed_occasions:
        wrong["allowed_occasions"] = "扱える議題を一つ以上選んでください。"
    if not 1 <= facts.minimum_members <= 100:
        wrong["minimum_members"] = "成立に要る人数は、1人から100人の間にしてください。"
    if wrong:
        raise Invalid(wrong)
