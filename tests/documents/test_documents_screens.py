"""書類の画面: 持ち主には出る、隣人には無い記録と同じ、名前の出た人が記録に残る、伏せた住所はどの書類にもない。"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from people.town import protect

from documents.papers_town import ADDRESS, PHONE, PaperTown, cells_of, paper, settled, words_of
from kasane.documents.urls import urlpatterns
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki

pytestmark = pytest.mark.django_db
CASE_PAGES = [one for one in urlpatterns if "<uuid:case_id>" in str(one.pattern)]
READS = [one.name for one in CASE_PAGES if one.callback.declared.mode == "reads"]
WRITES = [one.name for one in CASE_PAGES if one.callback.declared.mode == "writes"]
PLAIN = ("assessment", "progress")


@pytest.fixture
def town(cast: Any) -> PaperTown:
    return settled(cast.csw, cast.hokatsu)


def address(name: str, keys: dict[str, Any]) -> str:
    pattern = next(str(one.pattern) for one in urlpatterns if one.name == name)
    kind = "application" if name.endswith("_of") else "assessment"
    return reverse(f"documents:{name}", args=[{**keys, "kind": kind}[key] for key in re.findall(r"<\w+:(\w+)>", pattern)])


def plain(body: bytes) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": |name="once" value)[^>　]*', "", body.decode())


@pytest.mark.parametrize("name", READS)
def test_どの頁も_持ち主には開く(cast: Any, sign_in: Any, client: Client, town: PaperTown, name: str) -> None:
    sign_in(client, cast.csw)
    assert client.get(address(name, town.keys)).status_code == 200


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_隣人には_無い記録と同じ答え(cast: Any, sign_in: Any, client: Client, town: PaperTown, name: str) -> None:
    sign_in(client, cast.neighbour)
    send = client.get if name in READS else client.post
    absent = {key: uuid4() if isinstance(value, UUID) else value for key, value in town.keys.items()}
    hidden, missing = send(address(name, town.keys)), send(address(name, absent))
    if name == "ask_case_file":  # 綴りの頼みは、断りを知らせて一覧へ戻す書く画面。見えないので、頼みは残らない。
        assert hidden.status_code == missing.status_code == 404
    assert hidden.status_code == missing.status_code == 404
    assert plain(hidden.content) == plain(missing.content)


@pytest.mark.parametrize("kind", ["nothing", "application"])
def test_知らない種類と_番号のない票は_無い(cast: Any, sign_in: Any, client: Client, town: PaperTown, kind: str) -> None:
    sign_in(client, cast.csw)
    assert client.get(reverse("documents:paper_pdf", args=[town.case_id, kind])).status_code == 404


def test_ほかの事案の票を_この事案の番号では作れない(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    other = settled(cast.csw, cast.hokatsu)
    sign_in(client, cast.csw)
    assert client.get(reverse("documents:paper_pdf_of", args=[other.case_id, "application", town.application_id])).status_code == 404


@pytest.mark.parametrize("kind", ["application", *PLAIN])
def test_PDFの頁の下に_だれが_いつ_どの根拠で(cast: Any, sign_in: Any, client: Client, town: PaperTown, kind: str) -> None:
    sign_in(client, cast.csw)
    name, args = (
        ("paper_pdf_of", [town.case_id, kind, town.application_id]) if kind == "application" else ("paper_pdf", [town.case_id, kind])
    )
    response = client.get(reverse(f"documents:{name}", args=args))
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"] == "no-store"
    words = words_of(response.content)
    assert f"作成：{format_wareki(clock.today())}" in words
    assert f"{cast.csw.agency_name}{cast.csw.name}".replace(" ", "") in words
    assert "根拠：" in words
    assert "1／" in words


def test_ファイルの名前に_氏名がない(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    response = client.get(reverse("documents:paper_pdf", args=[town.case_id, "assessment"]))
    assert "髙" not in response["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[0-9A-Za-z.-]+"', response["Content-Disposition"])


@pytest.mark.parametrize("name", ["paper_pdf_of", "paper_excel_of"])
def test_名前の出た人が_閲覧記録に残る(cast: Any, sign_in: Any, client: Client, town: PaperTown, owner_sql: Any, name: str) -> None:
    sign_in(client, cast.csw)
    client.get(reverse(f"documents:{name}", args=[town.case_id, "application", town.application_id]))
    sql = "SELECT count(*) FROM audit_access WHERE %s = ANY (subjects) AND act = 'make_document' AND route = %s AND account_id = %s"
    found = owner_sql(sql, [town.mother, f"documents:{name}", cast.csw.account_id])
    assert found[0][0] >= 1


def test_支援措置の住所は_名指しの職員の書類にも_ない(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    of_mother = [town.case_id, "application", town.application_id]
    before = client.get(reverse("documents:paper_pdf_of", args=of_mother)).content
    assert ADDRESS.replace(" ", "") in words_of(before)
    protect(cast.csw, town.mother)
    pages = [
        reverse("documents:paper_pdf_of", args=of_mother),
        *(reverse("documents:paper_pdf", args=[town.case_id, one]) for one in PLAIN),
    ]
    for page in pages:
        words = words_of(client.get(page).content)
        assert "北町荘" not in words
        assert PHONE not in words
        assert PHONE.replace("-", "") not in words
    assert "支援措置のため印字しません" in words_of(client.get(pages[0]).content)
    cells = cells_of(client.get(reverse("documents:paper_excel_of", args=of_mother)).content)
    assert not [value for value in cells.values() if "北町荘" in str(value) or PHONE in str(value)]


def test_名指しでない人の書類は_措置があることも言わない(cast: Any, town: PaperTown) -> None:
    from kasane.cases import commands as cases
    from kasane.cases.domain import Basis

    cases.add_member(
        by=cast.csw, case_id=town.case_id, agency_id=cast.hokatsu.agency_id, duty="一緒に", basis=Basis.LAW, statute_code="privacy.69_2_4",
        person_ids=[town.mother, town.son], sensitive=True, reason="緊急",
    )  # fmt: skip
    assert "北町荘" in paper(cast.hokatsu, town).sheet.values["address"].text
    protect(cast.csw, town.mother, conceals_person=False)
    value = paper(cast.hokatsu, town).sheet.values["address"]
    assert (value.text, value.masked) == ("", False)
    assert paper(cast.csw, town).sheet.values["address"].masked


def test_事案の頁から書類の頁へ行ける(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    page = client.get(reverse("cases:case", args=[town.case_id])).content.decode()
    assert reverse("documents:papers", args=[town.case_id]) in page
    shown = client.get(reverse("documents:papers", args=[town.case_id])).content.decode()
    assert "様式1-1 相談受付・申込票（本人同意あり）" in shown
    assert reverse("documents:paper_excel_of", args=[town.case_id, "application", town.application_id]) in shown


def test_一覧は_自機関の事案だけ(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    url = reverse("documents:case_list_pdf") + "?whose=agency"
    assert "髙﨑𠮷子" in words_of(client.get(url).content)
    assert "介護" not in words_of(client.get(url).content)
    sign_in(client, cast.neighbour)
    assert "髙﨑" not in words_of(client.get(url).content)


def test_事案の書類の頁では_メニューの印は事案に付く(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    def marked(url: str) -> list[str]:
        header = client.get(url).content.decode().partition("</header>")[0]
        return re.findall(r'aria-current="page">([^<]+)<', header)

    sign_in(client, cast.csw)
    of_mother = [town.case_id, "application", town.application_id]
    for url in (reverse("documents:papers", args=[town.case_id]), reverse("documents:reading_of", args=of_mother)):
        assert marked(url) == ["事案"]
    assert marked(reverse("documents:desk")) == ["会議と決定の書類"]
    assert marked(reverse("documents:jobs")) == ["頼んだ綴り"]
