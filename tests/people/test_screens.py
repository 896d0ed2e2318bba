"""人・世帯の画面: 開ける、直せる、両方の文が残る、隣人はどの URL でも断られる、悪意のある文字がそのまま出ない。"""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kasane.access.domain import Ground
from kasane.access.session import acting_as
from kasane.kernel import clock
from kasane.people import commands
from kasane.people.domain.codes import ConditionKind, Kinship, Nature, PlaceKind, RelationKind
from kasane.people.models import Household, Person, PersonHistory, ProtectionMeasure, Relation
from kasane.people.urls import urlpatterns
from people.town import TODAY, facts, lives_at, protect, register

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def town(cast: Any) -> dict[str, UUID]:
    """CSW が受け付けた二人と、その世帯・関係・居どころ・状況・名寄せ・支援措置。"""
    by = cast.csw
    person = register(by, "高橋 花子")
    other = register(by, "高橋 太郎", "タカハシ タロウ", "昭和50年5月5日")
    double = register(by, "髙橋 花子")
    household = commands.form_household(by=by, label="高橋世帯", focus_person_id=person, since=date(2020, 4, 1))
    member = commands.join_household(by=by, household_id=household, person_id=other, relationship=Kinship.CHILD)
    merge = commands.merge_people(by=by, kept_id=person, absorbed_id=double, reason="本人に確かめた")
    return {
        "person_id": person, "other_id": other, "household_id": household, "merge_id": merge,
        "place": lives_at(by, person, "かさね市東町1-1"), "member": member,
        "condition": commands.record_condition(by=by, person_id=person, kind=ConditionKind.CARE_LEVEL, text="要介護2"),
        "relation": commands.relate(by=by, person_id=person, other_id=other, kind=RelationKind.PARENT, nature=Nature.BIRTH),
        "tie": commands.record_tie(by=by, person_id=person, label="北地域包括支援センター"),
        "measure_id": protect(by, other, conceals_person=False),
        "grant_id": commands.share_person(
            by=by, person_id=person, agency_id=cast.empty_agency, ground=Ground.TEAM, until=None, with_conditions=False, reason="分担"
        )[0],
    }  # fmt: skip


def _address(name: str, town: dict[str, UUID]) -> str:
    """URL の名前と町から、実在の番号を入れた URL。"""
    pattern = next(str(one.pattern) for one in urlpatterns if one.name == name)
    rows = {"place": "place", "condition": "condition", "relations": "relation", "tie": "tie", "members": "member"}
    values = []
    for key in re.findall(r"<uuid:(\w+)>", pattern):
        if key == "row_id":
            key = next(row for part, row in rows.items() if f"/{part}/<" in pattern)
        if key == "person_id" and "measure_id" in pattern:
            key = "other_id"
        values.append(town[key])
    return reverse(f"people:{name}", args=values)


READS = [one.name for one in urlpatterns if one.callback.declared.mode == "reads"]
WRITES = [one.name for one in urlpatterns if one.callback.declared.mode == "writes"]
OF_ONE = [one.name for one in urlpatterns if "<uuid" in str(one.pattern)]


@pytest.mark.parametrize("name", READS)
def test_every_page_opens_for_its_keeper(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], name: str) -> None:
    sign_in(client, cast.csw_manager if name in ("blocking", "sealing") else cast.csw)  # 遮断と封印は、機関の管理者が決める
    response = client.get(_address(name, town))
    assert response.status_code == 200, name
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", OF_ONE)
def test_the_neighbour_gets_what_a_stranger_to_the_town_gets(
    cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], name: str
) -> None:
    """見えない記録と無い記録は、どの URL でも同じ答え(本文も同じ。札と CSRF の値だけは毎回変わる)。"""
    sign_in(client, cast.neighbour)
    send = client.get if name in READS else client.post
    hidden, absent = send(_address(name, town)), send(_address(name, {key: uuid4() for key in town}))
    assert hidden.status_code == absent.status_code == 404
    assert _plain(hidden.content) == _plain(absent.content)


