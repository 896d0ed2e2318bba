"""事案の記録から選んで、資料に載せる。選べるのは、自分が今読める記録だけ。出所・出どころの機関・時点は、元の記録から決まる。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.conferences.commands.common import as_json, ask, people_in, visible_item
from kasane.conferences.domain.codes import ItemState
from kasane.conferences.domain.recorded import fact_of, section_of
from kasane.conferences.domain.rules import TAX, is_officer, may_bring, tax_words_in
from kasane.conferences.queries.heads import seat_of
from kasane.conferences.queries.kinds import tax_words_on
from kasane.conferences.queries.recorded import Pickable, pickable_lines
from kasane.consent.domain.codes import Topic
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, require
from kasane.kernel.ids import new_id

_NOTHING = "載せる記録を選んでください。"


@act(Action.JOIN_CONFERENCE)
def pick_facts(*, by: Actor, item_id: UUID, keys: Sequence[str], tax_words_seen: bool = False) -> tuple[UUID, ...]:
    """選んだ記録(鍵は「種類:番号」)を資料に載せる。役員か、議題を上げた人。全部載るか、一つも載らないか。返り値は行の番号。

    自分に見えない記録・別の事案の記録は NotVisible。同意が構成員のすべてに及ばない行、税の同意のない税の行は、その行を挙げて Refused。
    税を思わせる言葉があれば、確かめるまで Invalid(鍵は tax_words_seen)。支援措置で伏せた居どころ・連絡先は、置く前に置き換わる。
    """
    item = visible_item(item_id)
    require(require_access(Action.JOIN_CONFERENCE, item.compartment_id, by=by))
    seat = seat_of(item_id)
    writer = is_officer(seat.part) or item.recorded_by == by.posting_id
    require(may_bring(part=seat.part, conference=seat.state, item=ItemState(item.state), writer=writer))
    lines = {one.line.key: one for one in pickable_lines(item_id, by)}
    if not keys:
        raise Invalid({"picked": _NOTHING})
    if not lines.keys() >= set(keys):
        raise NotVisible
    chosen = [lines[key] for key in dict.fromkeys(keys)]
    if reason := next((one.barred for one in chosen if one.barred), ""):
        require(Decision.no(reason, TAX))
    _check_words(chosen, seen=tax_words_seen)
    made = tuple(_put(item_id, one, on_consent=item.on_consent, seen=tax_words_seen) for one in chosen)
    journal.record(
        act="pick_facts", by=by, subjects=sorted({one.line.person_id for one in chosen if one.line.person_id}) or people_in(item_id),
        compartment_id=item.compartment_id, ground="conference", changed=sorted({section_of(one.line).value for one in chosen}),
    )  # fmt: skip
    return made


def _put(item_id: UUID, one: Pickable, *, on_consent: bool, seen: bool) -> UUID:
    fact_id, facts = new_id(), fact_of(one.line, on_consent=on_consent, tax_words_seen=seen)
    why = (
        f"税のことなので、この人の「税情報」の同意が、構成員の機関のすべてに及んでいることが要ります({TAX})。" if facts.topic is Topic.TAX
        else "このことを伝える本人の同意が、構成員の機関のすべてには及んでいないか、もう資料に載っているか、税務の機関の記録です。"
    )  # fmt: skip
    given = asdict(facts) | {"words_seen": seen}
    ask("SELECT conferences_pick_fact(%s, %s, %s, %s)", [fact_id, item_id, as_json(given), clock.now()],
        refusal=f"「{one.line.heading}」は載せられません。{why}一つも載せていません。")  # fmt: skip
    return fact_id


def _check_words(chosen: Sequence[Pickable], *, seen: bool) -> None:
    words = tax_words_on(clock.today())
    found = {one.line.heading: tax_words_in(one.line.text, words) for one in chosen if one.line.topic is not Topic.TAX}
    told = "、".join(f"{heading}の{'・'.join(f'「{word}」' for word in said)}" for heading, said in found.items() if said)
    if told and not seen:
        raise Invalid({"tax_words_seen": f"税を思わせる言葉({told})があります。税務の情報は、本人の税の同意がなければ書けません({TAX})。"
                       "本人の話や書類で知ったことなら、そのことを確かめて、もう一度保存してください。"})  # fmt: skip
