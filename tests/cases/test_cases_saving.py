"""経過を残す: 残せたときは画面を作らない。出し直すときは、見出しも選択肢も元のとおりで、隣人には何もない。"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.cases_town import agrees, as_
from cases.town import settled
from kasane.access.domain import Kind
from kasane.access.models import Compartment
from kasane.cases.models import Note
from kasane.kernel import clock
from kasane.screens import once
from kasane.search.models import SearchText

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(cast: Any) -> dict[str, UUID]:
    return settled(cast.csw, cast.hokatsu)


def _typed(**given: str) -> dict[str, str]:
    day = clock.today()
    on = {"era": "西暦", "year": str(day.year), "month": str(day.month), "day": str(day.day)}
    base = {"method": "phone", "counterpart": "family", "title": "長女から電話", "fact": "母の様子を聞いた", "audience": "team"}
    return {**{f"happened_on_{name}": value for name, value in on.items()}, **base, **given}


def test_残せたときは_見出しも同意も引かない(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.csw)
    address = reverse("cases:add_note", args=[town["case_id"]])
    client.post(address, _typed(once=once.token(cast.csw)))
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(address, _typed(once=once.token(cast.csw), draft_key=f"case:{town['case_id']}:note"))
        said = " ".join(one["sql"] for one in asked.captured_queries)
    assert (answer.status_code, answer["Location"]) == (302, reverse("cases:case", args=[town["case_id"]]))
    assert len(asked) <= 24
    for table in ("consent_consent", "cases_caution", "cases_involvement", "access_who"):
        assert table not in said, table


def test_出し直す画面には_名前も_読める機関も_選んだものも元のとおり(
    cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]
) -> None:
    sign_in(client, cast.csw)
    answer = client.post(reverse("cases:add_note", args=[town["case_id"]]), _typed(title="", person_id=str(town["other_id"])))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "支援チーム：" in body
    assert re.search(rf'<option value="{town["other_id"]}" selected>高橋\s太郎（家族）', body)


@pytest.mark.parametrize("title", ["要点", ""])
def test_隣人には_入力が正しくても誤っていても_無い事案と同じ(
    cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], title: str
) -> None:
    sign_in(client, cast.neighbour)
    assert client.post(reverse("cases:add_note", args=[town["case_id"]]), _typed(title=title)).status_code == 404
    note = reverse("cases:correct", args=[town["case_id"], town["note_id"]])
    assert client.post(note, _typed(title=title, reason="書き誤り")).status_code == 404
    assert client.post(reverse("cases:finish", args=[town["case_id"], town["note_id"]])).status_code == 404
    with as_(cast.csw):
        assert not Note.objects.filter(title="要点").exists()


def test_事案にいない人のことは_書けない(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    other = settled(cast.csw, cast.hokatsu, name="佐藤 一郎", title="別の世帯のこと")
    sign_in(client, cast.csw)
    answer = client.post(reverse("cases:add_note", args=[town["case_id"]]), _typed(person_id=str(other["person_id"])))
    assert answer.status_code == 422


@pytest.mark.parametrize(("audience", "kind"), [("team", Kind.GENERAL), ("sensitive", Kind.SENSITIVE), ("own", Kind.GENERAL)])
def test_記録の部屋の種類は_書いた部屋と同じ(
    cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], audience: str, kind: Kind
) -> None:
    sign_in(client, cast.csw)
    typed = _typed(title="部屋の種類", audience=audience, person_id=str(town["person_id"]))
    assert client.post(reverse("cases:add_note", args=[town["case_id"]]), typed).status_code == 302
    with as_(cast.csw):
        note = Note.objects.get(title="部屋の種類")
        assert note.room_kind == Compartment.objects.get(id=note.compartment_id).kind == kind
        assert SearchText.objects.get(source_id=note.id).room_kind == kind


def test_事案の頁の問いは二十二まで(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    agrees(cast.csw, town["case_id"], town["person_id"], cast.hokatsu.agency_id)
    sign_in(client, cast.csw)
    address = reverse("cases:case", args=[town["case_id"]])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        body = client.get(address).content.decode()
    assert len(asked) <= 22
    assert "花子さんのこと" in body
    assert "本人同意あり(北地域包括" in body