def _plain(body: bytes) -> str:
    """毎回変わる札・CSRF の値・印刷日時(分の変わり目)を除いた本文。"""
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": |name="once" value|印刷日時：)[^>　]*', "", body.decode())


@pytest.mark.parametrize("name", [name for name in OF_ONE if name in WRITES])
def test_the_neighbour_changes_nothing(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], name: str, owner_sql: Any) -> None:
    sign_in(client, cast.neighbour)
    with acting_as(cast.csw):
        before = list(Person.objects.order_by("id").values())
    client.post(_address(name, town), {"reason": "理由はここに書いた", "on": "2026-01-01", "family_name": "奪取"})
    with acting_as(cast.csw):
        assert list(Person.objects.order_by("id").values()) == before


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_nobody_is_sent_to_sign_in(client: Client, town: dict[str, UUID], name: str) -> None:
    response = client.get(_address(name, town)) if name in READS else client.post(_address(name, town))
    assert response.status_code in (302, 401)
    assert "高橋" not in response.content.decode()


@pytest.mark.parametrize("role", ["account_admin", "auditor"])
@pytest.mark.parametrize("name", ["list", "find", "export", "new"])
def test_administrators_are_not_readers(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], role: str, name: str) -> None:
    sign_in(client, getattr(cast, role))
    assert client.get(_address(name, town)).status_code == 403


def _typed(**given: str) -> dict[str, str]:
    return {"sex": "female", "residency": "unknown", **given}


def test_register_find_correct_and_see_history(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.csw)
    sent = _typed(
        family_name="𠮷田", given_name="花子", family_kana="ﾖｼﾀﾞ", given_kana="はなこ",
        born_era="昭和", born_year="20", born_month="3", born_day="",
    )  # fmt: skip
    response = client.post(reverse("people:register"), sent)
    assert response.status_code == 302
    shown = client.get(response["Location"]).content.decode()
    assert "𠮷田　花子" in shown
    assert "昭和20年3月" in shown
    found = client.post(reverse("people:search"), {"q": "吉田 昭和20年3月"}, HTTP_HX_REQUEST="true").content.decode()
    assert "𠮷田　花子" in found
    assert "<html" not in found
    assert client.post(reverse("people:search"), {"q": "よしだ"})["Location"] == reverse("people:find")
    assert "𠮷田　花子" in client.get(reverse("people:find")).content.decode()


def test_errors_keep_what_was_typed(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.csw)
    response = client.post(
        reverse("people:register"), _typed(nationality="ベトナム", born_era="昭和", born_year="64", born_month="3", born_day="1")
    )
    body = response.content.decode()
    assert response.status_code == 422
    assert "昭和64年は1月7日までです" in body
    assert "ベトナム" in body
    with acting_as(cast.csw):
        assert not Person.objects.exists()


def test_an_unnamed_person_needs_only_a_working_label(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.csw)
    label = "○○アパート2階の男性"
    sent = _typed(is_unidentified="on", working_label=label, age_band="50s")
    shown = client.get(client.post(reverse("people:register"), sent)["Location"]).content.decode()
    assert f"氏名不詳({label})" in shown
    assert "50代?" in shown


def test_two_editors_keep_both_texts(cast: Any, sign_in: Any, client: Client) -> None:
    person = register(cast.csw, "高橋 花子")
    sign_in(client, cast.csw)
    commands.correct_person(by=cast.csw, person_id=person, version=1, facts=facts("高橋 花代"))
    sent = _typed(family_name="高橋", given_name="花枝", version="1")
    response = client.post(reverse("people:save_correction", args=[person]), sent)
    body = response.content.decode()
    assert response.status_code == 409
    assert "花代" in body
    assert "花枝" in body
    assert 'name="version" value="2"' in body
    assert client.post(reverse("people:save_correction", args=[person]), {**sent, "version": "2"}).status_code == 302
    with acting_as(cast.csw):
        assert Person.objects.get(id=person).given_name == "花枝"
        assert list(PersonHistory.objects.order_by("version").values_list("before__given_name", flat=True)) == ["花子", "花代"]


