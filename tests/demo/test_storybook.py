"""台本: 書き誤りは読んだ時に見つかり、出てくる人・機関・役はすべて町にいる。"""

from __future__ import annotations

import pytest

from kasane.demo.load import town
from kasane.demo.patterns import TYPICAL
from kasane.demo.storybook import Misprint, read, sequels, stories

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


def test_an_hour_comes_after_the_rest_of_its_day_and_never_runs_backwards():
    late = NOTE.format(day=-3, more=', at = "14:05"')
    assert [step.at for step in read("x.toml", book(NOTE.format(day=-3, more=""), late)).steps] == ["", "14:05"]
    with pytest.raises(Misprint, match="14:05"):
        read("x.toml", book(late, NOTE.format(day=-3, more="")))
    with pytest.raises(Misprint, match="午後二時"):
        read("x.toml", book(NOTE.format(day=-3, more=', at = "午後二時"')))


def test_every_sequel_continues_a_story_with_people_of_the_town():
    """続きの台本: 世帯・題は元の台本と同じで、人・机・機関・外部の構成員はすべて町にいる。"""
    made = town(106)
    homes = {home.key: home for home in made.households}
    desks, agencies = {one.login_id for one in made.staff}, {one.key for one in made.agencies}
    titles = {story.home: story.title for story in stories()}
    told = list(sequels())
    assert len(told) >= 8
    for story in told:
        assert titles[story.home] == story.title
        parts = {person.key for person in homes[story.home].people}
        for step in story.steps:
            assert {step.by, *step.get("staff", ()), *(step.get("officers") or {}).values()} <= desks, (story.home, step)
            assert {*step.get("people", ()), *([step["who"]] if step.get("who") else ())} <= parts, (story.home, step)
            lines = [*step.get("rows", ()), *step.get("goals", ()), *step.get("columns", ()), *step.get("parts", ())]
            assert {line["who"] for line in lines if "who" in line} <= parts, (story.home, step)
            named = (
                {line["agency"] for line in lines if "agency" in line}
                | {step.get("agency"), step.get("lead")}
                | set(step.get("agencies", ()))
            )
            assert named - {""} <= agencies, (story.home, step)


def test_a_meeting_is_convened_by_the_first_of_the_homes_that_bring_items():
    """世帯を減らした町でも台本が途切れない: 会議は、議題を上げる世帯のうち符号のいちばん若い世帯の一冊が招集し、閉じる。"""
    books = list(sequels())
    convened = {step["key"]: story.home for story in books for step in story.steps if step.do == "convene"}
    brought = {}
    for story in books:
        for step in story.steps:
            if step.do == "item":
                brought.setdefault(step["meeting"], []).append(story.home)
    assert convened == {meeting: min(homes) for meeting, homes in brought.items()}


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
