"""市の規模の事案の行: 筋書きから、部屋・根拠・関わり・同意・つなぎ・経過の行を、コマンドが書くのと同じ形で作る。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random
from typing import Final

from django.db.models import Model

from kasane.access.domain import Ground, HolderKind, Kind
from kasane.access.models import Compartment, Grant
from kasane.cases.domain.codes import Agreement, Basis, Explained, PartRole, ReferralState, Stage, Standing
from kasane.cases.domain.numbering import ALPHABET, LENGTH, new_number
from kasane.cases.models import AgencyRoom, Case, CasePerson, Involvement, InvolvementGrant, Note, Referral, ReferralRoom
from kasane.consent.models import Consent, ConsentScope
from kasane.demo.city_calendar import DAYS, Calendar
from kasane.demo.city_copy import NULL, Ids, Lines, template
from kasane.demo.city_plans import Letter, Member, Plan, Someone
from kasane.kernel.fiscal import FiscalYear
from kasane.kernel.folding import fold_letters
from kasane.search.models import SearchText

CASE_TABLES: Final[tuple[type[Model], ...]] = (
    Compartment, Grant, Case, CasePerson, AgencyRoom, Consent, ConsentScope, Involvement, InvolvementGrant, Referral, ReferralRoom, Note,
    SearchText,
)  # fmt: skip
_GENERAL, _SENSITIVE = int(Kind.GENERAL), int(Kind.SENSITIVE)
_RECEIVED, _TEAM, _ASKED = (ground.value for ground in (Ground.RECEIVED, Ground.TEAM, Ground.ASKED))
_SEEN: Final = "戻ってきたつなぎを読んだ"
_STILL: Final = (NULL, NULL, "")
_RHYTHMS: Final = (14, NULL, 30, NULL, 90, NULL)
_OPENING, _CLOSING = "相談を受けて支援を始める", "目標に達し、本人と終結を確かめた"
_LETTER, _DECLINED = "つなぎ", "今は受けられる体制がない"
_CONSENT: Final = "record_consent"
"""同意のできごと。事案そのものは変えないので、版を進めない。"""

_DUTY: Final = "定期の訪問と連絡"
_TURN: Final = 0x2545F491
_PURPOSE: Final = "生活の立て直しについて、専門の相談をお願いしたい。"
_SUMMARY: Final = "これまでの経過と本人の望みをまとめた。まず電話で顔合わせの日を決めたい。"
TOPICS: Final = "{circumstances,health,identity}"


@dataclass(slots=True)
class PersonRooms:
    """事案の中の一人の部屋と、同意(あれば)。"""

    person: Someone
    general: str
    sensitive: str
    consent: str | None = None


@dataclass(slots=True)
class Opened:
    """行になった事案: 識別子と部屋。contacted は最後に連絡が取れた日、moved は最後の支援経過の時刻(経過を書きながら進む)。"""

    plan: Plan
    id: str
    room: str
    title: str
    people: list[PersonRooms] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    own_room: str | None = None
    contacted: str = NULL
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """できごとの一行(cases_event が書くのと同じ列)。on は暦の通し番号、room は読める部屋。"""

    on: int
    at: str
    room: str
    act: str
    title: str
    why: str
    by: tuple[str, str]
    value: str
    about: str
    about_agency: str = NULL
    person: str = NULL


def case_number(serial: int, on: date) -> str:
    """事案の番号。コマンドの番号と同じ形で、続き番号から重ならない6文字を作る(奇数を掛けて回すので、必ず一対一)。"""
    turned = serial * _TURN % len(ALPHABET) ** LENGTH
    tail = ""
    for _ in range(LENGTH):
        turned, place = divmod(turned, len(ALPHABET))
        tail += ALPHABET[place]
    return f"{_year(FiscalYear.of(on))}-{tail}"


@cache
def _year(year: FiscalYear) -> str:
    return new_number(year.first).partition("-")[0]


class _Templates:
    """表ごとの一行のひな形。"""

    def __init__(self) -> None:
        self.room = template(Compartment, "id", "kind", "subject_id", "opened_at", "opened_by")
        self.grant = template(
            Grant,
            *("id", "compartment_id", "holder_id", "ground", "valid_from", "valid_to", "reason", "granted_by", "granted_at"),
            *("ended_by", "ended_reason", "home"),
            kind=None, holder_kind=HolderKind.AGENCY.value, may_write=True,
        )  # fmt: skip
        stamp = ("recorded_at", "recorded_by")
        self.case = template(
            Case, "id", "compartment_id", *stamp, "number", "title", "stage", "household_id", "opened_on", "closed_on", "closed_reason",
            "contact_rhythm_days", "last_contact_on", "changed_at", "companion_agency_id", "version",
        )  # fmt: skip
        self.person = template(CasePerson, "id", "compartment_id", *stamp, "case_id", "person_id", "standing", "sensitive_room")
        self.own_room = template(AgencyRoom, "id", "compartment_id", *stamp, "case_id", "agency_id")
        self.part = template(
            Involvement, "id", "compartment_id", "case_id", "agency_id", "posting_id", "role", "duty", "basis", "consent_id", "referral_id",
            "valid_from", "valid_to", "started_by", "ended_by", "ended_reason",
        )  # fmt: skip
        self.part_grant = template(
            InvolvementGrant, "id", "compartment_id", "involvement_id", "grant_id", "room_id", "person_id", "consent_id"
        )
        self.letter = template(
            Referral, "id", "compartment_id", *stamp, "case_id", "kind", "state", "from_agency_id", "from_posting_id", "to_agency_id",
            "sent_on", "answer_by", "basis", "consent_id", "answered_at", "answered_by", "answer", "returned_at", "returned_by", "outcome",
            "seen_at", "seen_by", "version",
            purpose=_PURPOSE, summary=_SUMMARY,
            explained=Explained.EXPLAINED.value, agreement=Agreement.AGREED.value,
        )  # fmt: skip
        self.text = template(
            SearchText, "source_id", "compartment_id", "context_id", "happened_on", "home_agency_id",
            source_kind="referral", room_kind=_GENERAL,
            folded=fold_letters(f"{_PURPOSE}\n{_SUMMARY}"),
        )  # fmt: skip
        self.letter_room = template(ReferralRoom, "id", "compartment_id", "referral_id", "room_id", "person_id", "consent_id", "until")
        self.consent = template(
            Consent, "id", "compartment_id", *stamp, "case_id", "person_id", "outcome", "given_on", "valid_from", "valid_until",
            "recorded_agency_id", kind="sharing", given_by="self", method="signed", explained=True, paper_kept=True,
        )  # fmt: skip
        self.scope = template(ConsentScope, "id", "compartment_id", "consent_id", "agency_id", "topics", "valid_until")


class CaseRows:
    """筋書きを行にする。names は機関の名前。"""

    def __init__(self, seed: int, calendar: Calendar, names: Mapping[str, str]) -> None:
        self.dice, self.names = Random(f"{seed}:city-case-rows"), names
        self.calendar, self.new, self._row = calendar, Ids(), _Templates()

    def write(self, plan: Plan, lines: Lines) -> Opened:
        """一つの事案の、経過より前の行をすべて足す。"""
        at = self.calendar.at(plan.opened, self.dice)
        case_id = self.new()
        room = self._room(lines, plan, case_id, _GENERAL, at, _OPENING)
        made = Opened(plan, case_id, room, f"{plan.house.people[0].family}さんの世帯")
        self._event(made, plan.opened, at, room, "open_case", "事案を開いた", _OPENING, Stage.INTAKE.value, case_id, plan.agency)
        for role in (PartRole.COMPANION, PartRole.LEAD):
            self._keeper(lines, made, role, at)
        for place, person in enumerate(plan.people):
            self._person(lines, made, person, at, first=place == 0)
        self._consents(lines, made)
        letters = [self._letter(lines, made, letter) for letter in plan.letters]
        for member in plan.members:
            self._member(lines, made, member, None if member.letter is None else letters[member.letter])
        self._stage(made)
        return made

    def finish(self, made: Opened, lines: Lines) -> None:
        """事案の行。最後の動きと最後に連絡が取れた日は、経過を書き終えてから決まる(cases_note_moves_case と同じ決まり)。"""
        plan, calendar = made.plan, self.calendar
        at = made.events[0].at
        closed = (NULL, "") if plan.closed is None else (calendar.day(plan.closed), _CLOSING)
        rhythm = _RHYTHMS[plan.serial % len(_RHYTHMS)]
        number = case_number(plan.serial, calendar.dates[plan.opened])
        lines[Case].append(
            self._row.case % (
                made.id, made.room, at, plan.posting, number, made.title, plan.stage.value, plan.house.id, calendar.day(plan.opened),
                *closed, rhythm, made.contacted, max(made.moved, *(event.at for event in made.events)), plan.agency,
                1 + sum(event.act != _CONSENT for event in made.events),
            )
        )  # fmt: skip

    def _keeper(self, lines: Lines, made: Opened, role: PartRole, at: str) -> None:
        """伴走か主担当: 受けた機関が、終結の後も持つ。区画は受付機関として持っているので、根拠は増えない。"""
        plan = made.plan
        part = self._part(lines, made, plan.agency, plan.posting, role, Basis.OWN, at, _STILL)
        title = "伴走を始めた" if role is PartRole.COMPANION else "主担当になった"
        self._event(made, plan.opened, at, made.room, "begin_involvement", title, _OPENING, role.value, part, plan.agency)

    def _person(self, lines: Lines, made: Opened, person: Someone, at: str, *, first: bool) -> None:
        plan = made.plan
        rooms = [self._room(lines, plan, made.id, kind, at, _OPENING) for kind in (_GENERAL, _SENSITIVE)]
        one = PersonRooms(person, rooms[0], rooms[1])
        row, standing = self.new(), (Standing.SELF if first else Standing.FAMILY).value
        lines[CasePerson].append(self._row.person % (row, one.general, at, plan.posting, made.id, person.id, standing, one.sensitive))
        made.people.append(one)
        self._event(made, plan.opened, at, one.general, "add_person", "事案に人を加えた", _OPENING, standing, row)

    def _room(self, lines: Lines, plan: Plan, subject: str, kind: int, at: str, reason: str) -> str:
        """部屋を開く。受付機関の根拠が一つつく(伴走と主担当は、その受付機関である)。"""
        room = self.new()
        lines[Compartment].append(self._row.room % (room, kind, subject, at, plan.posting))
        self._grant(lines, room, plan.agency, _RECEIVED, at, reason, plan.posting)
        return room

    def _grant(
        self, lines: Lines, room: str, holder: str, ground: str, at: str, reason: str, by: str, ended: tuple[str, str, str] = _STILL
    ) -> str:
        """根拠を一つ与える。ended は(終わり, 終わらせた人, 理由)。"""
        grant = self.new()
        lines[Grant].append(
            self._row.grant % (grant, room, holder, ground, at, ended[0], reason, by, at, *ended[1:], "ft"[ground == _RECEIVED])
        )
        return grant

    def _part(
        self, lines: Lines, made: Opened, agency: str, posting: str, role: PartRole, basis: Basis, at: str, ended: tuple[str, str, str],
        *, consent: str = NULL, referral: str = NULL, duty: str = "",
    ) -> str:  # fmt: skip
        """関わりの一行。"""
        part, plan = self.new(), made.plan
        lines[Involvement].append(
            self._row.part
            % (
                part, made.room, made.id, agency, posting, role.value, duty, basis.value, consent, referral, at, ended[0], plan.posting,
                *ended[1:],
            )
        )  # fmt: skip
        return part

    def _consents(self, lines: Lines, made: Opened) -> None:
        """同意を聞いた人ごとに一件。断られた事案では、本人の断りが一件残る。"""
        plan, calendar = made.plan, self.calendar
        if plan.asked is None:
            return
        given, until, at = calendar.day(plan.asked), calendar.day(plan.consent_until), calendar.at(plan.asked, self.dice)
        answer = ("granted", given, given, until) if plan.consented else ("refused", given, NULL, NULL)
        named = dict.fromkeys((*(letter.to for letter in plan.letters), *(member.agency for member in plan.members)))
        told = "、".join(self.names[agency] for agency in named) if plan.consented else ""
        for one in made.people[: plan.consented or 1]:
            consent = self.new()
            lines[Consent].append(
                self._row.consent % (consent, one.general, at, plan.posting, made.id, one.person.id, *answer, plan.agency)
            )
            title = "情報共有の同意を記録した" if plan.consented else "情報共有の断りを記録した"
            self._event(made, plan.asked, at, one.general, _CONSENT, title, told, answer[0], consent, person=one.person.id)
            if plan.consented:
                one.consent = consent
                for agency in named:
                    lines[ConsentScope].append(self._row.scope % (self.new(), one.general, consent, agency, TOPICS, until))

    def _letter(self, lines: Lines, made: Opened, letter: Letter) -> str:
        """つなぎの一通と、その部屋、受諾したときに開く部屋の控え、できごと。"""
        plan, calendar = made.plan, self.calendar
        referral, at = self.new(), calendar.at(letter.sent, self.dice)
        room = self._room(lines, plan, made.id, _GENERAL, at, _LETTER)
        answered = NULL if letter.answered is None else calendar.at(letter.answered, self.dice)
        returned = NULL if letter.returned is None else calendar.at(letter.returned, self.dice)
        declined = letter.state is ReferralState.DECLINED
        over = answered if declined else returned
        receiver = (letter.to, letter.receiver)
        until = self.calendar.end_of(plan.consent_until) if any(one.consent for one in made.people) else NULL
        ended = (until, NULL, "") if over == NULL else (over, letter.receiver, _DECLINED if declined else _CLOSING)
        self._grant(lines, room, letter.to, _ASKED, at, _LETTER, plan.posting, ended)
        consent = made.people[0].consent
        lines[Referral].append(
            self._row.letter
            % (
                referral, room, at, plan.posting, made.id, letter.kind.value, letter.state.value, plan.agency, plan.posting, letter.to,
                calendar.day(letter.sent), calendar.day(letter.answer_by), (Basis.CONSENT if consent else Basis.OWN).value, consent or NULL,
                *(_STILL if answered == NULL else (answered, letter.receiver, _DECLINED if declined else _DUTY)),
                *(_STILL if returned == NULL else (returned, letter.receiver, _CLOSING)),
                over, NULL if over == NULL else plan.posting, 1 + (answered != NULL) + (returned != NULL) + (over != NULL),
            )
        )  # fmt: skip
        lines[SearchText].append(self._row.text % (referral, room, made.id, calendar.day(letter.sent), plan.agency))
        self._letter_rooms(lines, made, referral, room)
        states = [(letter.sent, at, "send_referral", "つないだ", _PURPOSE, ReferralState.SENT, (plan.agency, plan.posting))]
        if declined:
            states.append((letter.answered or 0, answered, "decline_referral", "差し戻した", _DECLINED, ReferralState.DECLINED, receiver))
        elif letter.answered is not None:
            states.append((letter.answered, answered, "accept_referral", "受諾した", _DUTY, ReferralState.ACCEPTED, receiver))
        if letter.returned is not None:
            states.append((letter.returned, returned, "return_referral", "もどし", _CLOSING, ReferralState.RETURNED, receiver))
        for on, when, act, title, why, state, by in states:
            self._event(made, on, when, room, act, title, why, state.value, referral, letter.to, by=by)
        if over != NULL:
            day = (letter.answered if declined else letter.returned) or 0
            mine = (plan.agency, plan.posting)
            self._event(made, day, over, room, "acknowledge_referral", _SEEN, "", "seen", referral, letter.to, by=mine)
        return referral

    def _letter_rooms(self, lines: Lines, made: Opened, referral: str, room: str) -> None:
        """受諾したときに開く部屋: 事案の部屋と、同意した人の通常の部屋と氏名の区画。"""
        agreed = [one for one in made.people if one.consent]
        if not agreed:
            return
        until = self.calendar.end_of(made.plan.consent_until)
        opened: list[tuple[str, str, str | None]] = [(made.room, NULL, NULL)]
        opened += [(place, one.person.id, one.consent) for one in agreed for place in (one.general, one.person.room)]
        for place, person, consent in opened:
            lines[ReferralRoom].append(self._row.letter_room % (self.new(), room, referral, place, person, consent, until))

    def _member(self, lines: Lines, made: Opened, member: Member, referral: str | None) -> None:
        """支援チームの一機関。同意した人の部屋だけを、同意の終わりまで開く(法令によるものは、関わりの終わりまで)。"""
        plan, calendar = made.plan, self.calendar
        at = calendar.at(member.since, self.dice)
        leaver = (plan.agency, plan.posting) if referral is None else (member.agency, member.posting)
        ended = _STILL if member.until is None else (calendar.at(member.until, self.dice), leaver[1], _CLOSING)
        first = made.people[0].consent if member.by_consent else None
        part = self._part(
            lines, made, member.agency, member.posting, PartRole.MEMBER, Basis.CONSENT if first else Basis.LAW, at, ended,
            consent=first or NULL, referral=referral or NULL, duty=_DUTY if referral is None else _PURPOSE,
        )  # fmt: skip
        limit = ended
        if first and (member.until is None or plan.consent_until < member.until):
            limit = (calendar.end_of(plan.consent_until), NULL, "")
        for room, person, consent in self._opened_to(made, member):
            grant = self._grant(lines, room, member.agency, _TEAM, at, _DUTY, plan.posting, limit)
            lines[InvolvementGrant].append(self._row.part_grant % (self.new(), made.room, part, grant, room, person, consent))
        about = (PartRole.MEMBER.value, part, member.agency)
        self._event(made, member.since, at, made.room, "begin_involvement", "支援チームに加わった", _DUTY, *about)
        if member.until is not None:
            self._event(made, member.until, ended[0], made.room, "end_involvement", "支援チームを離れた", _CLOSING, *about, by=leaver)

    def _opened_to(self, made: Opened, member: Member) -> list[tuple[str, str, str]]:
        """この機関に開く(部屋, 人, 同意)。"""
        people = [one for one in made.people if one.consent or not member.by_consent]
        through = [one.consent or NULL if member.by_consent else NULL for one in people]
        found = [(made.room, NULL, NULL)]
        for one, consent in zip(people, through, strict=True):
            rooms = (one.general, one.person.room, *((one.sensitive,) if member.sensitive else ()))
            found += [(room, one.person.id, consent) for room in rooms]
        return found

    def _stage(self, made: Opened) -> None:
        """今の段階に至ったできごと。終結は、関わりの終わりより後に並ぶ。"""
        plan = made.plan
        if plan.closed is not None:
            at = self.calendar.late(plan.closed)
            self._event(made, plan.closed, at, made.room, "close_case", "終結した", _CLOSING, Stage.CLOSED.value, made.id)
        elif plan.stage is not Stage.INTAKE:
            on = next((letter.sent for letter in plan.letters if letter.state is ReferralState.SENT), min(plan.opened + 2, DAYS - 1))
            at = self.calendar.late(on)
            self._event(made, on, at, made.room, "move_stage", "段階を進めた", _OPENING, plan.stage.value, made.id)

    def _event(
        self, made: Opened, on: int, at: str, room: str, act: str, title: str, why: str, value: str, about: str, agency: str = NULL,
        *, by: tuple[str, str] | None = None, person: str = NULL,
    ) -> None:  # fmt: skip
        made.events.append(Event(on, at, room, act, title, why, by or (made.plan.agency, made.plan.posting), value, about, agency, person))