def test_a_draft_comes_back(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.csw)
    typed = {**_typed(given_name="書きかけの名"), "draft_key": "person:new", "back": "/people/new/"}
    client.post(reverse("web:keep_draft"), typed, HTTP_HX_REQUEST="true")
    body = client.get(reverse("people:new")).content.decode()
    assert "書きかけの名" in body
    assert "下書きを復元しました" in body


def test_hostile_names_are_shown_as_text_everywhere(cast: Any, sign_in: Any, client: Client) -> None:
    person = register(cast.csw, f"{HOSTILE} =1+1")
    household = commands.form_household(by=cast.csw, label=HOSTILE, focus_person_id=person, note=HOSTILE)
    lives_at(cast.csw, person, HOSTILE, note=HOSTILE)
    commands.record_tie(by=cast.csw, person_id=person, label=HOSTILE, note=HOSTILE)
    sign_in(client, cast.csw)
    client.post(reverse("people:search"), {"q": HOSTILE})
    for address in (
        reverse("people:person", args=[person]), reverse("people:person_print", args=[person]), reverse("people:list"),
        reverse("people:find"), reverse("people:household", args=[household]), reverse("people:correct", args=[person]),
        reverse("people:relations", args=[person]), reverse("people:protection", args=[person]),
    ):  # fmt: skip
        assert HOSTILE not in client.get(address).content.decode(), address


def test_export_is_masked_and_not_a_formula(cast: Any, sign_in: Any, client: Client) -> None:
    register(cast.csw, "=cmd|' /C calc'!A0 花子", resident_number="0012345678")
    register(cast.neighbour, "隣の 人", "トナリノ ヒト")
    sign_in(client, cast.csw)
    response = client.get(reverse("people:export"))
    text = response.content.decode("utf-8")
    assert not response.streaming
    assert text.startswith("\ufeff")
    assert "重田 かさね" in text.splitlines()[0]
    assert "'=cmd" in text
    assert "0012345678" not in text
    assert "678" in text
    assert "隣の" not in text


def test_the_list_takes_few_queries_however_long(cast: Any, sign_in: Any, client: Client, django_assert_max_num_queries: Any) -> None:
    sign_in(client, cast.csw)
    for number in range(3):
        register(cast.csw, f"{chr(0x4E00 + number)} 子", "カ コ")
    client.get(reverse("people:list"))
    with django_assert_max_num_queries(16) as few:
        client.get(reverse("people:list"))
    for number in range(47):
        register(cast.csw, f"{chr(0x4F00 + number)} 子", "カ コ")
    with django_assert_max_num_queries(len(few)):
        body = client.get(reverse("people:list")).content.decode()
    assert body.count("/people/0") >= 50


def test_pages_by_kana_without_a_name_in_the_address(cast: Any, sign_in: Any, client: Client) -> None:
    for number in range(51):
        register(cast.csw, f"{chr(0x4E00 + number)} 子", f"カ {chr(0x30A2 + number)}")
    register(cast.csw, "山 子", "ヤマ コ")
    sign_in(client, cast.csw)
    first = client.get(reverse("people:list"), {"initial": "か"}).content.decode()
    following = re.search(r'href="(\?[^"]*after=[^"]*)"', first)
    assert following
    assert "山　子" not in first
    second = client.get(reverse("people:list") + following[1].replace("&amp;", "&")).content.decode()
    assert second.count('<th scope="row">') == 1


