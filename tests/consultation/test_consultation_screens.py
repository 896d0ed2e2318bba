"""相談の画面: 一画面で受け付け、打ったものはどの断りでも残り、隣人には無い記録と同じ答え、悪意のある文字はそのまま出ない。"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from people.town import register

from consultation.desk_of_consultation import receive, told
from kasane.access.session import acting_as
from kasane.audit.models import AccessEntry
from kasane.people.models import Person
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.domain.codes import NextStep, Whom
from kasane.programmes.consultation.domain.consultation import NextStepFacts
from kasane.programmes.consultation.models import Consultation, Subject
from kasane.programmes.consultation.queries import listing
from kasane.programmes.consultation.urls import urlpatterns

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
SHORT = {
    "channel": "phone", "speaker": "self", "story": "家賃が払えない", "received_on_era": "令和", "received_on_year": "8",
    "received_on_month": "11", "received_on_day": "2",
}  # fmt: skip
READS = [one.name for one in urlpatterns if one.callback.declared.mode == "reads"]
OF_ONE = [one.name for one in urlpatterns if "<uuid" in str(one.pattern)]


@pytest.fixture
def desk(cast: Any, sign_in: Any, client: Client) -> dict[str, UUID]:
    """CSW が受け付けた一件と、その人と事案。"""
    mother = register(cast.csw, "高橋 花子")
    key = receive(
        cast.csw, mother, unnamed=("50代くらいの男性",), topics=("12", "03"), main_topic="12", health_text="統合失調症", step=NextStep.OWN
    )
    commands.correct_consultation(
        by=cast.csw, consultation_id=key, version=1, facts=told(story=f"訂正した{HOSTILE}", health_text="通院を中断"), reason="聞き直した"
    )
    with acting_as(cast.csw):
        subject = Subject.objects.filter(consultation_id=key, person_id=mother).get()
        case = Consultation.objects.get(id=key).case_id
    sign_in(client, cast.csw)
    return {"consultation_id": key, "subject_id": subject.id, "case_id": case, "person_id": mother}


def _address(name: str, ids: dict[str, UUID]) -> str:
    pattern = next(str(one.pattern) for one in urlpatterns if one.name == name)
    return reverse(f"consultation:{name}", args=[ids[key] for key in re.findall(r"<uuid:(\w+)>", pattern)])


def latest(by: Any) -> Consultation:
    with acting_as(by):
        return Consultation.objects.latest("recorded_at")


@pytest.mark.parametrize("name", READS)
def test_受けた機関の人には_どの画面も開く(client: Client, desk: dict[str, UUID], name: str) -> None:
    response = client.get(_address(name, desk), follow=True)
    assert response.status_code == 200
    body = response.content.decode()
    assert HOSTILE not in body
    if name in ("consultation", "print"):
        assert "&lt;script&gt;" in body
        assert "通院を中断" in body
        assert "統合失調症" in body  # 訂正の履歴


@pytest.mark.parametrize("name", OF_ONE)
def test_隣人には_無い記録と同じ答え(cast: Any, sign_in: Any, client: Client, desk: dict[str, UUID], name: str) -> None:
    sign_in(client, cast.neighbour)
    send = client.get if name in READS else client.post
    hidden, absent = send(_address(name, desk)), send(_address(name, {key: uuid4() for key in desk}))
    assert (hidden.status_code, absent.status_code) == (404, 404)
    plain = [
        re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": |name="once" value|印刷日時：)[^>　]*', "", r.content.decode())
        for r in (hidden, absent)
    ]
    assert plain[0] == plain[1]
    assert latest(cast.csw).version == 2


@pytest.mark.parametrize("who", ["hokatsu", "city", "privacy", "auditor", "account_admin"])
def test_関わりのない人には_どの相談の画面も開かない(cast: Any, sign_in: Any, client: Client, desk: dict[str, UUID], who: str) -> None:
    sign_in(client, getattr(cast, who))
    for name in OF_ONE:
        for send in (client.get, client.post):
            answer = send(_address(name, desk), {"sentence": "x", "code": "fields", "q": "高橋 花子"})
            assert answer.status_code in (403, 404, 405), f"{who} {name} {answer.status_code}"
            assert "訂正した" not in answer.content.decode()
    assert latest(cast.csw).version == 2


@pytest.mark.parametrize("name", ["list", "new", "near_misses"])
@pytest.mark.parametrize("role", ["account_admin", "auditor"])
def test_管理と監査の人は_相談の画面を開けない(cast: Any, sign_in: Any, client: Client, role: str, name: str) -> None:
    sign_in(client, getattr(cast, role))
    assert client.get(reverse(f"consultation:{name}")).status_code == 403


def test_短い電話は_四つの欄だけで記録できる(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.csw)
    response = client.post(reverse("consultation:receive"), SHORT)
    assert response.status_code == 302
    row = latest(cast.csw)
    assert (row.story, row.channel, row.route) == ("家賃が払えない", "phone", "2")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"received_on_month": "2", "received_on_day": "31"}, "2月は28日まで"),
        ({"received_on_era": "昭和", "received_on_year": "64", "received_on_month": "3"}, "昭和64年"),
        ({"channel": ""}, "受け付けた方法を選んでください"),
        ({"story": ""}, "相談の内容を入力してください"),
        ({"story": "あ" * 1_000_000}, "20000字以内"),
        ({"story": "\x07"}, "使えない文字"),
        ({"topics": ["12", "03"]}, "いちばん困っていること"),
        ({"topics": ["77"]}, "一覧の中から"),
        ({"next_step": "own"}, "だれのことか"),
        ({"q": "高橋 花子"}, "どの人か"),
        ({"new_name": "高橋 花子", "new_kana": "漢字", "new_born": ""}, "かなではありません"),
        ({"new_name": "", "new_kana": "タカハシ", "new_born": ""}, "氏名を入力"),
        ({"new_name": "高橋 花子", "new_kana": "", "new_born": "昭和64年3月"}, "昭和64年"),
        ({"next_due_era": "令和", "next_due_year": "8", "next_due_month": "12", "next_due_day": "1"}, "次の一手を選んで"),
    ],
)
def test_誤りは422で_欄を名指しし_打ったものを残し_何も書かない(
    cast: Any, sign_in: Any, client: Client, change: dict[str, Any], words: str
) -> None:
    sign_in(client, cast.csw)
    response = client.post(reverse("consultation:receive"), {**SHORT, "hopes": "打った文字", "sheet": "a" * 32, **change})
    body = response.content.decode()
    assert response.status_code == 422, body[:500]
    assert words in body
    assert "打った文字" in body
    with acting_as(cast.csw):
        assert (Consultation.objects.count(), Person.objects.count()) == (0, 0)


def test_見えない人の番号を送っても_404で_何も残らない(cast: Any, sign_in: Any, client: Client) -> None:
    hidden = register(cast.neighbour, "秘密 花子", "ヒミツ ハナコ")
    sign_in(client, cast.csw)
    for forged in (hidden, uuid4(), "x"):
        response = client.post(reverse("consultation:receive"), {**SHORT, "person": str(forged), "new_name": "残る 人"})
        assert response.status_code == 404
        assert "秘密" not in response.content.decode()
    with acting_as(cast.csw):
        assert (Consultation.objects.count(), Person.objects.count()) == (0, 0)


def test_半角カナと四バイトの漢字で_同時に登録できる(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.csw)
    typed = {**SHORT, "new_name": "𠮷田 花子", "new_kana": "ﾖｼﾀﾞ ﾊﾅｺ", "new_born": "S20.3.1", "next_step": "own"}
    assert client.post(reverse("consultation:receive"), typed).status_code == 302
    with acting_as(cast.csw):
        person = Person.objects.get()
        assert (person.family_name, person.family_kana, person.birth_year) == ("𠮷田", "ヨシダ", 1945)
        assert Consultation.objects.get().case_id is not None


def test_打つそばからさがし_見えない人は機関名だけを答え_尋ねたことを記録する(cast: Any, sign_in: Any, client: Client) -> None:
    mine = register(cast.csw, "高橋 花子")
    register(cast.neighbour, "隣田 秘子", "トナリダ ヒメコ")
    sign_in(client, cast.csw)
    url = reverse("consultation:find")
    body = client.post(url, {"q": "高橋"}, headers={"HX-Request": "true"}).content.decode()
    assert f'value="{mine}"' in body
    assert "<html" not in body
    before = AccessEntry.objects.using("owner").filter(reason="把握している機関の照会").count()
    hidden = client.post(url, {"q": "隣田 秘子"}, headers={"HX-Request": "true"}).content.decode()
    assert "南ステーションが把握しています" in hidden
    assert "ヒメコ" not in hidden
    assert AccessEntry.objects.using("owner").filter(reason="把握している機関の照会").count() == before + 1


def test_JavaScriptなしでさがしても_打ったものがすべて残る(cast: Any, sign_in: Any, client: Client) -> None:
    mine = register(cast.csw, "高橋 花子")
    sign_in(client, cast.csw)
    typed = {**SHORT, "story": "途中まで書いた", "channel": "", "q": "高橋", "unnamed": ["隣の人"], "sheet": "b" * 32}
    body = client.post(reverse("consultation:find"), typed).content.decode()
    assert "<html" in body
    assert "途中まで書いた" in body
    assert f'value="{mine}"' in body
    assert 'value="隣の人"' in body
    assert "誤りが" not in body
    again = client.post(reverse("consultation:find"), {**typed, "person": str(mine), "q": "新井 新子", "add": "newcomer"}).content.decode()
    assert f'value="{mine}" id="person_{mine}" checked' in again
    assert 'name="new_name"' in again


def test_訂正の衝突は409で_両方を見せる(client: Client, desk: dict[str, UUID]) -> None:
    key = desk["consultation_id"]
    typed = {**SHORT, "story": "わたしの訂正", "version": "1", "reason": "聞き直した"}
    response = client.post(reverse("consultation:save_correction", args=[key]), typed)
    body = response.content.decode()
    assert response.status_code == 409
    assert "わたしの訂正" in body
    assert "訂正した&lt;script&gt;" in body
    assert client.post(reverse("consultation:save_correction", args=[key]), {**typed, "version": "2"}).status_code == 302


def test_次の一手の衝突も409(client: Client, cast: Any, desk: dict[str, UUID]) -> None:
    key = desk["consultation_id"]
    commands.decide_next_step(by=cast.csw_manager, consultation_id=key, version=2, step=NextStepFacts(NextStep.LISTEN))
    response = client.post(reverse("consultation:decide", args=[key]), {"next_step": "informed", "version": "2"})
    assert response.status_code == 409
    assert "継続聴取" in response.content.decode()


def test_書きかけは_一枚ごとに分かれて残る(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.csw)
    tickets = [client.get(reverse("consultation:new"))["Location"].rpartition("=")[2] for _ in range(2)]
    assert tickets[0] != tickets[1]
    for ticket, words in zip(tickets, ("一枚目の話", "二枚目の話"), strict=True):
        data = {
            "draft_key": f"consultation:new:{ticket}",
            "back": f"{reverse('consultation:new')}?d={ticket}",
            "story": words,
            "unnamed": words,
        }
        client.post(reverse("web:keep_draft"), data)
    for ticket, words, other in ((tickets[0], "一枚目の話", "二枚目の話"), (tickets[1], "二枚目の話", "一枚目の話")):
        body = client.get(f"{reverse('consultation:new')}?d={ticket}").content.decode()
        assert body.count(words) == 2
        assert other not in body
        assert "誤りが" not in body
    client.post(reverse("consultation:receive"), {**SHORT, "sheet": tickets[0], "draft_key": f"consultation:new:{tickets[0]}"})
    assert "一枚目の話" not in client.get(f"{reverse('consultation:new')}?d={tickets[0]}").content.decode()


def test_名前の出た人は_閲覧記録に残る(client: Client, desk: dict[str, UUID]) -> None:
    for name in ("consultation", "print", "list", "correct", "of_case"):
        client.get(_address(name, desk))
        last = AccessEntry.objects.using("owner").latest("at")
        assert desk["person_id"] in last.subjects, name


def test_今日の仕事に_一手の決まらない相談と期日の来た相談が出る(cast: Any, sign_in: Any, client: Client) -> None:
    from datetime import date

    receive(cast.csw, unnamed=("未定の人",))
    receive(cast.csw, unnamed=("期日の人",), step=NextStep.LISTEN, due=date(2026, 11, 10))
    receive(cast.csw, unnamed=("終わった人",), step=NextStep.INFORMED)
    sign_in(client, cast.csw)
    body = client.get("/").content.decode()
    assert "未定の人" in body
    assert "期日の人" in body
    assert "終わった人" not in body
    sign_in(client, cast.neighbour)
    assert "未定の人" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("step", "whom", "kind"),
    [
        (NextStep.REFER, None, "referral"), (NextStep.COORDINATION, None, "coordination"), (NextStep.OWN, Whom.UNKNOWN, "unknown"),
        (NextStep.OWN, None, ""), (NextStep.LISTEN, Whom.UNKNOWN, ""),
    ],
)  # fmt: skip
def test_つなぐ一手と_相談先の分からない相談は_そのままつなぎを書ける(
    cast: Any, sign_in: Any, client: Client, step: NextStep, whom: Whom | None, kind: str
) -> None:
    key = receive(cast.csw, register(cast.csw, "高橋 花子"), step=step, whom=whom)
    sign_in(client, cast.csw)
    body = client.get(reverse("consultation:consultation", args=[key])).content.decode()
    found = re.search(r'href="(/cases/[^"]*/referrals/new/[?]kind=(\w+))"', body)
    assert (found.group(2) if found else "") == kind
    if found:
        opened = client.get(found.group(1), follow=True)
        assert opened.status_code == 200
        assert ("多機関協働へ依頼する" in opened.content.decode()) or kind != "coordination"
    if whom:
        assert "相談先が分からない" in body


@pytest.mark.parametrize("name", ["of_person", "of_case"])
def test_人の相談と事案の相談は_50件ずつ最後まで送れる(
    cast: Any, sign_in: Any, client: Client, desk: dict[str, UUID], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    made = [desk["consultation_id"], *(receive(cast.csw, desk["person_id"], step=NextStep.OWN) for _ in range(4))]
    hidden = receive(cast.neighbour, unnamed=("近所の人",))
    for function in (listing.consultations_of_case, listing.consultations_of_person):
        monkeypatch.setitem(function.__kwdefaults__, "take", 2)
    address, seen, pages = _address(name, desk), [], 0
    while address:
        body = client.get(address).content.decode()
        seen += [UUID(one) for one in re.findall(r'<a href="/consultations/([0-9a-f-]{36})/"', body)]
        more = re.search(r'href="(\?after=[0-9a-f-]+)" rel="next">次の50件', body)
        address, pages = (_address(name, desk) + more[1] if more else ""), pages + 1
    assert (len(seen), set(seen), pages) == (5, set(made), 3)
    assert hidden not in seen
    for wrong in ("x", str(hidden), str(uuid4())):
        assert client.get(_address(name, desk) + f"?after={wrong}").status_code == 200
