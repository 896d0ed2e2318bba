"""サインイン（security.md N60・N63・N74、issue 2-5）: 二つ目の鍵まで済まないと何も開かず、間違いが続けば止まる。"""

import json
import re

import pytest
from agency_town import place, rows
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse
from signing_in import Passkey, enter, seated, set_up_totp, totp

from kasane.access.session import acting_as
from kasane.agencies.commands import staff
from kasane.agencies.sign_in.sealing import SealBroken, seal, unseal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]
NEW = "ookina-kasa-no-shita-de"


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