def test_emergency_from_the_search_result(cast: Any, sign_in: Any, client: Client) -> None:
    register(cast.csw, "高橋 花子")
    sign_in(client, cast.neighbour)
    found = client.post(reverse("people:search"), {"q": "高橋花子"}, HTTP_HX_REQUEST="true").content.decode()
    assert "かさね市社会福祉協議会 総合相談支援センターが把握しています" in found
    handle = re.search(r'name="handle" value="([^"]+)"', found)
    assert handle
    asked = client.post(reverse("people:emergency"), {"handle": handle[1]})
    assert "60分" in asked.content.decode()
    short = client.post(reverse("people:open_emergency"), {"handle": handle[1], "reason": "あああ"})
    assert short.status_code == 422
    opened = client.post(reverse("people:open_emergency"), {"handle": handle[1], "reason": "自宅で倒れている疑いがあり安否を確かめる"})
    assert "高橋　花子" in client.get(opened["Location"]).content.decode()


def test_find_is_logged_for_the_hidden_person(cast: Any, sign_in: Any, client: Client, owner_sql: Any) -> None:
    person = register(cast.csw, "高橋 花子")
    sign_in(client, cast.neighbour)
    client.post(reverse("people:search"), {"q": "高橋花子"}, HTTP_HX_REQUEST="true")
    rows = owner_sql("SELECT act, outcome, account_id FROM audit_access WHERE %s = ANY (subjects)", [person])
    assert rows == [("find_person", "not_visible", cast.neighbour.account_id)]


def test_household_on_a_chosen_day(cast: Any, sign_in: Any, client: Client) -> None:
    person = register(cast.csw, "高橋 花子")
    child = register(cast.csw, "高橋 太郎")
    household = commands.form_household(by=cast.csw, label="高橋世帯", focus_person_id=person, since=date(2020, 4, 1))
    member = commands.join_household(
        by=cast.csw, household_id=household, person_id=child, relationship=Kinship.CHILD, since=date(2021, 4, 1)
    )
    commands.leave_household(by=cast.csw, household_id=household, membership_id=member, on=date(2024, 3, 31))
    sign_in(client, cast.csw)
    address = reverse("people:household", args=[household])
    then = {"on_era": "令和", "on_year": "4", "on_month": "1", "on_day": "1"}
    assert "この日は世帯員ではありません" not in client.get(address, then).content.decode()
    assert "この日は世帯員ではありません" in client.get(address, {**then, "on_year": "6", "on_month": "3", "on_day": "31"}).content.decode()
    wrong = client.get(address, {**then, "on_month": "2", "on_day": "31"})
    assert wrong.status_code == 422
    assert "2月" in wrong.content.decode()


def test_relations_are_edited_with_plain_forms(cast: Any, sign_in: Any, client: Client) -> None:
    person, child = register(cast.csw, "高橋 花子"), register(cast.csw, "高橋 太郎", "タカハシ タロウ")
    sign_in(client, cast.csw)
    client.post(reverse("people:search"), {"q": "高橋"}, follow=True)
    address = reverse("people:add_relation", args=[person])
    sent = {"person": str(child), "relation": "self:parent:adopted", "position": "1"}
    assert client.post(address, sent).status_code == 302
    with acting_as(cast.csw):
        relation = Relation.objects.get()
    assert (relation.person_id, relation.other_id, relation.nature) == (person, child, "adopted")
    body = client.get(reverse("people:relations", args=[person])).content.decode()
    assert "<svg" in body
    assert "子(養親子)" in body
    again = client.post(address, sent)
    assert again.status_code == 422
    assert "同じ関係が、すでに登録されています" in again.content.decode()


def test_protection_on_screen(cast: Any, sign_in: Any, client: Client) -> None:
    person = register(cast.csw, "高橋 花子")
    lives_at(cast.csw, person, "かさね市東町1-1")
    lives_at(cast.csw, person, "090-1234-5678", PlaceKind.PHONE)
    sign_in(client, cast.csw)
    with clock.frozen(clock.now()):
        sent = {"kind": "dv", "opponent_name": "架空の相手方", **_day("applied_on", TODAY)}
        assert client.post(reverse("people:protect", args=[person]), sent).status_code == 302
    assert "かさね市東町1-1" in client.get(reverse("people:person", args=[person])).content.decode()
    sign_in(client, cast.csw_manager)
    assert client.get(reverse("people:person", args=[person])).status_code == 404
    with acting_as(cast.csw_manager):
        assert not Household.objects.exists()


