"""町の窓口に来る、ふつうの相談(voices.toml)。種から、いつ・どの窓口に・だれの・どの声が来たかを決め、本物の受付で記録する。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from kasane.access.session import acting_as
from kasane.demo.load_agencies import Directory
from kasane.demo.load_people import Recorded
from kasane.demo.town import AREA_KEYS
from kasane.demo.values import Town
from kasane.kernel import clock
from kasane.programmes.consultation import commands as consultations
from kasane.programmes.consultation.domain.codes import Channel, NextStep, Speaker, Urgency, Whom
from kasane.programmes.consultation.domain.consultation import ConsultationFacts, NextStepFacts, SubjectsGiven

PER_HOUSEHOLD: Final = 1.5
_FIRST_DAY: Final = 190
_OPENS_A_CASE: Final = 0.22
"""事案として続ける割合。seed 000 のいうとおり、相談の多くは一つの窓口の中で終わる。"""

_FINISHED_AFTER: Final = 21
_VOICES: Final = Path(__file__).with_name("voices.toml")
_UNNAMED: Final = (
    "50代くらいの男性", "団地の一階の高齢の女性", "小学生のきょうだい", "70代くらいの夫婦", "電話の男性(名乗らない)", "若い母親と赤ちゃん",
    "公園にいる30代くらいの人", "隣の部屋の人", "駅前で会った20代くらいの女性",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """一件の相談。day は読み込む日から数えた日数(過去は負)、person は(世帯の符号/人の符号)。"""

    day: int
    at: time
    by: str
    voice: int
    text: str
    person: str
    unnamed: str
    step: NextStep | None
    due: int | None
    finished: bool


def calls(made: Town) -> Iterator[Call]:
    """町に来る相談を、古い順に。一世帯に平均1.5件(200世帯の町で300件)。同じ種と世帯なら同じ相談になる。"""
    count = round(len(made.households) * PER_HOUSEHOLD)
    dice = Random(f"{made.seed}:calls")
    known = _known(made)
    for day in sorted(-round(_FIRST_DAY * dice.random() ** 1.3) for _ in range(count)):
        number = dice.randrange(len(_book()["voices"]))
        voice = _book()["voices"][number]
        by = _desk(dice, voice["desk"])
        text = voice["text"].format(since=dice.choice(_book()["since"]), wish=dice.choice(_book()["wish"]))
        who = dice.random()
        person = dice.choice(known[by.split(".")[0]]) if who < 0.55 and known.get(by.split(".")[0]) else ""
        unnamed = dice.choice(_UNNAMED) if not person and who < 0.85 else ""
        step = _step(dice, voice, day, named=bool(person))
        finished = step is NextStep.LISTEN and day < -_FINISHED_AFTER and dice.random() < 0.85
        due = day + dice.randint(5, 21) if step not in (None, NextStep.INFORMED) else None
        at = time(dice.randint(9, 16), dice.randrange(60))
        yield Call(day, at, by, number, text, person, unnamed, step, due, finished)


def answer_calls(made: Town, *, town: Directory, done: Recorded, on: date) -> int:
    """相談をすべて受け付ける。取引の中で呼ぶ。返り値は件数。"""
    found = tuple(calls(made))
    for call in found:
        moment = datetime.combine(on + timedelta(days=call.day), call.at, tzinfo=clock.JST)
        with clock.frozen(min(moment, clock.now())), acting_as(town.staff[call.by]):
            _receive(call, town, done, on)
    return len(found)


def _receive(call: Call, town: Directory, done: Recorded, on: date) -> None:
    by, voice = town.staff[call.by], _book()["voices"][call.voice]
    facts = ConsultationFacts(
        received_on=clock.today(),
        channel=Channel(voice["how"]),
        speaker=Speaker(voice["by"]),
        story=call.text,
        topics=tuple(voice["c01"]),
        main_topic=voice["main"],
        whom=Whom.UNKNOWN if voice["desk"] == "any" else Whom.KNOWN,
        urgency=Urgency(voice["urgency"]) if "urgency" in voice else None,
    )
    given = SubjectsGiven(persons=(done.people[call.person],) if call.person else (), unnamed=(call.unnamed,) if call.unnamed else ())
    step = NextStepFacts(call.step, None if call.due is None else on + timedelta(days=call.due), "")
    received: UUID = consultations.receive_consultation(by=by, facts=facts, subjects=given, step=step)
    if call.finished:
        consultations.finish_next_step(by=by, consultation_id=received, version=1)


def _step(dice: Random, voice: dict[str, Any], day: int, *, named: bool) -> NextStep | None:
    """次の一手。事案として続けるのは名前の分かる人の一部だけで、ほかは聞き続けるか、情報提供で終わる。新しい相談には未定もある。"""
    wanted = NextStep(voice["step"]) if voice["step"] else None
    if wanted is None or (day > -3 and dice.random() < 0.5):
        return None if day > -10 else NextStep.LISTEN
    if wanted.opens_case and not (named and dice.random() < _OPENS_A_CASE):
        return dice.choice((NextStep.LISTEN, NextStep.INFORMED))
    return NextStep.OWN if wanted.sends else wanted


def _desk(dice: Random, kind: str) -> str:
    area = dice.choice(AREA_KEYS)
    if kind == "any":
        kind = dice.choice(("care", "poverty"))
    if kind == "care":
        return f"care-{area}.{dice.choice((1, 2))}"
    if kind == "poverty":
        return f"station-{area}.1"
    child = ("family.1", "family.2", "family.3", "nursery-a.1", "nursery-b.1", "clinic-nurse.1", "school-support.1")
    return dice.choice(child if kind == "child" else ("hinata.1", "hinata.2", "work.1"))


def _known(made: Town) -> dict[str, Sequence[str]]:
    """機関の符号から、その機関が受け付けたふつうの世帯の人。典型の世帯の半年は台本にあるので、ここでは使わない。"""
    found: dict[str, list[str]] = {}
    for home in made.households:
        if home.pattern is None and home.key.startswith("o"):
            living = [person.key for person in home.people if person.facts.died is None]
            found.setdefault(home.taken_by.split(".")[0], []).extend(f"{home.key}/{key}" for key in living[:2])
    return dict(found)


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads(_VOICES.read_text(encoding="utf-8"))
