"""台本: 書き誤りは読んだ時に見つかり、出てくる人・機関・役はすべて町にいる。"""

from __future__ import annotations

import pytest

from kasane.demo.load import town
from kasane.demo.patterns import TYPICAL
from kasane.demo.storybook import Misprint, read, stories

GOOD = 'home = "p01"\ntitle = "題"\nsteps = [\n{line}\n]\n'
NOTE = '{{ day = {day}, by = "a.1", do = "note", how = "visit", with = "self", title = "題", fact = "事実"{more} }},'


def book(*lines: str) -> str:
    return GOOD.format(line="\n".join(lines))


def test_a_story_is_read_in_the_order_it_is_written():
    story = read("x.toml", book(NOTE.format(day=-3, more=""), NOTE.format(day=-3, more=', view = "見立て"')))
    assert [(step.day, step.do, step.get("view")) for step in story.steps] == [(-3, "note", ""), (-3, "note", "見立て")]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('{ day = -1, by = "a.1", do = "sing" },', "sing"),
        ('{ day = -1, by = "a.1", do = "note", how = "visit", with = "self", title = "題" },', "fact"),
        (NOTE.format(day=-1, more=', mood = "よい"'), "mood"),
        ('{ by = "a.1", do = "done", key = "x" },', "day"),
    ],
)
def test_a_misprint_names_the_line_and_the_word(line, word):
    with pytest.raises(Misprint, match=word):
        read("x.toml", book(line))


def test_days_never_run_backwards():
    with pytest.raises(Misprint, match="-9"):
        read("x.toml", book(NOTE.format(day=-3, more=""), NOTE.format(day=-9, more="")))


def test_every_typical_household_has_a_story_and_its_cast_lives_in_the_town():
    made = town(106)
    homes = {home.key: home for home in made.households}
    desks, agencies = {one.login_id for one in made.staff}, {one.key for one in made.agencies}
    told = list(stories())
    assert {homes[story.home].pattern for story in told} == set(range(1, TYPICAL + 1))
    for story in told:
        parts = {person.key for person in homes[story.home].people}
        for step in story.steps:
            assert step.by in desks, (story.home, step)
            assert {step.get("who") or next(iter(parts)), *step.get("people", ())} <= parts, (story.home, step)
            to = step.get("to", [])
            named = {step.get("agency")} | (set() if step.do == "stage" else set([to] if isinstance(to, str) else to))
            assert named - {""} <= agencies, (story.home, step)


def test_a_story_is_long_enough_to_read():
    """forms.md §12: 一つの事案に、経過が6〜20行。できごとの行(開く、つなぐ、同意…)を含めて数える。"""
    for story in stories():
        lines = [step for step in story.steps if step.do not in ("heard", "done", "nearmiss")]
        assert 6 <= len(lines) <= 40, story.home
        assert any(step.do == "note" for step in story.steps), story.home
