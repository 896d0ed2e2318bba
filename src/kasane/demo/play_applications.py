"""台本のうち、様式1-1のこと: 同意なし(B)で受けること、本人の同意を得て同意あり(A)にすること。"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from kasane.consent.domain.codes import ConsentKind, Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.consent.queries import consents_of
from kasane.demo.scene import Scene
from kasane.demo.storybook import Step
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.programmes.coordination.commands import application as forms
from kasane.programmes.coordination.domain.application import Variant

_SOURCES: Final = MappingProxyType({"family": "01", "neighbour": "02", "minsei": "03", "agency": "04", "other": "05"})
_REASONS: Final = MappingProxyType({"no_contact": "01", "refused": "02", "capacity": "03", "urgent": "04", "other": "05"})
_URGENCIES: Final = MappingProxyType({"life": "01", "abuse": "02", "lifeline": "03", "none": "04", "unknown": "05"})
_PLANS: Final = MappingProxyType({"conference": "01", "outreach": "02", "watch": "03", "existing": "04", "end": "05"})
_A_YEAR: Final = timedelta(days=364)


def fill(scene: Scene, step: Step, by: Actor) -> None:
    """様式1-1を書く。variant が B なら同意なしで聞いたこと、A なら本人の同意と、本人の言葉で聞いたこと。"""
    (_without_consent if step["variant"] == "B" else _with_consent)(scene, step, by)


def _without_consent(scene: Scene, step: Step, by: Actor) -> None:
    sheet = _Sheet(scene, step, by, Variant.WITHOUT)
    sheet.write(
        "source", received_on=clock.today(), source_kind=_SOURCES[step["from"]], source_name=step.get("name"),
        source_anonymous=step.get("anonymous", False),
    )  # fmt: skip
    sheet.write("known", place_hint="" if step.get("name") or step["from"] != "other" else "圏域の地図で確かめた")
    sheet.write("heard", heard_topics=list(step["c01"]), heard_concern=step["text"])
    sheet.write("reason", no_consent_reason=_REASONS[step["reason"]], urgency=_URGENCIES[step["urgency"]])
    sheet.write("involved", policy=_PLANS[step["plan"]])


def _with_consent(scene: Scene, step: Step, by: Actor) -> None:
    sheet = _Sheet(scene, step, by, Variant.WITH_CONSENT)
    if sheet.is_new:
        sheet.write("reception", received_on=clock.today(), visitor_kind="01")
    topics, today = frozenset(Topic(topic) for topic in step["topics"]), clock.today()
    given = ConsentFacts(
        explained=True, paper_kept=True, valid_until=min(scene.day(step["until"]), today + _A_YEAR),
        scopes=tuple(Scope(scene.agency(agency), topics) for agency in step["to"]),
    )  # fmt: skip
    forms.record_application_consent(
        by=by, application_id=sheet.id, version=sheet.version, facts=forms.ApplyFacts(today, shares=True, consent=given)
    )
    sheet.version += 1
    sheet.write("matters", topics=list(step["c01"]), most_pressing=step["main"], wishes=step["text"])
    scene.consents[step["key"]] = next(
        line.id for line in consents_of(scene.case) if line.person_id == sheet.person and line.kind is ConsentKind.SHARING
    )


class _Sheet:
    """一人の様式1-1。なければ作る。"""

    def __init__(self, scene: Scene, step: Step, by: Actor, variant: Variant) -> None:
        self.by, self.person = by, scene.person(step["who"])
        self.is_new = step["who"] not in scene.applications
        if self.is_new:
            made = forms.start_application(by=by, case_id=scene.case, person_id=self.person, variant=variant)
            scene.applications[step["who"]] = (made, 1)
        self.scene, self.who = scene, step["who"]
        self.id: UUID = scene.applications[self.who][0]

    @property
    def version(self) -> int:
        """今の版。"""
        return self.scene.applications[self.who][1]

    @version.setter
    def version(self, number: int) -> None:
        self.scene.applications[self.who] = (self.id, number)

    def write(self, section: str, **values: Any) -> None:
        """一つの節を書く。"""
        self.version = forms.write_application(by=self.by, application_id=self.id, section=section, version=self.version, values=values)
