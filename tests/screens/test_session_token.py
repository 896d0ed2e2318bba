"""サインインの確かめ: 続いていれば送信の合言葉を返し、切れていれば断る。打ちかけの画面がそのまま送れるように。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_signed_in_person_gets_a_token_that_is_accepted(cast: Any, sign_in: Callable[[Any, Any], None]) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, cast.csw)
    token = client.get("/session/", headers={"HX-Request": "true"}).json()["token"]
    draft = {"draft_key": "sample:new", "back": "/", "note": "打ちかけ"}
    kept = client.post("/drafts/", draft, headers={"HX-Request": "true", "X-CSRFToken": token})
    assert kept.status_code == 200
    assert "自動で保存しました" in kept.content.decode()
    assert client.post("/drafts/", draft, headers={"HX-Request": "true"}).status_code == 403


def test_a_signed_out_person_gets_no_token() -> None:
    answer = Client().get("/session/", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"].startswith("text/html")
