"""事案の名前を改める: 段階を動かせる人が、理由を書いて。前の名前は経過に残る。"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.cases_town import as_, joins, opened
from kasane.cases import commands
from kasane.cases.models import Case, Note
from kasane.kernel.decision import Invalid, NotVisible

pytestmark = pytest.mark.django_db
FRESH = "母と息子の暮らしの立て直し"


def title_of(actor: Any, case_id: Any) -> str:
    with as_(actor):
        return Case.objects.get(id=case_id).title


def test_名前を改めると_前の名前と理由が経過に残る(cast: Any) -> None:
    case_id, _ = opened(cast.csw)
    commands.retitle_case(by=cast.csw, case_id=case_id, title=f"　{FRESH}　", reason="介護だけの話ではなくなった")
    assert title_of(cast.csw, case_id) == FRESH
    with as_(cast.csw):
        event = Note.objects.get(case_id=case_id, act="retitle_case")
        assert (event.value, event.fact) == (FRESH, f"前：母と息子の二人暮らし\n後：{FRESH}\n介護だけの話ではなくなった")


def test_支援チームも改められる_段階を動かすのと同じ(cast: Any) -> None:
    case_id, people = opened(cast.csw)
    joins(cast.csw, case_id, cast.hokatsu.agency_id, *people)
    commands.retitle_case(by=cast.hokatsu, case_id=case_id, title=FRESH, reason="呼び方をそろえる")
    assert title_of(cast.csw, case_id) == FRESH


@pytest.mark.parametrize(
    ("title", "reason", "field"),
    [("　", "理由", "title"), ("母と息子の二人暮らし", "理由", "title"), ("長" * 61, "理由", "title"), ("二行\nの名前", "理由", "title"), (FRESH, " ", "reason")],
    ids=["空", "今と同じ", "長い", "二行", "理由なし"],
)  # fmt: skip
def test_おかしな名前と_理由のない変更は断る(cast: Any, title: str, reason: str, field: str) -> None:
    case_id, _ = opened(cast.csw)
    with pytest.raises(Invalid) as refused:
        commands.retitle_case(by=cast.csw, case_id=case_id, title=title, reason=reason)
    assert list(refused.value.errors) == [field]
    assert title_of(cast.csw, case_id) == "母と息子の二人暮らし"


def test_別の事案の隣人には_無いのと同じ(cast: Any, sign_in: Any, client: Client) -> None:
    case_id, _ = opened(cast.csw)
    opened(cast.neighbour, "別人 太郎")
    with pytest.raises(NotVisible):
        commands.retitle_case(by=cast.neighbour, case_id=case_id, title=FRESH, reason="変える")
    sign_in(client, cast.neighbour)
    assert client.get(reverse("cases:retitling", args=[case_id])).status_code == 404
    assert client.post(reverse("cases:retitle", args=[case_id]), {"title": FRESH, "reason": "x", "version": "1"}).status_code == 404


def test_画面で改め_先に変えた人がいれば見比べる(cast: Any, sign_in: Any, client: Client) -> None:
    case_id, _ = opened(cast.csw)
    sign_in(client, cast.csw)
    page = client.get(reverse("cases:case", args=[case_id])).content.decode()
    assert reverse("cases:retitling", args=[case_id]) in page
    assert 'value="母と息子の二人暮らし"' in client.get(reverse("cases:retitling", args=[case_id])).content.decode()
    with as_(cast.csw):
        version = Case.objects.get(id=case_id).version
    commands.retitle_case(by=cast.csw_manager, case_id=case_id, title="先の人の名前", reason="先に")
    typed = {"title": FRESH, "reason": "後の人", "version": str(version)}
    answer = client.post(reverse("cases:retitle", args=[case_id]), typed)
    assert answer.status_code == 409
    assert "先の人の名前" in answer.content.decode()
    assert FRESH in answer.content.decode()
    with as_(cast.csw):
        typed["version"] = str(Case.objects.get(id=case_id).version)
    assert client.post(reverse("cases:retitle", args=[case_id]), typed).status_code == 302
    assert "前：先の人の名前" in client.get(reverse("cases:case", args=[case_id])).content.decode()
