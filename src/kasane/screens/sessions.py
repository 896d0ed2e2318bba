"""セッションの置き場: Django のデータベースのセッションを、ORM を通さずに一つの決まった文で読む（要求のたびに要るため）。"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """読むところだけを替えたセッション。書く・消す・期限の決まりは Django のまま。"""

    def load(self) -> dict[str, Any]:
        """中身を返す。ない・期限が切れた番号なら空で、次に書くときは新しい番号になる。"""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found[0]))
