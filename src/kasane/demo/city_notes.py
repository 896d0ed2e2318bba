"""市の規模の経過: できごとと支援経過を時の順に並べた行と、検索の控えの行。三百万行を作るので、一行の手間を小さく保つ。"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Final

from kasane.access.domain import HolderKind, Kind
from kasane.access.models import Compartment, Grant
from kasane.cases.domain.codes import Activity, Audience, Counterpart, Met, Method
from kasane.cases.models import AgencyRoom, Note
from kasane.demo import city_words
from kasane.demo.city_calendar import DAYS, Calendar
from kasane.demo.city_cases import CaseRows, Event, Opened
from kasane.demo.city_copy import NULL, Ids, Lines, template
from kasane.kernel.folding import fold_letters
from kasane.search.models import SearchText

SOURCE: Final = "case_note"
_GENERAL, _SENSITIVE = int(Kind.GENERAL), int(Kind.SENSITIVE)
_TEAM, _ABOUT_SENSITIVE, _OWN = (audience.value for audience in (Audience.TEAM, Audience.SENSITIVE, Audience.OWN))
_WHO_READS: Final = ((0.45, "case"), (0.80, "person"), (0.95, "sensitive"))
"""部屋の割合(積み上げ): 事案の部屋45%、人の通常の部屋35%、要配慮15%、残りの5%は自機関のみ。"""

_BY_TEAM, _NEXT, _LEFT_UNDONE, _TIMED = 0.25, 0.2, 0.35, 0.6
_WAYS: Final = (
    (Method.PHONE, Counterpart.SELF, "電話で様子を聞いた", 26),
    (Method.VISIT, Counterpart.SELF, "定期の訪問", 24),
    (Method.PHONE, Counterpart.FAMILY, "家族からの電話", 14),
    (Method.AGENCY, Counterpart.AGENCY, "関係機関と協議", 16),
    (Method.OFFICE, Counterpart.SELF, "来所して面談", 9),
    (Method.ACCOMPANY, Counterpart.SELF, "窓口に同行", 5),
    (Method.LETTER, Counterpart.SELF, "手紙を届けた", 3),
    (Method.INTERNAL, Counterpart.OTHER, "所内で振り返り", 3),
)
_WAY: Final = tuple(
    (way.value, who.value, title, (Met.MET.value if way in (Method.VISIT, Method.OFFICE, Method.ACCOMPANY) else ""))
    for way, who, title, weight in _WAYS
    for _ in range(weight)
)
_TALKED: Final = (Counterpart.SELF.value, Counterpart.FAMILY.value)
_CONSULTATION: Final = Activity.CONSULTATION.value


@cache
def folded(piece: str) -> str:
    """検索の控えに入れる字。同じ文が何度も出るので、一度だけそろえる。"""
    return fold_letters(piece)


class NoteRows:
    """一つの事案の経過の行。"""

    def __init__(self, seed: int, calendar: Calendar, cases: CaseRows) -> None:
        self.dice, self.calendar, self.cases, self.new = Random(f"{seed}:city-notes"), calendar, cases, Ids()
        common = ("id", "compartment_id", "recorded_at", "recorded_by", "case_id")
        self._event_row = template(
            Note,
            *common,
            "person_id",
            "agency_id",
            "act",
            "value",
            "about_id",
            "about_agency_id",
            "happened_on",
            "title",
            "fact",
            kind="event",
        )
        self._row = template(
            Note, *common, "person_id", "room_kind", "agency_id", "happened_on", "starts_at", "ends_at", "method", "counterpart", "met",
            "activity", "title", "fact", "words", "view", "next_action", "next_due", "next_posting_id", "next_done_at", "next_done_by",
            "audience",
        )  # fmt: skip
        self._text = template(
            SearchText,
            "source_id",
            "compartment_id",
            "room_kind",
            "context_id",
            "happened_on",
            "folded",
            "home_agency_id",
            source_kind=SOURCE,
        )
        self._own = template(AgencyRoom, "id", "compartment_id", "recorded_at", "recorded_by", "case_id", "agency_id")
        self._room = template(Compartment, "id", "subject_id", "opened_at", "opened_by", kind=_GENERAL)
        self._grant = template(
            Grant, "id", "compartment_id", "holder_id", "valid_from", "granted_by", "granted_at", kind=None,
            holder_kind=HolderKind.AGENCY.value, ground="received", may_write=True, reason="自機関だけの記録", home=True,
        )  # fmt: skip

    def write(self, made: Opened, lines: Lines) -> None:
        """できごとと支援経過を、起きた順に書く。合わせて plan.notes 行。"""
        plan, draw = made.plan, self.dice.random
        first, span = plan.opened, max(plan.last - plan.opened, 1)
        events = sorted(made.events, key=lambda event: event.on)
        days = sorted(first + int(draw() * span) for _ in range(plan.notes - len(events)))
        about = city_words.topic(self.dice)
        place = 0
        for on in days:
            while place < len(events) and events[place].on <= on:
                lines[Note].append(self._event(made, events[place]))
                place += 1
            self._contact(made, lines, on, about)
        for event in events[place:]:
            lines[Note].append(self._event(made, event))

    def _event(self, made: Opened, event: Event) -> str:
        return self._event_row % (
            self.new(), event.room, event.at, event.by[1], made.id, event.person, event.by[0], event.act, event.value, event.about,
            event.about_agency, self.calendar.days[event.on], event.title, event.why,
        )  # fmt: skip

    def _contact(self, made: Opened, lines: Lines, on: int, about: city_words.Topic) -> None:
        """支援経過の一行と、検索の控えの一行。"""
        dice, draw, calendar, note = self.dice, self.dice.random, self.calendar, self.new()
        at, day = calendar.at(on, dice), calendar.days[on]
        agency, posting = self._author(made, on)
        room, kind, person, audience = self._read_by(made, lines, agency, posting, at)
        method, counterpart, title, met = _WAY[int(draw() * len(_WAY))]
        starts, ends = self._hours() if draw() < _TIMED else (NULL, NULL)
        said, words, view = city_words.fact(dice, about), city_words.words(dice, about), city_words.view(dice, about)
        action, due, heir, done_at, done_by = self._next(made, on, about, posting)
        lines[Note].append(
            self._row % (
                note, room, at, posting, made.id, person, kind, agency, day, starts, ends, method, counterpart, met, _CONSULTATION, title,
                "".join(said), words, view, action, due, heir, done_at, done_by, audience,
            )
        )  # fmt: skip
        if audience != _OWN:
            made.moved = max(made.moved, at)
            if counterpart in _TALKED and met in ("", Met.MET.value):
                made.contacted = day
        text = " ".join(filter(None, (folded(title), "".join(map(folded, said)), folded(words), folded(view), folded(action))))
        lines[SearchText].append(self._text % (note, room, kind, made.id, day, text, made.plan.agency))

    def _author(self, made: Opened, on: int) -> tuple[str, str]:
        """書いた機関と配属。四つに一つは、その日にいる支援チームの機関。"""
        plan = made.plan
        if plan.members and self.dice.random() < _BY_TEAM:
            member = plan.members[int(self.dice.random() * len(plan.members))]
            if member.since < on and (member.until is None or on < member.until) and on < plan.consent_until:
                return member.agency, member.posting
        return plan.agency, plan.posting

    def _read_by(self, made: Opened, lines: Lines, agency: str, posting: str, at: str) -> tuple[str, int, str, str]:
        """(部屋, 区画の種類, 人, だれが読めるか)。支援チームの機関は、自分の読める事案の部屋に書く。"""
        chosen = self.dice.random()
        if agency != made.plan.agency or chosen < _WHO_READS[0][0]:
            return made.room, _GENERAL, NULL, _TEAM
        one = made.people[int(self.dice.random() * len(made.people))]
        if chosen < _WHO_READS[1][0]:
            return one.general, _GENERAL, one.person.id, _TEAM
        if chosen < _WHO_READS[2][0]:
            return one.sensitive, _SENSITIVE, one.person.id, _ABOUT_SENSITIVE
        return self._own_room(made, lines, agency, posting, at), _GENERAL, NULL, _OWN

    def _own_room(self, made: Opened, lines: Lines, agency: str, posting: str, at: str) -> str:
        """自機関だけの部屋。初めて要るときに開く。"""
        if made.own_room is None:
            made.own_room = room = self.new()
            lines[Compartment].append(self._room % (room, made.id, at, posting))
            lines[Grant].append(self._grant % (self.new(), room, agency, at, posting, at))
            lines[AgencyRoom].append(self._own % (self.new(), room, at, posting, made.id, agency))
        return made.own_room

    def _hours(self) -> tuple[str, str]:
        hour = 9 + int(self.dice.random() * 8)
        return f"{hour:02}:00:00", f"{hour:02}:40:00"

    def _next(self, made: Opened, on: int, about: city_words.Topic, posting: str) -> tuple[str, str, str, str, str]:
        """次にすること・期日・担当・済んだ時刻・済ませた人。続いている事案の新しいものは、まだ済んでいないことがある。"""
        dice, calendar = self.dice, self.calendar
        if dice.random() >= _NEXT:
            return "", NULL, NULL, NULL, NULL
        due = on + 3 + int(dice.random() * 28)
        action = about.nexts[int(dice.random() * len(about.nexts))]
        if made.plan.closed is None and due > DAYS - 21 and dice.random() < _LEFT_UNDONE:
            return action, calendar.days[due], posting, NULL, NULL
        return action, calendar.days[due], posting, calendar.at(min(due, DAYS - 1), dice), posting
