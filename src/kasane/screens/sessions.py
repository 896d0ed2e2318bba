"""セッションの置き場: Django のデータベースのセッションを、ORM を通さずに決まった文で読み書きする（要求のたびに要るため）。"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.utils import timezone

_WRITE = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s"
_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """読むところと上書きするところだけを替えたセッション。作る・消す・期限の決まりは Django のまま。"""

    def load(self) -> dict[str, Any]:
        """中身を返す。ない・期限が切れた番号なら空で、次に書くときは新しい番号になる。"""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found[0]))

    def save(self, must_create: bool = False) -> None:
        """中身を残す。上書きするはずのセッションがもう無いときは UpdateError（別の画面でサインアウトした後など）。"""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [self.encode(dict(self.items())), self.get_expiry_date(), self.session_key])
            if cursor.rowcount == 0:
                raise UpdateError
