"""言い換えの組を改める(mission 8.4)。直した言葉は、次の検索から使われる。前の言葉は、終わりの日を入れて残す。"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid
from kasane.kernel.text import cleaned
from kasane.search.domain.synonyms import folded_elsewhere, may_stand
from kasane.search.models import Synonym, SynonymChange
from kasane.search.queries.synonyms import SynonymGroup, synonym_group, synonym_groups

_GROUND = "検索の言い換え"


@act(Action.SET_RULES)
def add_synonyms(*, by: Actor, words: Sequence[str], reason: str) -> UUID:
    """新しい組を加える。二語に満たない組、ほかの組にもある言葉は Invalid。返り値は組のどれかの行の番号。

    前に使うのをやめた同じ名前の組があれば、その組の続きになる(履歴がつながる)。
    """
    reason = _reason(reason)
    _alone()
    words = _checked(words, groups := synonym_groups(), but="")
    before = next((one for one in groups if one.group == words[0]), None)
    if before is not None and before.words:
        now = "、".join(before.words)
        raise Invalid({"words": f"「{words[0]}」という名前の組がもうあります（今の言葉：{now}）。その組を改めてください。"})
    _write(by, words[0], before.version if before else 1, (), words, reason)
    journal.record(act="add_synonyms", by=by, ground=_GROUND, reason=reason, changed=["words"])
    return Synonym.objects.filter(group=words[0]).order_by("id").values_list("id", flat=True)[0]


@act(Action.SET_RULES)
def revise_synonyms(*, by: Actor, key: UUID, version: int, words: Sequence[str], reason: str) -> None:
    """組の言葉を改める。version が今の版と違えば Conflict(先に直した人の言葉と、送られた言葉)。組がなければ NotVisible。"""
    reason = _reason(reason)
    now = _latest(key, version, words)
    words = _checked(words, synonym_groups(), but=now.group)
    if set(words) == set(now.words):
        raise Invalid({"words": "今の組と同じ言葉です。"})
    _write(by, now.group, now.version, now.words, words, reason)
    journal.record(act="revise_synonyms", by=by, ground=_GROUND, reason=reason, changed=["words"])


@act(Action.SET_RULES)
def end_synonyms(*, by: Actor, key: UUID, version: int, reason: str) -> None:
    """組を使うのをやめる(今日から言い換えない)。行と履歴は残る。もうやめた組なら Invalid。"""
    reason = _reason(reason)
    now = _latest(key, version, ())
    if not now.words:
        raise Invalid({"reason": "この組は、もう使うのをやめています。"})
    _write(by, now.group, now.version, now.words, (), reason)
    journal.record(act="end_synonyms", by=by, ground=_GROUND, reason=reason, changed=["words"])


def _reason(reason: str) -> str:
    return cleaned("reason", reason, required="なぜ改めるかを書いてください。")


def _alone() -> None:
    """組を改めるのは一度に一人。同じ言葉が、同時に二つの組へ入らないように。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('kasane.search.synonyms', 0))")


def _latest(key: UUID, version: int, submitted: Sequence[str]) -> SynonymGroup:
    _alone()
    now = synonym_group(key)
    if now.version != version:
        raise Conflict(now, tuple(submitted))
    return now


def _checked(words: Sequence[str], groups: Sequence[SynonymGroup], *, but: str) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(cleaned("words", word) for word in words))
    decision = may_stand(kept, folded_elsewhere((one.name, one.words) for one in groups if one.group != but))
    if not decision.allowed:
        raise Invalid({"words": decision.reason})
    return kept


def _write(by: Actor, group: str, version: int, before: Sequence[str], after: Sequence[str], reason: str) -> None:
    today = clock.today()
    Synonym.objects.filter(group=group, word__in=set(before) - set(after), valid_to__isnull=True).update(valid_to=today)
    for word in after:
        if word not in before and not Synonym.objects.filter(group=group, word=word, valid_from=today).update(valid_to=None):
            Synonym.objects.create(group=group, word=word, valid_from=today)
    SynonymChange.objects.create(
        group=group, version=version + 1, before="、".join(before), after="、".join(after), reason=reason, recorded_at=clock.now(),
        recorded_by=by.posting_id,
    )  # fmt: skip
