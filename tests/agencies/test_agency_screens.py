"""機関と職員の画面: 役割ごとに開くもの・開かないもの、打った文字を失わない断り方。"""

import re

import pytest
from agency_town import TODAY, newcomer
from django.urls import reverse

from kasane.agencies.commands import register as commands
from kasane.agencies.commands.register import AgencyDraft
from kasane.agencies.domain import Field
from kasane.agencies.models import Agency
from kasane.agencies.urls import own_pages, register_pages, staff_pages
from kasane.kernel.actor import Role
from kasane.screens.views import Declared

pytestmark = pytest.mark.django_db
EVERYONE = ("city", "csw", "csw_manager", "hokatsu", "neighbour", "account_admin", "auditor", "privacy")
READ_BY_ALL = (
    "agencies:table",
    "agencies:directory",
    "agencies:areas",
    "agencies:bodies",
    "agencies:outside",
    "staff:list",
    "agencies:own_account",
)
ADMIN_ONLY = (
    "agencies:new", "agencies:area_new", "agencies:operator_new", "agencies:body_new", "agencies:outside_new", "staff:account_new",
)  # fmt: skip


@pytest.mark.parametrize("who", EVERYONE)
def test_台帳と名簿はだれでも読め_登録の画面は業務管理者だけに開く(client, cast, sign_in, who):
    sign_in(client, getattr(cast, who))
    assert {client.get(reverse(name)).status_code for name in READ_BY_ALL} == {200}
    expected = 200 if who == "account_admin" else 403
    assert {client.get(reverse(name)).status_code for name in ADMIN_ONLY} == {expected}


def pages_with_ids(cast):
    agency, account, posting = cast.csw.agency_id, cast.csw.account_id, cast.csw.posting_id
    return [
        *(reverse(f"agencies:{name}", args=[agency]) for name in ("edit", "closing", "base_new")),
        *(reverse(f"staff:{name}", args=[account]) for name in ("profile_edit", "appointing", "resetting")),
        *(reverse("staff:account_state", args=[account, act]) for act in ("suspend", "resume", "unlock")),
        reverse("staff:hand_over", args=[posting]),
    ]


@pytest.mark.parametrize("who", ["csw", "neighbour", "auditor", "city"])
def test_番号を知っていても_業務管理者でなければ直す画面は開かない(client, cast, sign_in, who):
    sign_in(client, getattr(cast, who))
    statuses = {path: client.get(path).status_code for path in pages_with_ids(cast)}
    allowed = {reverse("staff:hand_over", args=[cast.csw.posting_id])} if Role.MANAGER in getattr(cast, who).roles else set()
    assert {path for path, status in statuses.items() if status != 403} <= allowed


def test_業務管理者には_直す画面がすべて開く(client, cast, sign_in):
    sign_in(client, cast.account_admin)
    assert {client.get(path).status_code for path in pages_with_ids(cast)} == {200}


def test_すべての画面が_読む_書く_公開のどれかを宣言している():
    from kasane.agencies.sign_in.urls import urlpatterns

    for page in (*register_pages, *staff_pages, *own_pages, *urlpatterns):
        assert isinstance(page.callback.declared, Declared), page.name


@pytest.mark.parametrize("name", ["register", "area_add", "operator_add", "body_add", "outside_add"])
def test_だれも_送信を伴わない要求で台帳を変えられず_許しのない人の送信は断られる(client, cast, sign_in, name):
    sign_in(client, cast.neighbour)
    assert client.get(reverse(f"agencies:{name}")).status_code == 405
    assert client.post(reverse(f"agencies:{name}"), {"name": "乗っ取り"}).status_code == 403


FORM = {"name": "東ステーション", "field": "poverty", "kind": "0201", "phone": "０８６７（７２）００００"}


def test_登録の画面から_全角の電話も直して載る(client, cast, sign_in):
    sign_in(client, cast.account_admin)
    answer = client.post(reverse("agencies:register"), FORM)
    assert answer.status_code == 302
    assert Agency.objects.get(name="東ステーション").phone == "0867-72-0000"


def test_誤りがあれば_打った文字を残して422で戻る(client, cast, sign_in):
    sign_in(client, cast.account_admin)
    answer = client.post(reverse("agencies:register"), {**FORM, "kind": "9999"})
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "東ステーション" in body
    assert "一覧の中から選んで" in body
    assert not Agency.objects.filter(name="東ステーション").exists()


