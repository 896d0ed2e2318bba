"""サインイン（security.md N60・N63・N74、issue 2-5）: 二つ目の鍵まで済まないと何も開かず、間違いが続けば止まる。"""

import json
import re

import pytest
from agency_town import TODAY, hire, newcomer, place, rows
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.urls import NoReverseMatch, get_resolver, reverse
from signing_in import Passkey, totp

from kasane.access.session import acting_as
from kasane.agencies.commands import staff
from kasane.agencies.models import Account, Posting
from kasane.agencies.sign_in.sealing import SealBroken, seal, unseal
from kasane.kernel.actor import Role
from kasane.screens.sign_in import POSTING_KEY

pytestmark = pytest.mark.django_db
OLD, NEW = "hajimete-no-aikotoba", "ookina-kasa-no-shita-de"


@pytest.fixture(autouse=True)
def fresh_counts():
    """入口の回数の数え直し（試験はすべて同じ相手から来るように見えるため）。"""
    cache.clear()


@pytest.fixture
def worker(cast):
    """席のある職員。パスワードは OLD（一度きりではない）。"""
    actor = newcomer(cast.account_admin, "worker", cast.csw.agency_id)
    with transaction.atomic(), acting_as(cast.account_admin):
        Account.objects.filter(id=actor.account_id).update(password=make_password(OLD), must_change_password=False)
    return actor


def enter(client, login="worker", password=OLD):
    return client.post(reverse("account_login"), {"login": login, "password": password})


def set_up_totp(client):
    """確認コードを登録し、種を返す。"""
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode()).group(1)
    answer = client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    assert answer.status_code == 302
    return secret


def seated(client):
    return POSTING_KEY in client.session


def test_採用された人の初めの一日(client, cast):
    made = staff.create_account(by=cast.account_admin, login_id="new-face", name="新顔 花子")
    place(cast.account_admin, made.account_id, cast.csw.agency_id)
    answer = client.post(reverse("account_login"), {"login": "New-Face", "password": made.initial_password}, follow=True)
    assert answer.request["PATH_INFO"] == reverse("account_change_password")
    assert not seated(client)
    changed = {"oldpassword": made.initial_password, "password1": NEW, "password2": NEW}
    answer = client.post(reverse("account_change_password"), changed, follow=True)
    assert answer.request["PATH_INFO"] == reverse("agencies:set_up_keys")
    set_up_totp(client)
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert len(re.findall(r"<li><code>\d", codes)) == 10
    assert "<li><code>" not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    answer = client.get(reverse("agencies:choose_posting"))
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").status_code == 200


def test_二つ目の鍵がない人には_どの業務の画面も開かない(client, worker):
    enter(client)
    for name in ("web:home", "agencies:table", "staff:list", "agencies:own_account"):
        answer = client.get(reverse(name), follow=True)
        assert answer.request["PATH_INFO"] == reverse("agencies:set_up_keys"), name


def test_パスワードを変えていない人は_鍵を足しても先へ進めない(client, cast):
    made = staff.create_account(by=cast.account_admin, login_id="lazy", name="急田 急")
    place(cast.account_admin, made.account_id, cast.csw.agency_id)
    enter(client, "lazy", made.initial_password)
    set_up_totp(client)
    assert client.get("/", follow=True).request["PATH_INFO"] == reverse("account_change_password")


def test_確認コードでのサインイン_違うコードでは入れない(client, worker):
    enter(client)
    secret = set_up_totp(client)
    client.post(reverse("agencies:sign_out"))
    answer = enter(client)
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000" if totp(secret) != "000000" else "111111"})
    assert "コードが違います" in wrong.content.decode()
    assert "_auth_user_id" not in client.session
    # 登録に使ったコードは一度きりなので、次の30秒のコードで入る。
    import time

    answer = client.post(reverse("mfa_authenticate"), {"code": totp(secret, time.time() + 30)}, follow=True)
    assert answer.request["PATH_INFO"] == "/"
    assert seated(client)


