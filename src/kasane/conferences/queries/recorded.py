"""資料に写せる事案の記録。今の行為者に見える行だけ(行の守り)。自機関だけの経過・訂正された経過・取り下げた行は出さない。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names
from kasane.conferences import registry
from kasane.conferences.domain.codes import Provenance, Section
from kasane.conferences.domain.recorded import RecordLine, barred, provenance_of
from kasane.conferences.models import Fact, Item, ItemPerson
from kasane.consent.domain.codes import Topic
from kasane.kernel import clock
from kasane.kernel.actor import Actor

RECENT: Final = 30
_NOTES: Final = """
    SELECT id, title, fact, words, audience, person_id, agency_id, happened_on FROM cases_note
    WHERE case_id = %s AND kind = 'contact' AND audience <> 'own' AND corrected_at IS NULL ORDER BY happened_on DESC, id DESC LIMIT %s
"""
_PLANS: Final = """
    SELECT * FROM (
        SELECT 'plan_goal' AS kind, g.id, p.number, '達成目標' AS heading, g.text, '' AS frequency, g.person_id, g.agency_id, g.recorded_at,
               g.position FROM plans_goal g JOIN plans_plan p ON p.id = g.plan_id WHERE p.case_id = %s AND g.withdrawn_at IS NULL
        UNION ALL
        SELECT 'plan_step', s.id, p.number, s.issue, s.content, s.frequency, s.person_id, s.written_agency_id, s.recorded_at, 1000
        FROM plans_step s JOIN plans_plan p ON p.id = s.plan_id WHERE p.case_id = %s AND s.withdrawn_at IS NULL) x
    ORDER BY number DESC, position, recorded_at, id LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class Pickable:
    """記録の一行。taken は、もう資料に載っているか。barred が空でなければ、載せられない理由。"""

    line: RecordLine
    source: str
    about: str
    provenance: Provenance
    taken: bool
    barred: str = ""


def pickable_lines(item_id: UUID, by: Actor) -> tuple[Pickable, ...]:
    """この議題の資料に写せる記録。議題に上がっていない人のことは出さない。見えない議題・事案のない議題は空。"""
    item = Item.objects.filter(id=item_id).first()
    if item is None or item.case_id is None:
        return ()
    people = dict(ItemPerson.objects.filter(item_id=item_id).values_list("person_id", "label"))
    lines = [one for give in registry.records() for one in give(item.case_id, by) if one.text and one.person_id in (None, *people)]
    taken = set(Fact.objects.filter(item_id=item_id, dropped_at=None, source_id__isnull=False).values_list("source_id", flat=True))
    names = agency_names(one.source_agency_id for one in lines if one.source_agency_id)
    return tuple(
        Pickable(
            one, one.said or (names.get(one.source_agency_id, "") if one.source_agency_id else ""),
            people[one.person_id] if one.person_id else "", provenance_of(one, on_consent=item.on_consent), one.id in taken, barred(one),
        )
        for one in lines
    )  # fmt: skip


def recent_notes(case_id: UUID, by: Actor) -> list[RecordLine]:
    """近ごろの経過(新しい順)。"""
    return [
        RecordLine(
            "note", key, f"経過　{title}", "\n".join(filter(None, (fact, words and f"「{words}」"))), Section.COURSE,
            Topic.HEALTH if audience == "sensitive" else Topic.CIRCUMSTANCES, person, agency, happened_on,
        )
        for key, title, fact, words, audience, person, agency, happened_on in rows_of(_NOTES, [case_id, RECENT])
    ]  # fmt: skip


def plan_rows(case_id: UUID, by: Actor) -> list[RecordLine]:
    """プランの目標と実施事項。"""
    return [
        RecordLine(
            kind, key, f"プラン　{heading}", f"{text}（{often}）" if often else text, Section.PLAN, Topic.CIRCUMSTANCES, person, agency,
            clock.jst(at).date(),
        )
        for kind, key, _, heading, text, often, person, agency, at, _ in rows_of(_PLANS, [case_id, case_id])
    ]  # fmt: skip