def test_先に直した人がいれば_両方の内容を見比べて409で戻る(client, cast, sign_in):
    draft = AgencyDraft(name="東ステーション", field=Field.POVERTY, kind="0201")
    agency_id = commands.register_agency(by=cast.account_admin, agency=draft)
    sign_in(client, cast.account_admin)
    first = client.post(reverse("agencies:correct", args=[agency_id]), {**FORM, "phone": "0867-72-1111", "version": 1})
    assert first.status_code == 302
    answer = client.post(reverse("agencies:correct", args=[agency_id]), {**FORM, "phone": "0867-72-2222", "version": 1})
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "0867-72-1111" in body
    assert "0867-72-2222" in body
    version = re.search(r'name="version" value="(\d+)"', body).group(1)
    again = client.post(reverse("agencies:correct", args=[agency_id]), {**FORM, "phone": "0867-72-2222", "version": version})
    assert again.status_code == 302


def test_同じ送信が二度届いても_機関は一つ(client, cast, sign_in):
    sign_in(client, cast.account_admin)
    once = re.search(r'name="once" value="([^"]+)"', client.get(reverse("agencies:new")).content.decode()).group(1)
    for _ in range(2):
        client.post(reverse("agencies:register"), {**FORM, "once": once})
    assert Agency.objects.filter(name="東ステーション").count() == 1


def test_引継ぎの画面は_残る仕事と後任の候補を並べ_漏れは理由を示して戻る(client, cast, sign_in):
    from django.db import transaction

    from kasane.access.session import acting_as
    from kasane.screens import drafts

    leaver = newcomer(cast.account_admin, "leaver", cast.csw.agency_id)
    with transaction.atomic(), acting_as(leaver):
        drafts.keep(by=leaver, key="note:new", fields={"text": ["秘密の下書き"]}, path="/notes/new/", title="秘密の題")
    sign_in(client, cast.csw_manager)
    page = client.get(reverse("staff:hand_over", args=[leaver.posting_id])).content.decode()
    assert "書きかけの下書き" in page
    assert cast.csw.name in page
    assert cast.neighbour.name not in page
    assert "秘密" not in page
    data = {"on_era": "西暦", "on_year": TODAY.year, "on_month": TODAY.month, "on_day": TODAY.day, "reason": "人事異動"}
    refused = client.post(reverse("staff:hand_over_save", args=[leaver.posting_id]), data)
    assert refused.status_code == 422
    assert "書きかけの下書き（1件）" in refused.content.decode()
    done = client.post(reverse("staff:hand_over_save", args=[leaver.posting_id]), {**data, "everything": str(cast.csw.posting_id)})
    assert done.status_code == 302
    shown = client.get(reverse("staff:detail", args=[leaver.account_id])).content.decode()
    assert f"書きかけの下書き 1件 → {cast.csw.name}" in shown


def test_よその機関の管理者には_引継ぎの画面も保存も無いものに見える(client, cast, sign_in):
    sign_in(client, cast.neighbour)
    page = client.get(reverse("staff:hand_over", args=[cast.csw.posting_id]))
    assert page.status_code == 404
    data = {"on_era": "西暦", "on_year": TODAY.year, "on_month": TODAY.month, "on_day": TODAY.day, "reason": "人事異動"}
    assert client.post(reverse("staff:hand_over_save", args=[cast.csw.posting_id]), data).status_code == 404


def test_業務管理者の画面に_人をさがす入口はない(client, cast, sign_in):
    sign_in(client, cast.account_admin)
    body = client.get("/").content.decode()
    assert "/people/" not in body
    assert client.get("/people/").status_code in (403, 404)


@pytest.mark.parametrize("act", ["suspend", "resume", "unlock"])
def test_自分のアカウントは_画面からも止めたり解いたりできない(client, cast, sign_in, act):
    sign_in(client, cast.account_admin)
    path = reverse("staff:account_state_save", args=[cast.account_admin.account_id, act])
    answer = client.post(path, {"reason": "自分の分を自分で行う"})
    assert answer.status_code == 422
    assert "自分のアカウントにはできません" in answer.content.decode()
    assert "自分の分を自分で行う" in answer.content.decode(), "断られても、打った理由は残る"
    assert client.get(reverse("staff:list")).status_code == 200


@pytest.mark.parametrize("broken", ["-" * 36, "0" * 36, "zz"])
def test_番号の形をしていない宛先は_無いページになる(client, cast, sign_in, broken):
    sign_in(client, cast.account_admin)
    assert client.get(f"/staff/{broken}/suspend/").status_code == 404
