"""市の規模の相談の行: 世帯ごとの相談を十年に散らし、事案になったものは事案に結び付ける。"""

from __future__ import annotations

from random import Random
from typing import Final

from django.db.models import Model

from kasane.access.domain import Ground, HolderKind, Kind
from kasane.access.models import Compartment, Grant
from kasane.demo import city_words
from kasane.demo.city_calendar import DAYS, Calendar
from kasane.demo.city_cases import Opened
from kasane.demo.city_copy import NULL, Ids, Lines, template
from kasane.demo.city_notes import folded
from kasane.demo.city_plans import House
from kasane.demo.city_staff import Desks
from kasane.programmes.consultation.domain.codes import Channel, NextStep, Speaker, State, SubjectKind, Whom
from kasane.programmes.consultation.models import Consultation, Subject
from kasane.search.models import SearchText

CONSULTATION_TABLES: Final[tuple[type[Model], ...]] = (Consultation, Subject)
SOURCE: Final = "consultation"
TOPIC_CODES: Final = {"介護": "12", "家計": "03", "孤立": "13", "子育て": "11", "障害": "01", "住まい": "02", "仕事": "07"}
"""分野 → 相談内容(C01)。"""

_BY_PHONE, _BY_SELF, _NEW_DAYS = 0.55, 0.6, 12
_ROUTES: Final = {(False, True): "1", (True, True): "2", (False, False): "3", (True, False): "4"}
"""(電話か, 本人か) → 相談経路(C02)。"""

_GENERAL: Final = int(Kind.GENERAL)
_STEPS: Final = (NextStep.OWN, NextStep.OWN, NextStep.TOGETHER, NextStep.REFER)


class ConsultationRows:
    """相談の行を作る。"""

    def __init__(self, seed: int, calendar: Calendar, desks: Desks) -> None:
        self.dice, self.calendar, self.desks, self.new = Random(f"{seed}:city-consultations"), calendar, desks, Ids()
        self._room = template(Compartment, "id", "subject_id", "opened_at", "opened_by", kind=_GENERAL)
        self._grant = template(
            Grant, "id", "compartment_id", "holder_id", "valid_from", "granted_by", "granted_at", kind=None,
            holder_kind=HolderKind.AGENCY.value, ground=Ground.RECEIVED.value, may_write=True, reason="相談の受付", home=True,
        )  # fmt: skip
        self._row = template(
            Consultation, "id", "compartment_id", "recorded_at", "recorded_by", "agency_id", "posting_id", "case_id", "received_on",
            "channel", "speaker", "route", "topics", "main_topic", "story", "hopes", "next_step", "next_due", "state", "changed_at",
            sensitive_room=None, whom=Whom.KNOWN.value,
        )  # fmt: skip
        self._subject = template(
            Subject, "id", "compartment_id", "recorded_at", "recorded_by", "consultation_id", "person_id", kind=SubjectKind.PERSON.value
        )
        self._text = template(
            SearchText,
            "source_id",
            "compartment_id",
            "context_id",
            "happened_on",
            "folded",
            "home_agency_id",
            source_kind=SOURCE,
            room_kind=_GENERAL,
        )

    def write(self, house: House, made: Opened | None, count: int, lines: Lines) -> None:
        """一世帯の相談を count 件。事案があれば、一件目はその受付の日の相談である。"""
        for place in range(count):
            if made is not None and (place == 0 or self.dice.random() < 0.5):
                on = made.plan.opened if place == 0 else made.plan.opened + self.dice.randrange(max(made.plan.last - made.plan.opened, 1))
                self._one(house, made, on, lines)
            else:
                self._one(house, None, self.dice.randrange(DAYS), lines)

    def _one(self, house: House, made: Opened | None, on: int, lines: Lines) -> None:
        dice, calendar, row, room = self.dice, self.calendar, self.new(), self.new()
        at, day = calendar.at(on, dice), calendar.days[on]
        agency, posting = self._desk(house, made)
        phoned, by_self = dice.random() < _BY_PHONE, dice.random() < _BY_SELF
        about = city_words.topic(dice)
        story, hopes = city_words.fact(dice, about), city_words.words(dice, about)
        code = TOPIC_CODES[about.label]
        lines[Compartment].append(self._room % (room, row, at, posting))
        lines[Grant].append(self._grant % (self.new(), room, agency, at, posting, at))
        lines[Consultation].append(
            self._row % (
                row, room, at, posting, agency, posting, NULL if made is None else made.id, day,
                (Channel.PHONE if phoned else Channel.VISIT).value, (Speaker.SELF if by_self else Speaker.FAMILY).value,
                _ROUTES[phoned, by_self], "{" + code + "}", code, "".join(story), hopes, *self._step(made, on), at,
            )
        )  # fmt: skip
        person = house.people[int(dice.random() * len(house.people))]
        lines[Subject].append(self._subject % (self.new(), room, at, posting, row, person.id))
        text = " ".join(filter(None, ("".join(map(folded, story)), folded(hopes))))
        lines[SearchText].append(self._text % (row, room, row, day, text, agency))

    def _desk(self, house: House, made: Opened | None) -> tuple[str, str]:
        if made is not None:
            return made.plan.agency, made.plan.posting
        return house.agency, self.dice.choice(self.desks[house.agency])

    def _step(self, made: Opened | None, on: int) -> tuple[str, str, str]:
        """(次の一手, 期日, 相談の今)。受けたばかりのものは、まだ決まっていないことがある。"""
        dice = self.dice
        if made is not None:
            return dice.choice(_STEPS).value, NULL, State.DONE.value
        if on >= DAYS - _NEW_DAYS and dice.random() < 0.5:
            return "", NULL, State.UNDECIDED.value
        if on >= DAYS - 60:
            return NextStep.LISTEN.value, self.calendar.days[on + 30], State.ACTIVE.value
        return (NextStep.INFORMED if dice.random() < 0.7 else NextStep.LISTEN).value, NULL, State.DONE.value
