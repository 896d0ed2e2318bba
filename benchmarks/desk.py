"""測る人のサインイン（別の処理で行う）: アプリ自身のセッションの仕組みで、机に着いた状態を作る。

python -m benchmarks.desk [--clients 数] [--once 数] サインイン名… → {サインイン名: [Cookie の文…], floor: […], once: […]} を標準出力へ。
同時に使う接続ごとに、別のセッションを作る。once は、一人目が一度ずつ使う、二重送信を防ぐ札。
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from benchmarks.interleaved import CLIENTS

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FLOOR_BACKEND = "django.contrib.auth.backends.ModelBackend"


def main(arguments: list[str]) -> None:
    """名前ごとに机に着け、Cookie を出す。配属のない人は断る。"""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("login_ids", nargs="+")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--once", type=int, default=0)
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    made = {login_id: [_cookie(login_id, BACKEND) for _ in range(given.clients)] for login_id in given.login_ids}
    floor = [_cookie(given.login_ids[0], FLOOR_BACKEND) for _ in range(given.clients)]
    print(json.dumps({**made, "floor": floor, "once": _once(given.login_ids[0], given.once)}))


def _once(login_id: str, count: int) -> list[str]:
    """画面が出すのと同じ札。"""
    from kasane.agencies.models import Account
    from kasane.agencies.queries.desk import actor_for
    from kasane.screens import once

    actor = actor_for(Account.objects.get(login_id=login_id).pk, None)
    if actor is None:
        raise SystemExit(f"エラー: {login_id} は今日の配属がありません。")
    return [once.token(actor) for _ in range(count)]


def _cookie(login_id: str, backend: str) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from kasane.agencies.models import Account
    from kasane.agencies.queries.desk import postings_now
    from kasane.screens.sessions import SessionStore
    from kasane.screens.sign_in import POSTING_KEY

    account = Account.objects.get(login_id=login_id)
    seats = postings_now(account.pk)
    if not seats:
        raise SystemExit(f"エラー: {login_id} は今日の配属がありません。")
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[POSTING_KEY] = str(seats[0])
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


if __name__ == "__main__":
    main(sys.argv[1:])
