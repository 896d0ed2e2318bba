"""市の規模の事案の筋書き: いつ受け付け、だれが伴走し、だれにつなぎ、だれが同意し、いつ終結したか。種だけで決まり、表を知らない。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final

from kasane.cases.domain.codes import ReferralKind, ReferralState, Stage
from kasane.demo.city_calendar import DAYS
from kasane.demo.city_staff import Desks

OPEN_EVERY: Final = 6
"""六件に一件が、今も続いている事案(12万件のうち2万件)。"""

FEWEST_NOTES: Final = 22
"""一つの事案の記録の最少。いちばん多いできごと(受付・同意・関わり・つなぎ・終結など二十)と、二回の支援経過が入る数。"""

CONSENT_DAYS: Final = 365
_LONGEST: Final = 1500
_MOST: Final = 60
_OPEN_STAGES: Final = (Stage.FIELD, Stage.INTAKE, Stage.ASSESSING, Stage.GATHERING, Stage.REQUESTED)
_OPEN_WEIGHTS: Final = tuple(accumulate((45, 25, 12, 10, 8)))
_CONSENTING, _ALL_CONSENT, _SENSITIVE, _LAW = 0.8, 0.7, 0.4, 0.1
_TEAM: Final = tuple(accumulate((55, 30, 15)))
_LETTER, _DECLINING, _WAITING, _OVERDUE = 0.6, 0.25, 0.08, 0.25
_SETTLING, _UNASKED = 100, 0.2
"""受付からこの日数のうちは、同意もつなぎもまだない。その二割は未同意の情報把握。"""


@dataclass(frozen=True, slots=True)
class Someone:
    """台帳の一人。room は人の基本の区画。"""

    id: str
    room: str
    family: str


@dataclass(frozen=True, slots=True)
class House:
    """台帳の一世帯と、受け付けた機関。"""

    id: str
    agency: str
    people: tuple[Someone, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """つなぎの一通。to・receiver は受ける機関とその配属。sent・answer_by・answered・returned は暦の通し番号。"""

    kind: ReferralKind
    state: ReferralState
    to: str
    receiver: str
    sent: int
    answer_by: int
    answered: int | None = None
    returned: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """支援チームの一機関。letter はきっかけになったつなぎの位置、sensitive は要配慮の部屋まで開けたか。by_consent でなければ法令による。"""

    agency: str
    posting: str
    letter: int | None
    since: int
    until: int | None
    sensitive: bool
    by_consent: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """一つの事案。consented は同意した人の数(先頭から)、asked は同意を聞いた日(聞いていなければ None)、notes は記録の数。"""

    serial: int
    house: House
    people: tuple[Someone, ...]
    agency: str
    posting: str
    opened: int
    closed: int | None
    stage: Stage
    asked: int | None
    consented: int
    letters: tuple[Letter, ...]
    members: tuple[Member, ...]
    notes: int

    @property
    def last(self) -> int:
        """記録のある最後の日より後の日(読み込む日の前日まで)。"""
        return DAYS - 1 if self.closed is None else self.closed

    @property
    def consent_until(self) -> int:
        """同意の最後の日。"""
        return (self.asked or 0) + CONSENT_DAYS


class Planner:
    """種から決まる筋書き。desks は機関 → 配属、coordinators は多機関協働の機関。"""

    def __init__(self, seed: int, desks: Desks, coordinators: Sequence[str]) -> None:
        self.dice = Random(f"{seed}:city-cases")
        self.desks = desks
        self.agencies = sorted(desks, key=lambda agency: -len(desks[agency]))
        self.coordinators = [agency for agency in coordinators if agency in desks] or self.agencies

    def plans(self, houses: Iterable[House], *, total: int, cases: int, notes: int) -> Iterator[tuple[House, Plan | None]]:
        """total 世帯から cases 世帯を選び、事案を一つずつ立てる。記録の数の合計は、ちょうど notes になる。"""
        counts = share_out(self.dice, cases, notes, fewest=FEWEST_NOTES)
        left, wanted = total, cases
        for house in houses:
            plan = None
            if self.dice.random() * left < wanted:
                plan = self._plan(cases - wanted + 1, house, next(counts))
                wanted -= 1
            left -= 1
            yield house, plan

    def _plan(self, serial: int, house: House, notes: int) -> Plan:
        dice = self.dice
        ongoing = serial % OPEN_EVERY == 0
        opened, closed = self._period(ongoing)
        stage = self._stage(opened) if ongoing else Stage.CLOSED
        agency = house.agency
        people = house.people[: dice.randint(1, 3)]
        asked, consented = self._consent(stage, opened, closed, len(people))
        letters = self._letters(agency, stage, opened, closed, asked if consented else None)
        return Plan(
            serial, house, people, agency, dice.choice(self.desks[agency]), opened, closed, stage, asked, consented, letters,
            self._members(agency, closed, asked, letters) if consented else (), notes,
        )  # fmt: skip

    def _stage(self, opened: int) -> Stage:
        """続いている事案の段階。受けてまもない事案は、まだ情報把握か受付である。"""
        if opened > DAYS - _SETTLING:
            return Stage.GATHERING if self.dice.random() < _UNASKED else Stage.INTAKE
        return self.dice.choices(_OPEN_STAGES, cum_weights=_OPEN_WEIGHTS)[0]

    def _period(self, ongoing: bool) -> tuple[int, int | None]:
        """続いている事案は近年の受付に偏る。終結した事案は、数か月から数年。"""
        dice = self.dice
        if ongoing:
            return DAYS - 8 - int(1100 * dice.random() ** 1.6), None
        opened = dice.randint(0, DAYS - 240)
        return opened, min(opened + 120 + int(dice.expovariate(1 / 280)), opened + _LONGEST, DAYS - 2)

    def _consent(self, stage: Stage, opened: int, closed: int | None, people: int) -> tuple[int | None, int]:
        dice = self.dice
        if stage is Stage.GATHERING or (closed is None and opened > DAYS - _SETTLING):
            return None, 0
        newest = opened if closed is not None else max(opened, DAYS - 340)
        asked = dice.randint(newest + 1, newest + 50)
        if dice.random() >= _CONSENTING:
            return asked, 0
        return asked, people if dice.random() < _ALL_CONSENT else 1

    def _letters(self, agency: str, stage: Stage, opened: int, closed: int | None, asked: int | None) -> tuple[Letter, ...]:
        """同意のある事案だけがつなぐ。依頼中の事案には、答えを待つ多機関協働への依頼が一通ある。"""
        if asked is None:
            return (self._waiting(agency, ReferralKind.COORDINATION, opened),) if stage is Stage.REQUESTED else ()
        made = [self._letter(agency, asked, closed)] if self.dice.random() < _LETTER else []
        if stage is Stage.REQUESTED:
            made.append(self._waiting(agency, ReferralKind.COORDINATION, opened))
        elif closed is None and self.dice.random() < _WAITING:
            made.append(self._waiting(agency, ReferralKind.REFERRAL, opened))
        return tuple(made)

    def _letter(self, agency: str, asked: int, closed: int | None) -> Letter:
        """答えのあったつなぎ: 受諾(終結した事案では、終結の日にもどし)か、差戻し。"""
        dice = self.dice
        sent = asked + dice.randint(1, 5)
        answered = sent + dice.randint(1, 9)
        to = self._other(agency)
        receiver, by = dice.choice(self.desks[to]), sent + 14
        if dice.random() < _DECLINING:
            return Letter(ReferralKind.REFERRAL, ReferralState.DECLINED, to, receiver, sent, by, answered)
        if closed is None:
            return Letter(ReferralKind.REFERRAL, ReferralState.ACCEPTED, to, receiver, sent, by, answered)
        return Letter(ReferralKind.REFERRAL, ReferralState.RETURNED, to, receiver, sent, by, answered, closed)

    def _waiting(self, agency: str, kind: ReferralKind, opened: int) -> Letter:
        """答えを待つつなぎ。四通に一通は、答えの期日を過ぎている。"""
        dice = self.dice
        late = dice.random() < _OVERDUE
        sent = max(opened, DAYS - (dice.randint(16, 40) if late else dice.randint(1, 13)))
        to = self._other(agency, self.coordinators) if kind is ReferralKind.COORDINATION else self._other(agency)
        return Letter(kind, ReferralState.SENT, to, dice.choice(self.desks[to]), sent, sent + 14)

    def _members(self, agency: str, closed: int | None, asked: int | None, letters: tuple[Letter, ...]) -> tuple[Member, ...]:
        """つなぎを受けた機関と、ほかに誘った機関。同じ機関は一度だけ。"""
        dice, taken, made = self.dice, {agency}, []
        wanted: list[tuple[str, int | None, int]] = [
            (letter.to, place, letter.answered)
            for place, letter in enumerate(letters)
            if letter.answered is not None and letter.state is not ReferralState.DECLINED
        ]
        start = asked or 0
        for _ in range(dice.choices((0, 1, 2), cum_weights=_TEAM)[0]):
            wanted.append((self._other(agency), None, start + dice.randint(1, 30)))
        for other, place, since in wanted:
            if other not in taken:
                taken.add(other)
                made.append(self._member(other, place, since, closed, start, letters))
        return tuple(made)

    def _member(self, agency: str, place: int | None, since: int, closed: int | None, start: int, letters: tuple[Letter, ...]) -> Member:
        """一つの関わり。終結で終わる。同意が先に切れた古い事案では、区画を開いた根拠だけが先に終わる。"""
        dice = self.dice
        by_consent = place is not None or dice.random() >= _LAW
        seat = dice.choice(self.desks[agency]) if place is None else letters[place].receiver
        return Member(agency, seat, place, since, closed, place is None and dice.random() < _SENSITIVE, by_consent)

    def _other(self, agency: str, among: Sequence[str] | None = None) -> str:
        choices = [other for other in (among or self.agencies) if other != agency] or self.agencies
        return self.dice.choice(choices)


def share_out(dice: Random, places: int, things: int, *, fewest: int = 0) -> Iterator[int]:
    """things 件を places か所に、少なくとも fewest 件ずつ配る。少しの所が多くを占め(対数正規)、合計はちょうど things になる。"""
    if things < places * fewest:
        raise ValueError(f"{places} か所に {fewest} 件ずつ配るには、{places * fewest} 件が要ります。")
    left = things - places * fewest
    for behind in range(places, 0, -1):
        mean = left / behind
        extra = left if behind == 1 else min(int(mean * dice.lognormvariate(-0.405, 0.9) + dice.random()), left, int(_MOST * mean) + 1)
        yield fewest + extra
        left -= extra