def test_回復コードは一度だけ使える(client, worker):
    enter(client)
    set_up_totp(client)
    codes = re.findall(r"<li><code>([\d ]+)</code>", client.get(reverse("mfa_view_recovery_codes")).content.decode())
    for expected in (True, False):
        client.post(reverse("agencies:sign_out"))
        enter(client)
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert ("_auth_user_id" in client.session) is expected


def test_確認コードの種は_データベースに平文で置かれない(client, worker):
    enter(client)
    secret = set_up_totp(client)
    data = json.dumps([auth.data for auth in Authenticator.objects.filter(user_id=worker.account_id)])
    assert secret not in data
    stored = Authenticator.objects.get(user_id=worker.account_id, type="totp").data["secret"]
    assert unseal(stored) == secret


def test_暗号は_一字でも違えば開かず_平文は受け付けない():
    sealed = seal("JBSWY3DPEHPK3PXP")
    assert sealed != seal("JBSWY3DPEHPK3PXP")
    with pytest.raises(SealBroken):
        unseal(sealed[:-4] + ("AAAA" if sealed[-4:] != "AAAA" else "BBBB"))
    with pytest.raises(SealBroken):
        unseal("JBSWY3DPEHPK3PXP")


def test_だれでもない接続では_二つ目の鍵を足せず消せず_種を入れ替えられない(client, worker, cast):
    enter(client)
    set_up_totp(client)
    from django.db import DatabaseError

    sql = "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%s, 'totp', '{}', now())"
    with pytest.raises(DatabaseError):
        rows(None, sql, cast.csw.account_id)
    with pytest.raises(DatabaseError):
        rows(cast.neighbour, sql, cast.csw.account_id)
    for actor in (None, cast.neighbour):
        with pytest.raises(DatabaseError):
            rows(actor, "UPDATE mfa_authenticator SET data = '{\"secret\": \"x\"}' WHERE user_id = %s AND type = 'totp'", worker.account_id)
        with pytest.raises(DatabaseError):
            rows(actor, "UPDATE mfa_authenticator SET user_id = %s WHERE user_id = %s", cast.neighbour.account_id, worker.account_id)
    with transaction.atomic(), acting_as(cast.neighbour):
        assert Authenticator.objects.filter(user_id=worker.account_id).delete()[0] == 0


def test_パスキーを登録し_パスワードなしで入る(client, worker):
    key = Passkey()
    enter(client)
    page = client.get(reverse("mfa_add_webauthn"))
    answer = client.post(
        reverse("mfa_add_webauthn"), {"name": "窓口の端末", "passwordless": "on", "credential": key.register(page.context["js_data"])}
    )
    assert answer.url == reverse("mfa_view_recovery_codes")
    client.post(reverse("agencies:sign_out"))
    options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    answer = client.post(reverse("mfa_login_webauthn"), {"credential": key.answer(options)}, follow=True)
    assert answer.request["PATH_INFO"] == "/"
    assert seated(client)


def test_別の鍵の署名では_パスキーで入れない(client, worker):
    key, thief = Passkey(), Passkey()
    enter(client)
    page = client.get(reverse("mfa_add_webauthn"))
    client.post(reverse("mfa_add_webauthn"), {"name": "端末", "passwordless": "on", "credential": key.register(page.context["js_data"])})
    client.post(reverse("agencies:sign_out"))
    thief.credential_id, thief.user_handle = key.credential_id, key.user_handle
    from cryptography.exceptions import InvalidSignature

    options = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    try:
        client.post(reverse("mfa_login_webauthn"), {"credential": thief.answer(options)})
    except InvalidSignature:
        pytest.fail("署名の誤りが、断りの画面ではなく障害になった")
    assert "_auth_user_id" not in client.session


def test_最後の二つ目の鍵は外せない(client, worker):
    enter(client)
    set_up_totp(client)
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert "最後の一つは外せません" in answer.content.decode()
    assert Authenticator.objects.filter(user_id=worker.account_id, type="totp").exists()


