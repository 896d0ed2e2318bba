"""経過の並びを描く: 文字はすべて無害になり、書けない人・ほかの機関の記録には、済みにする・訂正するを出さない。"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.utils.safestring import SafeString

from kasane.cases.queries import NoteLine
from kasane.cases.views.case import Entry
from kasane.cases.views.drawing import Story

CASE = uuid4()
HEAD = SafeString('<input type="hidden" name="once" value="札">')


def _note(**given: Any) -> NoteLine:
    hostile: dict[str, Any] = {one.name: f"<i>{one.name}&\"'" for one in fields(NoteLine)}
    plain = {"id": uuid4(), "happened_on": date(2026, 5, 3), "next_due": date(2026, 6, 1), "audience": "own"}
    flags = {"is_event": False, "next_done": False, "corrected": False, "own": True}
    return NoteLine(**hostile | plain | flags | given)


def _drawn(note: NoteLine, *former: NoteLine, may_write: bool = True) -> str:
    return Story(CASE, may_write=may_write, head=HEAD).draw([Entry(note, list(former))])


@pytest.mark.parametrize("given", [{}, {"is_event": True}, {"corrected": True}, {"next_done": True}])
def test_どの欄の文字も無害になる(given: dict[str, bool]) -> None:
    note = _note(**given)
    body = _drawn(note, _note())
    assert "<i>" not in body
    for name in ("title", "fact", "words", "view", "staff"):
        assert f"&lt;i&gt;{name}&amp;&quot;&#x27;" in body, name
    if not note.corrected:
        for name in ("next_action", "person_name", "activity", "agency", "recorded", "correction_reason", "about_agency"):
            assert f"&lt;i&gt;{name}&amp;&quot;&#x27;" in body, name


def test_済みにすると訂正するは_書ける人の_自機関の記録にだけ出る() -> None:
    note = _note()
    body = _drawn(note)
    assert f'action="/cases/{CASE}/notes/{note.id}/done/">{HEAD}<button' in body
    assert f'href="/cases/{CASE}/notes/{note.id}/correct/"' in body
    for other in (_drawn(note, may_write=False), _drawn(replace(note, own=False)), _drawn(replace(note, corrected=True))):
        assert "<form" not in other
        assert "/correct/" not in other
    assert "<form" not in _drawn(replace(note, next_done=True))
    assert "/correct/" not in _drawn(replace(note, is_event=True))


def test_空の欄は何も出さない() -> None:
    empty = dict.fromkeys(
        ("time", "met", "activity", "words", "view", "next_action", "person_name", "correction_reason", "about_agency"), ""
    )
    body = _drawn(_note(**empty))
    assert not re.search(r"<(p|span|div|blockquote)[^>]*></\1>", body)
    for mark in ("said__label", "said--words", "said--view", "next", "story__about", "story__corrected", "訂正前"):
        assert mark not in body, mark


def test_訂正前の記録は_訂正した記録の下に畳む() -> None:
    body = _drawn(_note(title="新しい"), _note(title="古い", staff="佐藤"))
    assert body.index("新しい") < body.index("訂正前の記録（令和8年5月3日、佐藤）") < body.index("古い")
