"""相談を事案として続ける: 事案を開くか、この人の開いている事案に加える。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.cases.commands import open_case, record_note
from kasane.cases.domain import Activity, Audience, Counterpart, Method, Stage, Standing
from kasane.cases.domain.facts import NoteFacts
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.commands import register_person
from kasane.people.domain.person import PersonFacts
from kasane.people.queries.lines import person_lines
from kasane.people.queries.together import living_together
from kasane.programmes.consultation.domain.codes import Channel, NextStep, Speaker, SubjectKind
from kasane.programmes.consultation.domain.consultation import CaseChoice, CaseMode
from kasane.programmes.consultation.models import Consultation, Subject
from kasane.programmes.consultation.queries.continuing import open_cases_of

_METHODS: Final = {
    Channel.VISIT: Method.OFFICE, Channel.PHONE: Method.PHONE, Channel.EMAIL: Method.ONLINE, Channel.SNS: Method.ONLINE,
    Channel.WEB: Method.ONLINE, Channel.LETTER: Method.LETTER, Channel.HOME_VISIT: Method.VISIT, Channel.OUTPOST: Method.OFFICE,
}  # fmt: skip
_COUNTERPARTS: Final = {
    Speaker.SELF: Counterpart.SELF, Speaker.FAMILY: Counterpart.FAMILY, Speaker.NEIGHBOUR: Counterpart.NEIGHBOUR,
    Speaker.WELFARE_VOLUNTEER: Counterpart.NEIGHBOUR, Speaker.AGENCY: Counterpart.AGENCY, Speaker.OTHER: Counterpart.OTHER,
}  # fmt: skip
_NOBODY: Final = "事案として続けるには、だれのことかが要ります。名前が分からなければ、呼び方(例：50代くらいの男性)を書いてください。"


def continue_as_case(row: Consultation, step: NextStep, choice: CaseChoice, by: Actor) -> UUID:
    """この相談を事案に結び、その事案の識別子を返す。すでに結ばれていれば何もしない。

    名前の分からない人は、ここで「氏名不詳(呼び方)」の人として登録する(会いに行くために、人としての記録が要る)。
    だれのことか分からないとき、開いている事案がいくつもあって選ばれていないときは Invalid。
    """
    if row.case_id is not None:
        return row.case_id
    people = _people(row, by)
    case_id = _chosen(people, choice, by)
    if case_id is None:
        case_id = _opened(row, step, people, by)
    else:
        record_note(by=by, case_id=case_id, facts=_note(row, step))
    row.case_id = case_id
    row.save(update_fields=["case_id"])
    return case_id


def _people(row: Consultation, by: Actor) -> list[UUID]:
    """事案の人になる人。打たれた順で、先頭が本人。"""
    subjects = list(Subject.objects.filter(consultation_id=row.id, removed_at__isnull=True).order_by("position", "id"))
    people = [_person(one, by) for one in subjects if one.kind != SubjectKind.HOUSEHOLD.value]
    homes = [one.household_id for one in subjects if one.household_id]
    if not people and homes:
        people = [one.person_id for one in living_together((), homes, row.received_on).members]
    if not people:
        raise Invalid(
            {"q": "事案として続けるには、だれのことかが要ります。名前が分からなければ、呼び方(例：50代くらいの男性)を書いてください。"}
        )
    return list(dict.fromkeys(people))


def _person(one: Subject, by: Actor) -> UUID:
    if one.person_id is None:
        one.person_id = register_person(by=by, facts=PersonFacts(is_unidentified=True, working_label=one.label))
        one.kind = SubjectKind.PERSON.value
        one.save(update_fields=["person", "kind"])
    return one.person_id


def _chosen(people: list[UUID], choice: CaseChoice, by: Actor) -> UUID | None:
    """加える事案。新しく開くなら None。見えない・この人のものでない事案は NotVisible。"""
    if choice.mode is CaseMode.NEW:
        return None
    known = open_cases_of(people, by=by)
    if choice.mode is CaseMode.THIS:
        found = next((one.id for one in known if one.id == choice.case_id), None)
        if found is None:
            raise NotVisible
        return found
    if len(known) > 1:
        raise Invalid({"case_choice": "この人の開いている事案がいくつかあります。どの事案として続けるか選んでください。"})
    return known[0].id if known else None


def _opened(row: Consultation, step: NextStep, people: list[UUID], by: Actor) -> UUID:
    if not person_lines(people[:1]):
        raise NotVisible
    homes = list(
        Subject.objects.filter(consultation_id=row.id, household__isnull=False, removed_at__isnull=True).values_list(
            "household_id", flat=True
        )
    )
    return open_case(
        by=by,
        title=_title(row),
        person_ids=[(one, Standing.FAMILY if place else Standing.SELF) for place, one in enumerate(people)],
        household_id=homes[0] if len(homes) == 1 else None,
        opened_on=row.received_on,
        stage=Stage.GATHERING if step is NextStep.OUTREACH or row.no_consent else Stage.INTAKE,
        reason=f"相談から続けて支援するため(次の一手：{step.label_ja})",
    )


def _title(row: Consultation) -> str:
    """事案の件名。事案の部屋は一人の同意だけで開いた機関も読むので、人の名前も、要配慮に当たる内容も入れない。"""
    return f"{format_wareki(row.received_on)}の相談から"


def _note(row: Consultation, step: NextStep) -> NoteFacts:
    """加えた事案に残す一行。相談の中身は写さない(読める人の範囲が違うため)。"""
    channel, speaker = Channel.read(row.channel) or Channel.PHONE, Speaker.read(row.speaker) or Speaker.OTHER
    return NoteFacts(
        happened_on=row.received_on,
        method=_METHODS[channel].value,
        counterpart=_COUNTERPARTS[speaker].value,
        title="相談を受け付け、この事案に加えた",
        fact=f"次の一手：{step.label_ja}。内容は相談の記録にある。",
        activity=Activity.CONSULTATION.value,
        audience=Audience.OWN,
    )
