"""資料の一行: 置く、持ち寄る、取り下げる、出所を付け替える。日誌には項目の名前だけを残し、内容は書かない。"""

from __future__ import annotations

from dataclasses import asdict
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases.commands import record_note
from kasane.cases.domain import NoteFacts
from kasane.cases.domain.codes import Counterpart
from kasane.cases.domain.codes import Method as NoteMethod
from kasane.conferences.commands.common import as_json, ask, note_act, people_in, visible_item
from kasane.conferences.domain.codes import ItemState, Provenance
from kasane.conferences.domain.facts import PacketFact
from kasane.conferences.domain.rules import TAX, is_officer, may_bring, may_relabel, provenances, tax_words_in
from kasane.conferences.models import Fact, Item
from kasane.conferences.queries.heads import seat_of
from kasane.conferences.queries.kinds import tax_words_on
from kasane.conferences.queries.tabling import agreed_people, manages_case
from kasane.consent.domain.codes import Topic
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned, cleaned_facts

_CANNOT_PUT = (
    "この行は資料に置けません。本人の同意が構成員の機関のすべてには及んでいないか、議題に上がっていない人のことか、"
    "税務の機関が伝えることです。"
)
_NO_TAX = (
    "税情報を資料に置くには、この人の「税情報」の同意が、構成員の機関のすべてに及んでいることが要ります。"
    "情報共有の同意や、収入についての同意では足りません。支援会議(社会福祉法106条の6)でも同じです。"
)


@act(Action.JOIN_CONFERENCE)
def put_fact(*, by: Actor, item_id: UUID, facts: PacketFact) -> UUID:
    """資料に一行を置く。役員か、議題を上げた人。出所と、何についてのことかが要る。返り値は行の番号。

    税のことは、本人の税の同意がなければ Refused。税を思わせる言葉があれば、確かめるまで Invalid(鍵は tax_words_seen)。
    支援措置で伏せた居どころ・連絡先は、置く前に置き換わる。見えない議題は NotVisible。
    """
    return _put(by, item_id, facts, brought=False)


@act(Action.JOIN_CONFERENCE)
def contribute_fact(*, by: Actor, item_id: UUID, facts: PacketFact) -> UUID:
    """構成員が、自分の機関の知ることを持ち寄る。出どころは必ず自分の機関。断り方は put_fact と同じ。返り値は行の番号。"""
    return _put(by, item_id, facts, brought=True)


@act(Action.JOIN_CONFERENCE)
def drop_fact(*, by: Actor, fact_id: UUID, reason: str) -> None:
    """資料の一行を取り下げる(消えずに、理由が残る)。役員か、書いた本人。理由は必須。見えない行は NotVisible。"""
    fact, item = _seen(fact_id)
    reason = cleaned("reason", reason, required="取り下げる理由を入力してください。")
    ask(
        "SELECT conferences_drop_fact(%s, %s, %s)",
        [fact_id, reason, clock.now()],
        refusal="この行は、役員か書いた人だけが取り下げられます。",
    )
    note_act("drop_fact", item, by, reason=reason, changed=[fact.section])


@act(Action.JOIN_CONFERENCE)
def relabel_fact(*, by: Actor, fact_id: UUID, provenance: Provenance, reason: str, into_case: bool = False) -> UUID | None:
    """会議で知ったことの出所を、本人同意か職務に付け替える。事案を管理する機関の、席のある人だけ。理由(10文字以上)は必須。

    into_case なら、付け替えた行を事案の経過に一件として写す(写せる道はここだけ)。税情報は Refused。見えない行は NotVisible。
    返り値は写した経過の番号(写さなければ None)。
    """
    fact, item = _seen(fact_id)
    agreed = fact.person_id is not None and item.case_id is not None and fact.person_id in agreed_people(item.case_id, [fact.person_id])
    reason = cleaned("reason", reason, required="付け替える理由を入力してください。")
    manages = manages_case(item.case_id)
    require(may_relabel(Provenance(fact.provenance), provenance, agreed=agreed, manages=manages, reason=reason))
    ask("SELECT conferences_relabel(%s, %s, %s, %s)", [fact_id, provenance.value, reason, clock.now()],
        refusal="この行の出所は付け替えられません。")  # fmt: skip
    note_act("relabel_fact", item, by, reason=reason, changed=["provenance"])
    return _copy(by, item, fact, provenance) if into_case else None


