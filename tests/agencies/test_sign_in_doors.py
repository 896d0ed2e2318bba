"""入口そのもの: 並べた入口だけがあり、画面は外の場所もその場の筋書きも使わず、見本の町の入口はほかの町にない。"""

import re

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse
from signing_in import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]


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