def _day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_era": "西暦", f"{name}_year": str(on.year), f"{name}_month": str(on.month), f"{name}_day": str(on.day)}


def test_keepers_are_named_on_screen(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.csw)
    address = reverse("people:name_keeper", args=[town["other_id"], town["measure_id"]])
    assert client.post(address, {"account": str(cast.csw.account_id), "reason": "自分"}).status_code == 422
    assert client.post(address, {"account": str(cast.hokatsu.account_id), "reason": "夜間の当番"}).status_code == 302
    with acting_as(cast.hokatsu):
        assert ProtectionMeasure.objects.filter(id=town["measure_id"]).exists()


def test_the_history_of_corrections_is_shown(cast: Any, sign_in: Any, client: Client) -> None:
    person = register(cast.csw, "高橋 花子")
    commands.correct_person(by=cast.csw, person_id=person, version=1, facts=facts("高橋 花代"), reason="住民票で確かめた")
    sign_in(client, cast.csw)
    body = client.get(reverse("people:person", args=[person])).content.decode()
    assert "名「花子」 から変更（住民票で確かめた）" in body


def test_a_search_without_javascript_is_run_once(cast: Any, sign_in: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """送信は言葉を預かるだけで、さがすのは移った先の画面の一度だけ(同じ照会を閲覧記録に二度残さない)。"""
    from kasane.people.views import finding

    run: list[str] = []
    found = finding.find_people
    monkeypatch.setattr(finding, "find_people", lambda text, **rest: run.append(text) or found(text, **rest))
    sign_in(client, cast.csw)
    client.post(reverse("people:search"), {"q": "高橋"}, follow=True)
    assert run == ["高橋"]


def test_everyone_named_on_a_page_is_in_the_access_log(
    cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], owner_sql: Any
) -> None:
    """誰が私の記録を見たか: 図・選択肢・見比べに名前の出た人も、誤りを戻した画面でも、一人残らず閲覧記録に載る。"""
    doubted, found = register(cast.csw, "覚書 次郎"), register(cast.csw, "候補 三郎")
    commands.note_unsure_duplicate(by=cast.csw, person_id=town["person_id"], other_id=doubted, note="電話の声が似ている")
    names = {"高橋　花子": town["person_id"], "高橋　太郎": town["other_id"], "覚書　次郎": doubted, "候補　三郎": found}
    sign_in(client, cast.csw)
    client.post(reverse("people:search"), {"q": "候補"}, headers={"HX-Request": "true"})
    shown = dict.fromkeys(names, 0)
    for name in [*READS, *(one for one in WRITES if one in OF_ONE and one not in ("block", "seal"))]:
        if name in ("blocking", "sealing"):
            continue
        response = (client.get if name in READS else client.post)(_address(name, town))
        body = response.content.decode()
        here = {one: who for one, who in names.items() if one in body}
        if not here:
            continue
        sql = "SELECT subjects FROM audit_access WHERE route = %s AND posting_id = %s ORDER BY id DESC LIMIT 1"
        recorded = owner_sql(sql, [f"people:{name}", cast.csw.posting_id])
        assert recorded, name
        assert [one for one, who in here.items() if who not in recorded[0][0]] == [], name
        for one in here:
            shown[one] += 1
    assert min(shown.values()) >= 3, shown


def test_the_concealed_and_the_absent_give_the_same_page(cast: Any, sign_in: Any, client: Client) -> None:
    """支援措置の人を全名でさがした画面は、いない人をさがした画面と一字も違わない(打った言葉と札を除く)。"""
    protect(cast.csw, register(cast.csw, "避難 花子"))
    sign_in(client, cast.neighbour)
    pages = []
    for words in ("避難 花子", "不在 花子"):
        client.post(reverse("people:search"), {"q": words})
        pages.append(_plain(client.get(reverse("people:find")).content).replace(words, ""))
    assert pages[0] == pages[1]
