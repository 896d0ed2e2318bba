"""事案の画面: 開ける、隣人には無い記録と同じ、打った文字が残る、二人の変更が重ならない、名前の出た全員が記録に残る。"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from people.town import register

from cases.town import case_address, note_facts, open_case, referral_facts, settled
from kasane.access.session import acting_as
from kasane.cases import commands
from kasane.cases.domain import Audience, CautionKind, Stage
from kasane.cases.models import Case, CasePerson, Caution, Involvement, Note, Referral
from kasane.cases.urls import urlpatterns
from kasane.consent.commands import record_consent
from kasane.consent.domain.codes import Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.kernel import clock

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
BY_RECEIVER = ("letter", "accept", "declining", "decline", "returning", "give_back")
READS = [one.name for one in urlpatterns if one.callback.declared.mode == "reads"]
WRITES = [one.name for one in urlpatterns if one.callback.declared.mode == "writes"]
OF_ONE = [one.name for one in urlpatterns if "<uuid" in str(one.pattern)]


@pytest.fixture
def town(cast: Any) -> dict[str, UUID]:
    """CSW が伴走する事案。南ではなく北の包括へつなぎを一通送り、支援チームに一つの機関がいる。"""
    made = settled(cast.csw, cast.hokatsu)
    made["involvement_id"] = _member(cast, made["case_id"])
    made["consent_id"] = _consent(cast, made)
    return made


def _member(cast: Any, case_id: UUID) -> UUID:
    from kasane.cases.domain import Basis

    return commands.add_member(
        by=cast.csw, case_id=case_id, agency_id=cast.city.agency_id, duty="見守り", basis=Basis.OWN, person_ids=(), sensitive=False,
        reason="それぞれの職務で見守る",
    )  # fmt: skip


def _consent(cast: Any, made: dict[str, UUID]) -> UUID:
    with transaction.atomic(), acting_as(cast.csw):
        room = CasePerson.objects.get(case_id=made["case_id"], person_id=made["person_id"]).compartment_id
    facts = ConsentFacts(
        given_on=clock.today(), explained=True, paper_kept=True,
        scopes=(Scope(cast.city.agency_id, frozenset({Topic.CIRCUMSTANCES})),),
    )  # fmt: skip
    return record_consent(by=cast.csw, case_id=made["case_id"], person_id=made["person_id"], room_id=room, facts=facts)


def _keeper(cast: Any, name: str) -> Any:
    return cast.hokatsu if name in BY_RECEIVER else cast.city if name == "overdue" else cast.csw


@pytest.mark.parametrize("name", READS)
def test_どの頁も_持ち主には開く(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], name: str) -> None:
    if name == "returning":
        commands.accept_referral(by=cast.hokatsu, referral_id=town["referral_id"])
    if name == "hearing":
        facts = referral_facts(cast.empty_agency)
        town["referral_id"] = commands.send_referral(by=cast.csw, case_id=town["case_id"], facts=facts)
    sign_in(client, _keeper(cast, name))
    response = client.get(case_address(name, town))
    assert response.status_code == 200, name
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", OF_ONE)
def test_隣人には_無い記録と同じ答え(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], name: str) -> None:
    sign_in(client, cast.neighbour)
    send = client.get if name in READS else client.post
    hidden, absent = send(case_address(name, town)), send(case_address(name, {key: uuid4() for key in town}))
    assert hidden.status_code == absent.status_code == 404
    assert _plain(hidden.content) == _plain(absent.content)


def _plain(body: bytes) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": |name="once" value|印刷日時：)[^>　]*', "", body.decode())


@pytest.mark.parametrize("name", [name for name in OF_ONE if name in WRITES])
def test_隣人は_何も変えられない(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], name: str) -> None:
    def everything() -> list[Any]:
        with acting_as(cast.csw):
            return [list(model.objects.order_by("id").values()) for model in (Case, Caution, Involvement, Note, Referral)]

    before = everything()
    sign_in(client, cast.neighbour)
    client.post(case_address(name, town), {"reason": "理由はここに書いた", "text": "奪取", "outcome": "奪取", "version": "1"})
    assert everything() == before


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_サインインしていない人には_何も見えない(client: Client, town: dict[str, UUID], name: str) -> None:
    response = client.get(case_address(name, town)) if name in READS else client.post(case_address(name, town))
    assert response.status_code in (302, 401)
    assert "高橋" not in response.content.decode()


@pytest.mark.parametrize("role", ["account_admin", "auditor"])
def test_管理の役割は_事案を読まない(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], role: str) -> None:
    sign_in(client, getattr(cast, role))
    assert client.get(reverse("cases:list")).status_code == 403
    assert client.get(case_address("case", town)).status_code == 404


def test_市の担当は_事案の中身を読まない(cast: Any, sign_in: Any, client: Client) -> None:
    case = settled(cast.csw, cast.hokatsu)
    sign_in(client, cast.city)
    assert client.get(reverse("cases:case", args=[case["case_id"]])).status_code == 404
    assert client.get(reverse("cases:letter", args=[case["referral_id"]])).status_code == 404


IN_A_CASE = [one.name for one in urlpatterns if "case_id" in str(one.pattern) and one.callback.declared.mode == "reads"]


@pytest.mark.parametrize("name", IN_A_CASE)
def test_事案のどの頁にも_最初に読むものと伴走がある(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], name: str) -> None:
    sign_in(client, cast.csw)
    body = client.get(case_address(name, town)).content.decode()
    places = [body.index(text) for text in ("長男の前で借金の話をしない", "自宅で暮らしたい", "<dt>伴走</dt>", "<dt>主担当</dt>")]
    assert places == sorted(places)
    assert body.index("避けるべき関わり方</h2>") < body.index("<dt>伴走</dt>")
    assert body.count("<h1") == 1
    with acting_as(cast.csw):
        assert Case.objects.get().number in body


def test_経過は_事実と言葉と見立てを分けて出す(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.csw)
    body = client.get(case_address("case", town)).content.decode()
    for label, text in (("said--fact", "玄関で話ができた"), ("said--words", "一人でいたい"), ("said--view", "眠れていない様子")):
        assert re.search(rf'class="said {label}">(?:(?!class="said ).)*{text}', body, re.S), label
    assert "story__item--event" in body
    assert "story__item--contact" in body


def _today(name: str) -> dict[str, str]:
    day = clock.today()
    return {f"{name}_era": "西暦", f"{name}_year": str(day.year), f"{name}_month": str(day.month), f"{name}_day": str(day.day)}


def _note(**typed: str) -> dict[str, str]:
    base = {"method": "phone", "counterpart": "family", "title": "長女から電話", "fact": "母の様子を聞いた", "audience": "team"}
    return {**_today("happened_on"), **base, **typed}


def test_短く書いて残せる(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.csw)
    opened = client.get(case_address("note", town)).content.decode()
    assert f'name="happened_on_day" id="id_happened_on_day" value="{clock.today().day}"' in opened
    assert '<details class="details more">' in opened
    assert "北地域包括支援センター" not in opened[opened.index("だれが読めますか") :].split("</fieldset>")[0]
    response = client.post(case_address("add_note", town), _note())
    assert response.status_code == 302
    assert "長女から電話" in client.get(response["Location"]).content.decode()


def test_誤りがあっても_打った文字は残り_名前の出た人は記録に残る(
    cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], owner_sql: Any
) -> None:
    sign_in(client, cast.csw)
    response = client.post(case_address("add_note", town), _note(title="", words="打ちかけの言葉", starts_at="未定"))
    body = response.content.decode()
    assert response.status_code == 422
    assert "打ちかけの言葉" in body
    assert '<details class="details more" open>' in body
    assert "要点を入力してください" in body
    rows = owner_sql("SELECT act FROM audit_access WHERE route = 'cases:add_note' AND %s = ANY (subjects)", [town["other_id"]])
    assert rows == [("record_note",)]


def test_下書きは_開き直すと戻る(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.csw)
    typed = {**_note(fact="書きかけの事実"), "draft_key": f"case:{town['case_id']}:note", "back": case_address("note", town)}
    client.post(reverse("web:keep_draft"), typed, HTTP_HX_REQUEST="true")
    body = client.get(case_address("note", town)).content.decode()
    assert "書きかけの事実" in body
    assert "下書きを復元しました" in body


def test_訂正すると_前の記録は折りたたんで残る(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.csw)
    assert "玄関で話ができた" in client.get(case_address("correcting", town)).content.decode()
    response = client.post(case_address("correct", town), _note(fact="居間で話ができた", reason="場所を間違えた"))
    assert response.status_code == 302
    body = client.get(response["Location"]).content.decode()
    assert "居間で話ができた" in body
    assert "場所を間違えた" in body
    folded = body[body.index("訂正前の記録") :]
    assert "玄関で話ができた" in folded
    assert "玄関で話ができた" not in body[: body.index("訂正前の記録")]


def test_次の予定は_一押しで済みになる(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.csw)
    assert "電話する" in client.get("/").content.decode()
    assert case_address("finish", town) in client.get(case_address("case", town)).content.decode()
    response = client.post(case_address("finish", town))
    assert response.status_code == 302
    assert case_address("finish", town) not in client.get(case_address("case", town)).content.decode()
    assert "電話する" not in client.get("/").content.decode()
    again = client.post(case_address("finish", town), follow=True)
    assert "banner--error" in again.content.decode()


def test_自機関のみの記録は_ほかの機関には出ない(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    commands.record_note(by=cast.csw, case_id=town["case_id"], facts=note_facts("所内で話し合った", audience=Audience.OWN))
    sign_in(client, cast.csw)
    assert "所内で話し合った" in client.get(case_address("case", town)).content.decode()


def test_二人が同時に段階を動かすと_両方を見比べる(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.csw)
    opened = client.get(case_address("moving", town)).content.decode()
    version = re.search(r'name="version" value="(\d+)"', opened)
    assert version
    commands.move_stage(by=cast.csw_manager, case_id=town["case_id"], to=Stage.FIELD, reason="介護の窓口で始めた")
    sent = {"to": "assessing", "reason": "先に調べる", "version": version[1]}
    response = client.post(case_address("move", town), sent)
    body = response.content.decode()
    assert response.status_code == 409
    assert "各分野で支援" in body
    assert "先に調べる" in body
    with acting_as(cast.csw):
        assert Case.objects.get(id=town["case_id"]).stage == "field"
    now = re.search(r'name="version" value="(\d+)"', body)
    assert now
    assert client.post(case_address("move", town), {**sent, "version": now[1]}).status_code == 302
    with acting_as(cast.csw):
        assert Case.objects.get(id=town["case_id"]).stage == "assessing"


def test_悪意のある文字は_どの頁でも文字のまま(cast: Any, sign_in: Any, client: Client) -> None:
    made = settled(cast.csw, cast.hokatsu, name=f"{HOSTILE} 花子", title=HOSTILE)
    case = made["case_id"]
    commands.record_note(
        by=cast.csw,
        case_id=case,
        facts=note_facts(HOSTILE, fact=HOSTILE, words=HOSTILE, view=HOSTILE, next_action=HOSTILE, next_due=clock.today()),
    )
    commands.set_caution(by=cast.csw, case_id=case, kind=CautionKind.AVOID, text=HOSTILE)
    letter = commands.send_referral(by=cast.csw, case_id=case, facts=referral_facts(cast.hokatsu, purpose=HOSTILE, summary=HOSTILE))
    sign_in(client, cast.csw)
    for name in ("case", "case_print", "team", "referrals", "note", "cautioning", "referring", "moving"):
        assert HOSTILE not in client.get(case_address(name, made)).content.decode(), name
    for address in ("/", reverse("cases:list"), reverse("cases:of_person", args=[made["person_id"]])):
        assert HOSTILE not in client.get(address).content.decode(), address
    sign_in(client, cast.hokatsu)
    assert HOSTILE not in client.get(reverse("cases:letter", args=[letter])).content.decode()
    assert HOSTILE not in client.get("/").content.decode()


def test_頁に名前の出た全員が_閲覧記録に残る(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID], owner_sql: Any) -> None:
    sign_in(client, cast.csw)
    for name in ("case", "team", "referrals", "note", "joining", "referring", "case_print"):
        client.get(case_address(name, town))
        rows = owner_sql("SELECT subjects FROM audit_access WHERE route = %s AND account_id = %s", [f"cases:{name}", cast.csw.account_id])
        assert rows, name
        assert {town["person_id"], town["other_id"]} <= set(rows[-1][0]), name
    for address, route in ((reverse("cases:list"), "cases:list"), (case_address("of_person", town), "cases:of_person")):
        client.get(address)
        rows = owner_sql("SELECT subjects FROM audit_access WHERE route = %s AND account_id = %s", [route, cast.csw.account_id])
        assert {town["person_id"], town["other_id"]} <= set(rows[-1][0])


def test_一覧も経過も_件数が増えても問いの数は同じ(cast: Any, sign_in: Any, client: Client, django_assert_max_num_queries: Any) -> None:
    person = register(cast.csw, "高橋 花子")
    case = open_case(cast.csw, person)
    for number in range(3):
        commands.record_note(by=cast.csw, case_id=case, facts=note_facts(f"訪問{number}", next_action="電話", next_due=clock.today()))
    sign_in(client, cast.csw)
    pages = [reverse("cases:list"), reverse("cases:case", args=[case]), "/"]
    few = {}
    for address in pages:
        client.get(address)
        with django_assert_max_num_queries(60) as counted:
            client.get(address)
        few[address] = len(counted)
    for number in range(12):
        other = register(cast.csw, f"{chr(0x4E00 + number)} 子", "カ コ")
        more = open_case(cast.csw, other, title=f"事案{number}")
        facts = note_facts(f"電話{number}", next_action="電話", next_due=clock.today())
        commands.record_note(by=cast.csw, case_id=more, facts=facts)
        commands.record_note(by=cast.csw, case_id=case, facts=facts)
    for address in pages:
        with django_assert_max_num_queries(few[address]):
            client.get(address)


def test_一覧は_段階で絞れ_担当しない事案は自機関の見出しに出る(cast: Any, sign_in: Any, client: Client) -> None:
    case = open_case(cast.csw, register(cast.csw, "高橋 花子"))
    sign_in(client, cast.csw)
    link = reverse("cases:case", args=[case])
    assert link in client.get(reverse("cases:list")).content.decode()
    assert link in client.get(reverse("cases:list"), {"stage": "intake"}).content.decode()
    assert link not in client.get(reverse("cases:list"), {"stage": "closed"}).content.decode()
    sign_in(client, cast.csw_manager)
    assert link not in client.get(reverse("cases:list")).content.decode()
    assert link in client.get(reverse("cases:list"), {"whose": "agency"}).content.decode()
    sign_in(client, cast.neighbour)
    assert link not in client.get(reverse("cases:list"), {"whose": "agency"}).content.decode()


def test_人の頁から_世帯の人を選んで事案を開く(cast: Any, sign_in: Any, client: Client) -> None:
    from datetime import date

    from kasane.people import commands as people
    from kasane.people.domain.codes import Kinship

    person, son = register(cast.csw, "高橋 花子"), register(cast.csw, "高橋 太郎", "タカハシ タロウ")
    household = people.form_household(by=cast.csw, label="高橋世帯", focus_person_id=person, since=date(2020, 4, 1))
    people.join_household(by=cast.csw, household_id=household, person_id=son, relationship=Kinship.CHILD)
    sign_in(client, cast.csw)
    assert reverse("cases:of_person", args=[person]) in client.get(reverse("people:person", args=[person])).content.decode()
    body = client.get(reverse("cases:new", args=[person])).content.decode()
    assert "高橋　太郎" in body
    sent = {"title": "高橋さんの世帯", "stage": "intake", "reason": "介護の相談", f"person_{person}": "self", f"person_{son}": "family",
            **_today("opened_on")}  # fmt: skip
    empty = client.post(reverse("cases:open_case", args=[person]), {**sent, f"person_{person}": "", f"person_{son}": ""})
    assert empty.status_code == 422
    assert "介護の相談" in empty.content.decode()
    response = client.post(reverse("cases:open_case", args=[person]), sent)
    assert response.status_code == 302
    shown = client.get(response["Location"]).content.decode()
    assert "高橋　太郎" in shown
    assert cast.csw.agency_name in shown
    with acting_as(cast.csw):
        assert Case.objects.get().household_id == household
