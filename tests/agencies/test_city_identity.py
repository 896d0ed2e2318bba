"""市の認証基盤（OIDC）と見本の町の入口: 決めたときだけあり、勝手に人を作らない。"""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from agency_town import newcomer
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.urls import reverse

from config.identity import IdentityIncomplete, city_identity, city_origin
from kasane.agencies.commands import staff
from kasane.agencies.models import Account
from kasane.agencies.sign_in.adapter import CityIdentityAdapter

ROOT = Path(__file__).resolve().parents[2]
ISSUER = "https://idp.example.lg.jp/realms/city"


@pytest.fixture
def given(monkeypatch, tmp_path):
    """三つの設定を置く（names で一部だけにできる）。"""
    secret = tmp_path / "secret"
    secret.write_text("himitsu\n", "utf-8")
    values = {"KASANE_OIDC_ISSUER": ISSUER, "KASANE_OIDC_CLIENT_ID": "kasane", "KASANE_OIDC_CLIENT_SECRET_FILE": str(secret)}

    def put(*names):
        for name in values:
            monkeypatch.delenv(name, raising=False)
        for name in names:
            monkeypatch.setenv(name, values[name])
        return values

    return put


def test_何も決めなければ_市の認証基盤は使わない(given):
    given()
    assert city_identity() == {}
    assert city_origin() == []


def test_三つそろえば使い_合言葉はファイルから読む(given):
    given(*given())
    app = city_identity()["openid_connect"]["APPS"][0]
    assert (app["client_id"], app["secret"], app["settings"]["server_url"]) == ("kasane", "himitsu", ISSUER)
    assert city_identity()["openid_connect"]["OAUTH_PKCE_ENABLED"] is True
    assert city_origin() == ["https://idp.example.lg.jp"]


@pytest.mark.parametrize("left_out", range(3))
def test_一部だけ決めたら_黙って消さずに止まる(given, left_out):
    names = list(given())
    missing = names.pop(left_out)
    given(*names)
    with pytest.raises(IdentityIncomplete, match=missing):
        city_identity()


def arriving(client_request, claims):
    login = SimpleNamespace(account=SimpleNamespace(extra_data={"userinfo": claims}))
    with request_context(client_request), pytest.raises(ImmediateHttpResponse) as answer:
        CityIdentityAdapter().pre_social_login(client_request, login)
    return answer.value.response


@pytest.fixture
def coming(rf: RequestFactory):
    request = rf.get("/sign-in/city/back/")
    request.session = SessionStore()
    request.user = SimpleNamespace(is_authenticated=False, is_anonymous=True)
    request.resolver_match = None
    return request


@pytest.mark.django_db
def test_登録のある人は_二つ目の鍵がなければそのまま_入口の関門へ進む(cast, coming):
    worker = newcomer(cast.account_admin, "city-worker", cast.csw.agency_id)
    answer = arriving(coming, {"preferred_username": "City-Worker"})
    assert answer.url == reverse("agencies:choose_posting")
    assert coming.session["_auth_user_id"] == str(worker.account_id)


@pytest.mark.django_db
@pytest.mark.parametrize("claims", [{"preferred_username": "nobody"}, {"preferred_username": ""}, {}, {"email": "city-worker"}])
def test_登録のない人は作らず_断りの画面を出す(cast, coming, claims):
    newcomer(cast.account_admin, "city-worker", cast.csw.agency_id)
    before = Account.objects.count()
    answer = arriving(coming, claims)
    assert answer.status_code == 403
    assert "かさねに登録がありません" in answer.content.decode()
    assert Account.objects.count() == before
    assert "_auth_user_id" not in coming.session


@pytest.mark.django_db
def test_止められた人は_認証基盤からも入れない(cast, coming):
    worker = newcomer(cast.account_admin, "city-worker", cast.csw.agency_id)
    staff.suspend_account(by=cast.account_admin, account_id=worker.account_id, reason="紛失")
    assert arriving(coming, {"preferred_username": "city-worker"}).status_code == 403


def routes(**environment: str) -> set[str]:
    """その設定で立ち上げたときにある、入口の名前。"""
    code = (
        "import django; django.setup()\n"
        "from django.urls import get_resolver\n"
        "import sys\n"
        "names = {n for n in get_resolver().reverse_dict if isinstance(n, str)}\n"
        "print(' '.join(sorted(names)), '|', 'kasane.agencies.demo_door' in sys.modules)"
    )
    values = {name: value for name, value in os.environ.items() if not name.startswith(("KASANE_DEMO", "KASANE_OIDC"))}
    values |= {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **environment}
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=values, capture_output=True, text=True, check=True)
    return set(answer.stdout.split())


def test_見本の町の入口は_見本の町にだけある():
    assert {"demo_doors", "demo_enter", "True"} <= routes(KASANE_DEMO="1")
    for elsewhere in ({}, {"KASANE_DEMO": ""}, {"KASANE_DEMO": "0"}, {"KASANE_DEMO": "true"}):
        found = routes(**elsewhere)
        assert not {"demo_doors", "demo_enter", "True"} & found
        assert "account_login" in found


def test_認証基盤の入口は_三つそろったときだけある(given, tmp_path):
    values = given()
    assert "openid_connect_login" in routes(**values)
    assert "openid_connect_login" not in routes()
