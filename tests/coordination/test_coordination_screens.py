"""多機関協働の画面: 開ける、保存できる、断りでも打った文字が残る、衝突は見比べられる、隣人には無いのと同じ答え。"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.coordination_town import World, ask, cell, requested, save, taken_on, talked
from kasane.access.session import acting_as
from kasane.kernel import clock
from kasane.programmes.coordination import commands
from kasane.programmes.coordination.application_urls import application_patterns
from kasane.programmes.coordination.domain.assessment import Section
from kasane.programmes.coordination.domain.issue import IssueCertainty, IssueFacts, Weight
from kasane.programmes.coordination.models import AssessmentFact, CoordinationEntry, InformationRequest, InquiryQuestion, Issue
from kasane.programmes.coordination.urls import urlpatterns

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def world(cast: Any) -> World:
    """受理してアセスメントを書き、課題を付け、南の窓口へ照会したところ。もう一件、答えを待つ依頼がある。"""
    return taken_on(cast.hokatsu, cast.csw)


@pytest.fixture
def ids(cast: Any, world: World) -> dict[str, Any]:
    save(cast.csw, world.case_id, Section.C, cell("C-01", ["02"]), cell("C-02-4", HOSTILE))
    issue = commands.attach_issue(
        by=cast.csw, case_id=world.case_id,
        facts=IssueFacts("15", world.son, Weight.MAIN, IssueCertainty.CONFIRMED, clock.today(), None, HOSTILE),
    )  # fmt: skip
    inquiry = ask(cast.csw, world.case_id, cast.city.agency_id, world.son, free_question=HOSTILE)
    waiting = requested(cast.hokatsu, cast.csw)
    talked(cast.csw, waiting.referral_id)
    with acting_as(cast.csw):
        question = InquiryQuestion.objects.get(inquiry_id=inquiry).id
    return {
        "case_id": world.case_id, "person_id": world.son, "referral_id": waiting.referral_id, "issue_id": issue, "inquiry_id": inquiry,
        "question_id": question, "section": "C", "item_key": "C-01", "subject": "route", "ref": uuid4(),
    }  # fmt: skip


def _address(name: str, ids: dict[str, Any]) -> str:
    pattern = str(next(one.pattern for one in urlpatterns if one.name == name))
    if name.endswith("_of"):
        ids = {**ids, "section": "F", "item_key": "F-01"}
    return reverse(f"coordination:{name}", args=[ids[key] for key in re.findall(r"<\w+:(\w+)>", pattern)])


OURS = [one for one in urlpatterns if one not in application_patterns]
READS = [one.name for one in OURS if one.callback.declared.mode == "reads"]
WRITES = [one.name for one in OURS if one.callback.declared.mode == "writes"]
OF_ONE = [one.name for one in OURS if "<uuid" in str(one.pattern)]


def _keeper(cast: Any, name: str) -> Any:
    if name in ("requesting", "send_request", "sent"):
        return cast.hokatsu
    return cast.city if name in ("answering", "answer") else cast.csw


@pytest.mark.parametrize("name", READS)
def test_担当には_どの画面も開き_悪意のある文字はそのまま出ない(
    cast: Any, sign_in: Any, client: Client, ids: dict[str, Any], name: str
) -> None:
    sign_in(client, _keeper(cast, name))
    response = client.get(_address(name, ids))
    assert response.status_code == 200, name
    assert response["Cache-Control"] == "no-store"
    assert HOSTILE not in response.content.decode()


@pytest.mark.parametrize("name", OF_ONE)
def test_隣人には_見えない記録と無い記録が_同じ答え(cast: Any, sign_in: Any, client: Client, ids: dict[str, Any], name: str) -> None:
    sign_in(client, cast.neighbour)
    send = client.get if name in READS else client.post
    absent = {key: uuid4() if isinstance(value, UUID) else value for key, value in ids.items()}
    hidden, nothing = send(_address(name, ids)), send(_address(name, absent))
    assert hidden.status_code == nothing.status_code == 404
    assert _plain(hidden.content) == _plain(nothing.content)


def _plain(body: bytes) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": |name="once" value|印刷日時：)[^>　]*', "", body.decode())


@pytest.mark.parametrize("name", [name for name in OF_ONE if name in WRITES])
def test_隣人が送っても_何も変わらない(cast: Any, sign_in: Any, client: Client, ids: dict[str, Any], name: str) -> None:
    def state() -> list[Any]:
        models = (AssessmentFact, CoordinationEntry, InformationRequest, InquiryQuestion, Issue)
        with acting_as(cast.csw):
            return [list(model.objects.order_by("id").values()) for model in models]

    before = state()
    sign_in(client, cast.neighbour)
    client.post(_address(name, ids), {"reason": "理由はある", "v-C-01": "01", "source": "self", "certainty": "confirmed", "version": "1"})
    assert state() == before


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_サインインしていなければ_何も出ない(client: Client, ids: dict[str, Any], name: str) -> None:
    response = client.get(_address(name, ids)) if name in READS else client.post(_address(name, ids))
    assert response.status_code in (302, 401)
    assert "高橋" not in response.content.decode()


@pytest.mark.parametrize("role", ["account_admin", "auditor", "privacy"])
@pytest.mark.parametrize("name", ["desk", "waiting_inquiries"])
def test_管理者と監査は_読み手ではない(cast: Any, sign_in: Any, client: Client, ids: dict[str, Any], role: str, name: str) -> None:
    sign_in(client, getattr(cast, role))
    assert client.get(_address(name, ids)).status_code == 403


def _section(version: int, **given: Any) -> dict[str, Any]:
    today = clock.today()
    head = {
        "source": "self", "certainty": "confirmed", "as_of_era": "西暦", "as_of_year": str(today.year), "as_of_month": str(today.month),
        "as_of_day": str(today.day), "version": str(version),
    }  # fmt: skip
    return head | {key.replace("__", "-"): value for key, value in given.items()}


def test_段を書いて_読んで_履歴を見る(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    sign_in(client, cast.csw)
    target = reverse("coordination:save_section", args=[world.case_id, "C"])
    response = client.post(target, _section(1, **{"v-C-01": "01", "v-C-02": "50000", "v-C-03": ["01", "02"], "v-C-02-4": "高橋太郎"}))
    assert response.status_code == 302, response.content.decode()
    shown = client.get(response["Location"]).content.decode()
    assert "持ち家" in shown
    assert "50,000円" in shown
    assert "ごみ堆積、不衛生" in shown
    assert "本人　令和" in shown
    past = client.get(reverse("coordination:history", args=[world.case_id, "C-01"])).content.decode()
    assert "持ち家" in past


def test_欄ごとの出どころは_その欄だけに付く(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    sign_in(client, cast.csw)
    own = {"source-C-01": f"agency:{cast.hokatsu.agency_id}", "certainty-C-01": "reported", "note-C-01": "台帳で見た"}
    client.post(reverse("coordination:save_section", args=[world.case_id, "C"]), _section(1, **{"v-C-01": "01", "v-C-02": "1"}, **own))
    with acting_as(cast.csw):
        housing, rent = AssessmentFact.objects.get(item_key="C-01"), AssessmentFact.objects.get(item_key="C-02")
        assert (housing.origin, housing.source_agency_id, housing.certainty, housing.note) == (
            "agency", cast.hokatsu.agency_id, "reported", "台帳で見た",
        )  # fmt: skip
        assert (rent.origin, rent.certainty, rent.note) == ("self", "confirmed", "")


def test_誤りがあれば_打った文字を残して422で返し_欄を名指しする(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    sign_in(client, cast.csw)
    typed = _section(1, **{"v-C-02-4": "打った名義", "v-C-02": "五万円"})
    response = client.post(reverse("coordination:save_section", args=[world.case_id, "C"]), typed)
    body = response.content.decode()
    assert response.status_code == 422
    assert 'value="打った名義"' in body
    assert 'href="#id_v-C-02"' in body
    assert "高橋" in body


@pytest.mark.parametrize(
    "bad",
    [
        {"version": "0"}, {"version": "x"}, {"source": "agency:not-a-uuid"}, {"source": ""}, {"certainty": "maybe"},
        {"v-C-01": "99"}, {"v-C-01": ["01", "02"]}, {"v-C-02": "1e400"}, {"v-C-02": "NaN"}, {"v-C-02": "-1"}, {"v-C-02-4": "x\x00y"},
        {"v-C-02-4": "あ" * 600}, {"as_of_year": "9999"}, {"source-C-01": "agency:zzz"}, {"certainty-C-01": "zzz"},
    ],
)  # fmt: skip
def test_壊れた送信は_500にならず断られる(cast: Any, sign_in: Any, client: Client, world: World, bad: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    response = client.post(reverse("coordination:save_section", args=[world.case_id, "C"]), _section(1, **{"v-C-01": "01"}) | bad)
    if bad.get("v-C-01") == ["01", "02"]:  # 一つだけの欄に二つ届いたら、最後の一つとして読む
        assert response.status_code == 302
        return
    assert response.status_code == 422
    with acting_as(cast.csw):
        assert not AssessmentFact.objects.exists()


def test_同じ欄を先に変えられていたら_両方を見比べ_自分が触れていない欄は今の値になる(
    cast: Any, sign_in: Any, client: Client, world: World
) -> None:
    save(cast.csw, world.case_id, Section.C, cell("C-01", ["01"]), cell("C-02-4", "古い名義"))
    save(cast.hokatsu, world.case_id, Section.C, cell("C-01", ["02"]), cell("C-02-4", "新しい名義"), base=1)
    sign_in(client, cast.csw)
    target = reverse("coordination:save_section", args=[world.case_id, "C"])
    response = client.post(target, _section(2, **{"v-C-01": "03", "v-C-02-4": "古い名義"}))
    body = response.content.decode()
    assert response.status_code == 409
    conflict = body[body.index('class="conflict"') : body.index("</section>", body.index('class="conflict"'))]
    assert "民間賃貸アパート・マンション" in conflict
    assert "公営住宅" in conflict
    assert "名義" not in conflict
    assert 'value="新しい名義"' in body
    assert 'name="version" value="3"' in body
    again = client.post(target, _section(3, **{"v-C-01": "03", "v-C-02-4": "新しい名義"}))
    assert again.status_code == 302
    with acting_as(cast.csw):
        rows = AssessmentFact.objects.filter(item_key="C-01").order_by("number").values_list("codes", flat=True)
        assert list(rows) == [["01"], ["02"], ["03"]]
        assert AssessmentFact.objects.filter(item_key="C-02-4").count() == 2


def test_行の項目は_行を足しながら書ける(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    sign_in(client, cast.csw)
    target = reverse("coordination:save_section", args=[world.case_id, "A"])
    first = {"v-A-06": "yes", "v-A-06-2-0-0": "包括", "v-A-06-2-0-1": "令和5年", "v-A-06-2-1-2": "二行目の内容"}
    assert client.post(target, _section(1, **first)).status_code == 302
    page = client.get(reverse("coordination:section", args=[world.case_id, "A"])).content.decode()
    assert 'value="二行目の内容"' in page
    assert 'name="v-A-06-2-3-0"' in page
    with acting_as(cast.csw):
        assert AssessmentFact.objects.get(item_key="A-06-2").rows == [["包括", "令和5年", "", ""], ["", "", "二行目の内容", ""]]


def test_要配慮の段は_人ごとに書き_要配慮の部屋に入る(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    sign_in(client, cast.csw)
    target = reverse("coordination:save_section_of", args=[world.case_id, "D", world.mother])
    assert client.post(target, _section(1, **{"v-D-01": "02", "v-D-05": "07"})).status_code == 302
    with acting_as(cast.csw):
        assert set(AssessmentFact.objects.values_list("item_key", "room_kind")) == {("D-01", 3), ("D-05", 3)}


def test_印刷には_用紙の見出しと_四角と_取扱注意が出る(cast: Any, sign_in: Any, client: Client, ids: dict[str, Any], world: World) -> None:
    sign_in(client, cast.csw)
    body = client.get(reverse("coordination:assessment_print", args=[world.case_id])).content.decode()
    for text in ("様式1-2", "R3.3.31", "☑ 民間賃貸アパート・マンション", "☐ 持ち家", "取扱注意", "印刷した人：重田 かさね", "社会的孤立"):
        assert text in body, text
    old = client.get(reverse("coordination:assessment_print", args=[world.case_id]) + "?version=x1").content.decode()
    assert "第1版" in old


def test_多機関協働への依頼を読む道は_受けた側は答えられる人に_送った側は控えへ出す(cast: Any, sign_in: Any, client: Client) -> None:
    """送った側の担当は、押しても断られる届いた依頼の画面ではなく、送ったとおりの控えへ移る。"""
    world = taken_on(cast.hokatsu, cast.csw)
    tab, letter = reverse("cases:referrals", args=[world.case_id]), reverse("cases:letter", args=[world.referral_id])
    sign_in(client, cast.hokatsu)
    assert letter in client.get(tab).content.decode()
    assert client.get(letter)["Location"] == reverse("coordination:sent", args=[world.referral_id])
    assert client.get(letter, follow=True).status_code == 200
    assert client.get(reverse("coordination:entry", args=[world.referral_id])).status_code == 403
    sign_in(client, cast.csw)
    assert client.get(letter)["Location"] == reverse("coordination:entry", args=[world.referral_id])
    assert client.get(letter, follow=True).status_code == 200
    sign_in(client, cast.csw_manager)  # 受けた機関の、多機関協働の担当でない人
    assert letter not in client.get(tab).content.decode()


def test_依頼から受理までを_画面だけで行う(cast: Any, sign_in: Any, client: Client) -> None:
    world = requested(cast.hokatsu, cast.csw)
    sign_in(client, cast.csw)
    desk = client.get(reverse("coordination:desk")).content.decode()
    assert "まだ話していない" in desk
    one = client.get(reverse("coordination:entry", args=[world.referral_id])).content.decode()
    assert "訪問を九回した" in one
    assert "先に紹介元と話し" in one
    assert "高橋" not in one
    assert client.get(reverse("coordination:taking_on", args=[world.referral_id])).status_code == 403
    today = clock.today()
    said = {
        "talked_on_era": "西暦", "talked_on_year": today.year, "talked_on_month": today.month, "talked_on_day": today.day,
        "method": "phone", "with_whom": "北見", "content": "役割を整理したい",
    }  # fmt: skip
    assert client.post(reverse("coordination:talk", args=[world.referral_id]), said).status_code == 302
    assert client.post(reverse("coordination:take_on", args=[world.referral_id]), {"reason": ""}).status_code == 422
    response = client.post(reverse("coordination:take_on", args=[world.referral_id]), {"reason": "役割整理が要る"})
    assert response.status_code == 302
    after = client.get(response["Location"]).content.decode()
    assert "「多機関協働で受理」と答えました" in after
    assert client.get(reverse("coordination:assessment", args=[world.case_id])).status_code == 200


def test_課題を直す画面は_衝突すれば見比べて409(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    facts = IssueFacts("54", world.mother, Weight.MAIN, IssueCertainty.SUSPECTED, clock.today())
    first = commands.attach_issue(by=cast.csw, case_id=world.case_id, facts=facts)
    newer = IssueFacts("54", world.mother, Weight.SECONDARY, IssueCertainty.CONFIRMED, clock.today())
    second = commands.revise_issue(by=cast.hokatsu, case_id=world.case_id, issue_id=first, facts=newer)
    sign_in(client, cast.csw)
    today = clock.today()
    sent = {
        "weight": "main", "certainty": "confirmed", "found_on_era": "西暦", "found_on_year": today.year, "found_on_month": today.month,
        "found_on_day": today.day, "note": "診断",
    }  # fmt: skip
    response = client.post(reverse("coordination:revise_issue", args=[world.case_id, first]), sent)
    body = response.content.decode()
    assert response.status_code == 409
    assert 'class="conflict"' in body
    assert str(second) in body
    assert client.post(reverse("coordination:revise_issue", args=[world.case_id, second]), sent).status_code == 302


@pytest.mark.parametrize(
    ("name", "most"), [("assessment", 60), ("section", 40), ("section_of", 40), ("assessment_print", 60), ("inquiries", 40)]
)
def test_問い合わせの数は_記録の数によらない(
    cast: Any, sign_in: Any, client: Client, ids: dict[str, Any], world: World, name: str, most: int
) -> None:
    sign_in(client, cast.csw)

    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(_address(name, ids)).status_code == 200
        return len(found)

    client.get(_address(name, ids))
    few = count()
    for number, key in enumerate(("F-02", "F-03", "F-05"), 1):
        save(cast.csw, world.case_id, Section.F, cell(key, ["01"]), person=world.son, base=number)
    for code in ("01", "02", "09"):
        facts = IssueFacts(code, world.son, Weight.MAIN, IssueCertainty.CONFIRMED, clock.today())
        commands.attach_issue(by=cast.csw, case_id=world.case_id, facts=facts)
    ask(cast.csw, world.case_id, cast.city.agency_id, world.mother)
    assert count() <= few
    assert few <= most
