"""会議に諮った三十の事案の綴りを、製品のコマンドで頼む（別の処理で行う）。python -m benchmarks.packet_ask サインイン名 → 頼みの番号。"""

from __future__ import annotations

import os
import sys

from benchmarks.meeting_town import MARK


def main(login: str) -> None:
    """この人として頼む。"""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db import transaction

    from kasane.access.session import acting_as
    from kasane.agencies.models import Account
    from kasane.agencies.queries.desk import actor_for
    from kasane.conferences.models import Item
    from kasane.documents.commands import ask_packet
    from kasane.documents.domain.jobs import JobKind

    actor = actor_for(Account.objects.get(login_id=login).pk, None)
    if actor is None:
        raise SystemExit(f"エラー: {login} は今日の配属がありません。")
    with transaction.atomic(), acting_as(actor):
        items = Item.objects.filter(conference__place=MARK, case_id__isnull=False).order_by("position", "id")
        targets = list(dict.fromkeys(items.values_list("case_id", flat=True)))
    print(ask_packet(by=actor, kind=JobKind.CASES, targets=targets))


if __name__ == "__main__":
    main(sys.argv[1])