def test_間違いが続くと止まり_どれだけ待ちだれに頼むかを示す(client, worker, cast):
    for _ in range(9):
        assert enter(client, password="wrong-password-here").status_code == 200
    locked = enter(client, password="wrong-password-here")
    assert locked.status_code == 429
    body = locked.content.decode()
    assert "30分" in body
    assert "業務管理者" in body
    assert enter(client).status_code == 429
    staff.unlock_sign_in(by=cast.account_admin, account_id=worker.account_id, reason="本人を確かめた")
    assert enter(client).status_code == 302


def test_いないサインイン名も_同じように止まる(client):
    answers = [enter(client, "nobody-here", "wrong-password-here") for _ in range(10)]
    assert [answer.status_code for answer in answers] == [200] * 9 + [429]


def test_確認コードの間違いも_パスワードと合わせて数える(client, worker):
    enter(client)
    set_up_totp(client)
    client.post(reverse("agencies:sign_out"))
    enter(client)
    statuses = [client.post(reverse("mfa_authenticate"), {"code": f"{n:06d}"}).status_code for n in range(10)]
    assert statuses[-1] == 429
    assert "_auth_user_id" not in client.session


def test_違うパスワードと_いない名前とで_答えが同じ(client, worker):
    def answer(login):
        body = enter(client, login, "wrong-password-here").content.decode().replace(login, "")
        return re.sub(r'value="[^"]*"|X-CSRFToken": "[^"]*"', "", body)

    assert answer("worker") == answer("nobody")


def test_サインインでセッションの番号が替わる(client, worker):
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    assert enter(client).status_code == 302
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


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
    assert client.get("/").status_code == 302
    assert "_auth_user_id" not in client.session or not client.get("/", follow=True).context.get("actor")
    assert enter(client).status_code in (200, 302)
    assert client.get("/").status_code == 302


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


def test_サインインとサインアウトと失敗は_閲覧記録に残り_打たれた文字は残らない(client, worker, owner_sql):
    before = owner_sql("SELECT coalesce(max(id), 0) FROM audit_access")[0][0]
    enter(client, "worker", "wrong-password-here")
    enter(client, "my-secret-pass", "x")
    enter(client)
    client.post(reverse("agencies:sign_out"))
    found = owner_sql("SELECT outcome, account_id, reason FROM audit_access WHERE id > %s ORDER BY id", [before])
    assert [outcome for outcome, _, _ in found] == ["sign_in_failed", "sign_in_failed", "signed_in", "signed_out"]
    assert [account == worker.account_id for _, account, _ in found] == [True, False, True, True]
    assert "my-secret-pass" not in str(found)


def test_並べたもの以外の_allauthの入口は存在しない():
    from importlib import import_module

    offered = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    every = {p.name for p in import_module("allauth.urls").urlpatterns if getattr(p, "name", None)}
    every |= {
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_set_password",
        "socialaccount_connections",
        "account_logout",
    }
    for name in ("account_signup", "account_email", "account_reset_password", "mfa_trust", "account_logout"):
        assert name not in offered
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_サインインの画面に_その場の筋書きや外の場所がない(client, worker):
    pages = [reverse("account_login")]
    enter(client)
    pages += [
        reverse(name) for name in ("agencies:set_up_keys", "mfa_index", "mfa_add_webauthn", "mfa_activate_totp", "account_change_password")
    ]
    for page in pages:
        body = client.get(page, follow=True).content.decode()
        scripts = re.findall(r"<script\b([^>]*)>", body)
        assert all("src=" in attrs or 'type="application/json"' in attrs for attrs in scripts), page
        assert not re.search(r"\son[a-z]+=|javascript:|style=", body), page
        assert not re.search(r'(?:src|href|action)="https?://', body), page


@pytest.mark.parametrize("path", ["/demo/sign-in/", "/demo/sign-in/enter/"])
def test_見本の町の入口は_ほかの町には存在しない(client, path):
    import sys

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert "kasane.agencies.demo_door" not in sys.modules


def test_見本の町の入口は_読み込もうとするだけで止まる():
    from importlib import import_module

    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured):
        import_module("kasane.agencies.demo_door")


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