def _copy(by: Actor, item: Item, fact: Fact, provenance: Provenance) -> UUID:
    if item.case_id is None:
        raise NotVisible
    facts = NoteFacts(
        happened_on=clock.today(), method=NoteMethod.COORDINATION_MEETING if item.on_consent else NoteMethod.SUPPORT_MEETING,
        counterpart=Counterpart.AGENCY, title="会議で分かったこと", fact=f"{fact.text}\n(出所：{provenance.label_ja}に付け替え)",
        person_id=fact.person_id,
    )  # fmt: skip
    return record_note(by=by, case_id=item.case_id, facts=facts)


def _put(by: Actor, item_id: UUID, facts: PacketFact, *, brought: bool) -> UUID:
    facts = cleaned_facts(facts)
    item = visible_item(item_id)
    require(require_access(Action.JOIN_CONFERENCE, item.compartment_id, by=by))
    seat = seat_of(item_id)
    writer = brought or is_officer(seat.part) or item.recorded_by == by.posting_id
    require(may_bring(part=seat.part, conference=seat.state, item=ItemState(item.state), writer=writer))
    _check(facts, item)
    fact_id = new_id()
    given = asdict(facts) | {"as_of": facts.as_of or clock.today(), "words_seen": facts.tax_words_seen}
    ask("SELECT conferences_put_fact(%s, %s, %s, %s, %s)", [fact_id, item_id, as_json(given), brought, clock.now()],
        refusal=_NO_TAX if facts.provenance is Provenance.TAX else _CANNOT_PUT)  # fmt: skip
    changed = [facts.section.value, *(["tax_words_seen"] if facts.tax_words_seen else [])]
    subjects = [facts.person_id] if facts.person_id else people_in(item_id)
    which = "contribute_fact" if brought else "put_fact"
    journal.record(act=which, by=by, subjects=subjects, compartment_id=item.compartment_id, ground=facts.provenance.value, changed=changed)
    return fact_id


def _check(facts: PacketFact, item: Item) -> None:
    wrong: dict[str, str] = {}
    if not facts.text:
        wrong["text"] = "資料に載せることを書いてください。"
    if facts.provenance not in provenances(on_consent=item.on_consent):
        wrong["provenance"] = "本人同意のもとの議題に、106条の6を出所とする行は置けません。"
    if (facts.provenance is Provenance.TAX) != (facts.topic is Topic.TAX):
        wrong["topic"] = "税のことは、出所を「税情報(本人の同意)」にしてください。"
    if facts.provenance in (Provenance.TAX, Provenance.CONSENT) and facts.person_id is None:
        wrong["person_id"] = "だれの同意によるかを選んでください。"
    if facts.as_of and facts.as_of > clock.today():
        wrong["as_of"] = "いつの時点のことかは、今日までの日にしてください。"
    if wrong:
        raise Invalid(wrong)
    words = tax_words_in(facts.text, tax_words_on(clock.today())) if facts.provenance is not Provenance.TAX else ()
    if words and not facts.tax_words_seen:
        found = "・".join(f"「{word}」" for word in words)
        raise Invalid({"tax_words_seen": f"税を思わせる言葉({found})があります。税務の情報は、本人の税の同意がなければ書けません({TAX})。"
                       "本人の話や書類で知ったことなら、そのことを確かめて、もう一度保存してください。"})  # fmt: skip


def _seen(fact_id: UUID) -> tuple[Fact, Item]:
    fact = Fact.objects.select_related("item").filter(id=fact_id, dropped_at=None).first()
    if fact is None:
        raise NotVisible
    return fact, fact.item
