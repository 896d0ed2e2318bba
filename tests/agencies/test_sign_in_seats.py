"""サインインした後の席: 席のない人、止められた人、異動・兼務・役割の変更は、開いている画面の次の要求から効く。採用は画面からできる。"""

import re

import pytest
from agency_town import TODAY, hire, place
from django.db import transaction
from django.urls import reverse
from signing_in import enter, set_up_totp

from kasane.access.session import acting_as
from kasane.agencies.commands import staff
from kasane.agencies.models import Account, Posting
from kasane.kernel.actor import Role
from kasane.screens.sign_in import POSTING_KEY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]


def test_サインアウトは送信だけで行い_終わった後は何も開かない(client, cast, sign_in):
    sign_in(client, cast.csw)
    assert client.get(reverse("agencies:sign_out")).status_code == 405
    assert client.get("/").status_code == 200
    client.post(reverse("agencies:sign_out"))
    assert client.get("/").status_code == 302


def test_サインインの後に_外の場所へは移らない(client, worker, cast, sign_in):
    enter(client)
    set_up_totp(client)
    for target in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        assert client.get(reverse("agencies:choose_posting"), {"next": target}).url == "/"
    assert client.get(reverse("agencies:choose_posting"), {"next": "/agencies/"}).url == "/agencies/"


def test_配属のない人は_サインインできても席がない(client, cast):
    made = staff.create_account(by=cast.account_admin, login_id="unseated", name="無席 一")
    answer = client.post(reverse("account_login"), {"login": "unseated", "password": made.initial_password}, follow=True)
    assert answer.status_code == 403
    assert "いまの配属がありません" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_止められた人は_入れず_開いている画面も終わる(client, worker, cast, sign_in):
    sign_in(client, worker)
    assert client.get("/").status_code == 200
    staff.suspend_account(by=cast.account_admin, account_id=worker.account_id, reason="紛失")
    assert client.get("/").url.startswith(reverse("account_login")), "開いていた画面も、サインインへ戻る"
    refused = enter(client)
    assert (refused.status_code, refused.get("Location")) == (302, reverse("account_inactive"))
    assert "actor" not in client.get("/", follow=True).context
    assert client.get("/").url.startswith(reverse("account_login"))


def test_やり直しをすると_開いている画面はすべて終わり_鍵も外れる(client, worker, cast, sign_in):
    sign_in(client, worker)
    staff.reset_sign_in(by=cast.account_admin, account_id=worker.account_id, witness_id=cast.csw.account_id, reason="鍵の紛失")
    assert client.get("/").url.startswith(reverse("account_login"))


def test_配属が終わると_開いている画面の次の要求で席を失う(client, worker, cast, sign_in):
    sign_in(client, worker)
    staff.end_posting(by=cast.account_admin, posting_id=worker.posting_id, on=TODAY, reason="異動")
    answer = client.get("/agencies/")
    assert answer.url.startswith(reverse("agencies:choose_posting"))


def test_役割の変更は_開いている画面の次の要求から効く(client, worker, cast, sign_in):
    sign_in(client, worker)
    assert client.get(reverse("agencies:new")).status_code == 403
    with transaction.atomic(), acting_as(cast.account_admin):
        Posting.objects.filter(id=worker.posting_id).update(roles=["account_admin"])
    assert client.get(reverse("agencies:new")).status_code == 200


def test_ほかの人の配属を席に選べない(client, worker, cast, sign_in):
    sign_in(client, worker)
    assert client.post(reverse("agencies:switch_posting"), {"posting": str(cast.neighbour.posting_id)}).status_code == 404
    answer = client.post(reverse("agencies:choose_posting"), {"posting": str(cast.neighbour.posting_id)})
    assert client.session.get(POSTING_KEY) != str(cast.neighbour.posting_id), answer


def test_セッションの席を書き換えても_ほかの人にはなれない(client, worker, cast, sign_in):
    sign_in(client, worker)
    session = client.session
    session[POSTING_KEY] = str(cast.neighbour.posting_id)
    session.save()
    assert client.get("/").status_code == 302


def test_兼務の人は席を選び_あとで切り替えられる(client, cast, worker, sign_in):
    second = place(cast.account_admin, worker.account_id, cast.hokatsu.agency_id, Role.MANAGER)
    enter(client)
    set_up_totp(client)
    page = client.get(reverse("agencies:choose_posting"))
    assert page.status_code == 200
    assert cast.hokatsu.agency_name in page.content.decode()
    client.post(reverse("agencies:choose_posting"), {"posting": str(second)})
    assert client.session[POSTING_KEY] == str(second)
    client.post(reverse("agencies:switch_posting"), {"posting": str(worker.posting_id)})
    assert client.session[POSTING_KEY] == str(worker.posting_id)


def test_採用は_業務管理者の画面からでき_一度きりのパスワードが一度だけ出る(client, cast, sign_in):
    sign_in(client, cast.account_admin)
    answer = client.post(reverse("staff:account_add"), {"login_id": "from-screen", "name": "画面 太郎"})
    password = re.search(r"<code>((?:[a-z2-9]{4}-){3}[a-z2-9]{4})</code>", answer.content.decode()).group(1)
    account = Account.objects.get(login_id="from-screen")
    assert account.check_password(password)
    assert password not in client.get(reverse("staff:detail", args=[account.id])).content.decode()


def test_合言葉のない採用途中の人は_一覧に出る(client, cast, sign_in):
    account_id = hire(cast.account_admin, "listed")
    sign_in(client, cast.csw)
    body = client.get(reverse("staff:list")).content.decode()
    assert "新人 太郎" in body
    assert client.get(reverse("staff:detail", args=[account_id])).status_code == 200
