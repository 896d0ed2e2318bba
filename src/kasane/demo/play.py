"""台本を演じる: 一行ずつ、その日に時計を止め、その職員として、業務のコマンドを呼ぶ。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from kasane.demo import (
    play_applications,
    play_cases,
    play_conferences,
    play_consents,
    play_evaluations,
    play_items,
    play_outside,
    play_plans,
    play_programmes,
)
from kasane.demo.load_agencies import Directory
from kasane.demo.load_people import Recorded
from kasane.demo.scene import Hall, Scene
from kasane.demo.storybook import Step, sequels, stories
from kasane.demo.values import Town
from kasane.kernel.actor import Actor
from kasane.portal.commands import Issued

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
        "plan": play_plans.draw_up,
        "row": play_plans.add_row,
        "explain": play_plans.explain,
        "table": play_plans.table,
        "submit": play_plans.submit,
        "decision": play_plans.decide,
        "progress": play_evaluations.ask_progress,
        "told": play_evaluations.report_progress,
        "monitor": play_evaluations.hold_monitoring,
        "evaluate": play_evaluations.evaluate,
        "carry": play_evaluations.carry_out,
        "resume": play_evaluations.resume,
        "convene": play_conferences.convene,
        "promise": play_conferences.promise,
        "call": play_conferences.call,
        "begin": play_conferences.begin,
        "rise": play_conferences.rise,
        "item": play_items.add,
        "invite": play_items.invite,
        "fact": play_items.put,
        "brought": play_items.bring,
        "came": play_items.attend,
        "minute": play_items.minute,
        "conclude": play_items.conclude,
        "role": play_items.assign,
        "role-done": play_items.finish,
        "need": play_items.name_need,
        "need-moved": play_items.move_need,
        "appoint": play_outside.appoint,
        "cooperate": play_outside.ask,
        "cooperated": play_outside.answered,
        "ticket": play_outside.ticket,
    }
)


@dataclass(frozen=True, slots=True)
class Played:
    """演じた数と、出した外の窓口の札(台本の符号から。リンクと番号は今だけ手に入る)。"""

    stories: int
    steps: int
    tickets: Mapping[str, Issued]


def play(made: Town, *, town: Directory, done: Recorded, on: date) -> Played:
    """記録した世帯の台本をすべて、日の順に演じる。取引の中で呼ぶ。on は読み込む日。

    一つの会議にいくつもの世帯の議題が上がるので、世帯ごとではなく、町の全体を日の順にたどる。
    """
    homes, hall = {home.key: home for home in made.households}, Hall()
    scenes: dict[str, Scene] = {}
    lines: list[tuple[tuple[int, str, int, int], Scene, Step]] = []
    for book, story in enumerate((*stories(), *sequels())):
        if story.home in homes:
            scene = scenes.setdefault(story.home, Scene(homes[story.home], story.title, town, done, on, hall))
            lines += [((step.day, step.at, book, number), scene, step) for number, step in enumerate(story.steps)]
    for (*_, number), scene, step in sorted(lines, key=lambda line: line[0]):
        with scene.performing(step, number) as actor:
            _PARTS[step.do](scene, step, actor)
    return Played(len(scenes), len(lines), MappingProxyType(hall.tickets))
