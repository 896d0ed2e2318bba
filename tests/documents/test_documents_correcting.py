"""様式の直しの画面: 市がプログラムなしで直し、書類・Excel・画面の選択肢がその日から変わる。直せるのは決まった役割だけ。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from documents.papers_town import PaperTown, cells_of, paper, settled, words_of
from kasane.access.session import acting_as
from kasane.agencies.queries.register import labels
from kasane.documents import commands
from kasane.documents.domain.corrections import Correction, CorrectionKind
from kasane.documents.models import FormCorrection
from kasane.documents.queries.forms import corrections_of, form_for
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused

pytestmark = pytest.mark.django_db
PAGES = ("form", "form_pdf", "correcting")


@pytest.fixture
def town(cast: Any) -> PaperTown:
    return settled(cast.csw, cast.hokatsu)


def fix(kind: CorrectionKind, form: str = "1-1A", **rest: Any) -> Correction:
    given: dict[str, Any] = {"target": "", "code": "", "text": "", "position": None, "valid_from": clock.today(), "valid_to": None}
    return Correction(form, kind, **(given | rest))


def correct(by: Any, one: Correction, reason: str = "公式の様式と違うため") -> Any:
    return commands.correct_form(by=by, correction=one, reason=reason)


def sent(**rest: Any) -> dict[str, Any]:
    today = clock.today()
    days = {"valid_from_era": "西暦", "valid_from_year": today.year, "valid_from_month": today.month, "valid_from_day": today.day}
    return {"kind": "label", "target": "wishes", "text": "ご要望", "reason": "公式の様式ではこの言い方", **days, **rest}


def test_画面から直すと_書類とExcelの言い方が変わる(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.city)
    assert client.post(reverse("documents:correct", args=["1-1A"]), sent()).status_code == 302
    shown = client.get(reverse("documents:form", args=["1-1A"])).content.decode()
    assert "ご要望" in shown
    assert "公式の様式ではこの言い方" in shown
    sign_in(client, cast.csw)
    url = reverse("documents:paper_pdf_of", args=[town.case_id, "application", town.application_id])
    assert "ご要望" in words_of(client.get(url).content)
    assert "ご要望" in cells_of(client.get(url.replace("/pdf/", "/excel/")).content).values()


def test_欄の誤りは_打った文字を残して返す(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.city)
    response = client.post(reverse("documents:correct", args=["1-1A"]), sent(text="", reason="残る理由"))
    assert response.status_code == 422
    assert "新しい言い方を書いてください" in response.content.decode()
    assert "残る理由" in response.content.decode()


def test_市の一覧の選択肢は_画面も書類も同じ言い方になり_前の日は前のまま(cast: Any, town: PaperTown) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    correct(cast.city, fix(CorrectionKind.OPTION, target="topics", code="12", text="介護・看護のこと", valid_from=tomorrow))
    correct(cast.city, fix(CorrectionKind.OPTION, target="topics", code="17", text="移動のこと", valid_from=tomorrow))
    correct(cast.city, fix(CorrectionKind.DROP_OPTION, target="topics", code="15", valid_from=tomorrow))
    with transaction.atomic(), acting_as(cast.csw):
        before, after = labels("application_topic"), labels("application_topic", on=tomorrow)
        options = next(one for one in form_for("1-1A", on=tomorrow).fields() if one.key == "topics").codes
    assert before["12"].endswith("介護のこと")
    assert "17" not in before
    assert (after["12"], after["17"]) == ("介護・看護のこと", "移動のこと")
    assert "15" in before
    assert "15" not in after
    assert (options["12"], options["17"]) == ("介護・看護のこと", "移動のこと")
    assert "15" not in options


def test_同じ日に二度直しても_一つの言い方(cast: Any) -> None:
    for words in ("一度目", "二度目"):
        correct(cast.city, fix(CorrectionKind.OPTION, target="topics", code="12", text=words))
    with transaction.atomic(), acting_as(cast.city):
        assert labels("application_topic")["12"] == "二度目"


def test_様式1_2の項目も直せる(cast: Any, town: PaperTown) -> None:
    correct(cast.city, fix(CorrectionKind.LABEL, form="1-2", target="A-07", text="ご本人の希望"))
    correct(cast.city, fix(CorrectionKind.HIDE, form="1-2", target="D-09"))
    found = [one.label for one in paper(cast.csw, town, "assessment").form.fields()]
    assert found.count("ご本人の希望") == 2, "二人の欄の両方"
    assert "ADL・IADL の概要" not in found


def test_終えると_元の言い方に戻り_行は残る(cast: Any, sign_in: Any, client: Client) -> None:
    one = correct(cast.city, fix(CorrectionKind.TITLE, text="市の様式"))
    with transaction.atomic(), acting_as(cast.city):
        assert form_for("1-1A").title == "市の様式"
    sign_in(client, cast.city)
    assert client.get(reverse("documents:ending", args=[one])).status_code == 200
    assert client.post(reverse("documents:end", args=[one]), {"reason": "元が正しかった"}).status_code == 302
    with transaction.atomic(), acting_as(cast.city):
        assert form_for("1-1A").title == "様式1-1 相談受付・申込票"
        assert [line.id for line in corrections_of("1-1A")] == [one]
    assert client.post(reverse("documents:end", args=[one]), {"reason": "もう一度"}).status_code == 422


@pytest.mark.parametrize("name", PAGES)
def test_直す役割のない人は_開けない(cast: Any, sign_in: Any, client: Client, name: str) -> None:
    url = reverse(f"documents:{name}", args=["1-1A"])
    sign_in(client, cast.neighbour)
    assert client.get(url).status_code == 403
    for who in (cast.city, cast.account_admin):
        sign_in(client, who)
        assert client.get(url).status_code == 200
    assert client.get(reverse(f"documents:{name}", args=["no-such-form"])).status_code == 404


def test_直す役割のない人は_コマンドでもSQLでも直せない(cast: Any) -> None:
    with pytest.raises(Refused):
        correct(cast.neighbour, fix(CorrectionKind.TITLE, text="乗っ取り"))
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(cast.neighbour):
        FormCorrection.objects.create(
            form="1-1A", kind="title", text="乗っ取り", reason="x", valid_from=clock.today(), recorded_at=clock.now(),
            recorded_by=cast.neighbour.posting_id,
        )  # fmt: skip
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(cast.neighbour), connection.cursor() as cursor:
        cursor.execute("SELECT documents_correct_code('application_topic', '12', '乗っ取り', current_date)")


def test_様式の使わない一覧は_直せない(cast: Any) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(cast.city), connection.cursor() as cursor:
        cursor.execute("SELECT documents_correct_code('agency_kind', '0101', '乗っ取り', current_date)")


def test_無い様式と_理由のない直しは断る(cast: Any) -> None:
    with pytest.raises(NotVisible):
        correct(cast.city, fix(CorrectionKind.TITLE, form="9-9", text="あ"))
    with pytest.raises(Invalid) as wrong:
        correct(cast.city, fix(CorrectionKind.TITLE, text="あ"), reason=" ")
    assert set(wrong.value.errors) == {"reason"}


def test_白紙の用紙に_すべての欄が印字される(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.city)
    words = words_of(client.get(reverse("documents:form_pdf", args=["1-1B"])).content)
    for label in ("情報提供者の区分", "居所の目安", "同意を得るための取組の経過", "ライフライン停止"):
        assert label in words
