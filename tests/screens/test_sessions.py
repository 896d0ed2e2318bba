"""セッションの置き場: 決まった文で読み書きしても、Django のセッションと同じに振る舞う。"""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.utils import timezone

from kasane.screens.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> SessionStore:
    store = SessionStore()
    store["word"] = "髙橋"
    store.create()
    return store


def test_what_was_kept_is_read_back(kept: SessionStore) -> None:
    assert SessionStore(kept.session_key)["word"] == "髙橋"


def test_an_overwrite_replaces_the_content_and_keeps_the_number(kept: SessionStore) -> None:
    again = SessionStore(kept.session_key)
    again["word"] = "齋藤"
    again.save()
    assert again.session_key == kept.session_key
    assert SessionStore(kept.session_key)["word"] == "齋藤"


def test_an_expired_session_is_empty_and_its_number_is_not_reused(kept: SessionStore) -> None:
    Session.objects.filter(pk=kept.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))
    late = SessionStore(kept.session_key)
    assert "word" not in late
    assert late.session_key is None


def test_an_unknown_number_is_empty_and_not_reused() -> None:
    stranger = SessionStore("x" * 32)
    assert list(stranger.keys()) == []
    assert stranger.session_key is None


def test_a_session_ended_elsewhere_is_not_brought_back(kept: SessionStore) -> None:
    open_here = SessionStore(kept.session_key)
    assert open_here["word"] == "髙橋"
    SessionStore(kept.session_key).delete(kept.session_key)
    open_here["word"] = "齋藤"
    with pytest.raises(UpdateError):
        open_here.save()
    assert not Session.objects.filter(pk=kept.session_key).exists()
