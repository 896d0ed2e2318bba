"""台本を演じる: 一行ずつ、その日に時計を止め、その職員として、業務のコマンドを呼ぶ。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from kasane.demo import play_applications, play_cases, play_consents, play_programmes
from kasane.demo.load_agencies import Directory
from kasane.demo.load_people import Recorded
from kasane.demo.scene import Scene
from kasane.demo.storybook import Step, stories
from kasane.demo.values import Town
from kasane.kernel.actor import Actor

Part = Callable[[Scene, Step, Actor], None]

_PARTS: Final[Mapping[str, Part]] = MappingProxyType(
    {
        "heard": play_programmes.hear,
        "open": play_programmes.open_case,
        "note": play_cases.note,
        "done": play_cases.done,
        "caution": play_cases.caution,
        "consent": play_consents.give,
        "refusal": play_consents.refuse,
        "withdraw": play_consents.withdraw,
        "send": play_programmes.send,
        "accept": play_cases.accept,
        "decline": play_cases.decline,
        "recall": play_cases.recall,
        "return": play_cases.give_back,
        "entry": play_programmes.answer_request,
        "join": play_cases.join,
        "lead": play_cases.lead,
        "companion": play_cases.companion,
        "stage": play_cases.stage,
        "close": play_cases.close,
        "reopen": play_cases.reopen,
        "application": play_applications.fill,
        "assessment": play_programmes.assess,
        "issue": play_programmes.attach_issue,
        "ask": play_programmes.ask,
        "reply": play_programmes.reply,
        "nearmiss": play_programmes.mark_near_miss,
    }
)


@dataclass(frozen=True, slots=True)
class Played:
    """演じた数。"""

    stories: int
    steps: int


def play(made: Town, *, town: Directory, done: Recorded, on: date) -> Played:
    """記録した世帯の台本をすべて演じる。取引の中で呼ぶ。on は読み込む日。"""
    homes = {home.key: home for home in made.households}
    told = [Scene(story, homes[story.home], town, done, on) for story in stories() if story.home in homes]
    for scene in told:
        for number, step in enumerate(scene.story.steps):
            with scene.performing(step, number) as actor:
                _PARTS[step.do](scene, step, actor)
    return Played(len(told), sum(len(scene.story.steps) for scene in told))
