"""会議に諮った事案の綴りを、一度に頼める上限まで、製品のコマンドで頼む（別の処理で行う）。

python -m benchmarks.packet_ask サインイン名 → 頼みの番号と件数。
"""

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
    from kasane.documents.domain.jobs import Asked, JobKind, Purpose
    from kasane.documents.queries.whole import packet_limit

    actor = actor_for(Account.objects.get(login_id=login).pk, None)
    if actor is None:
        raise SystemExit(f"エラー: {login} は今日の配属がありません。")
    with transaction.atomic(), acting_as(actor):
        items = Item.objects.filter(conference__place=MARK, case_id__isnull=False).order_by("position", "id")
        targets = list(dict.fromkeys(items.values_list("case_id", flat=True)))[: packet_limit(JobKind.CASES)]
    asked = Asked(next(iter(Purpose)), "綴りにかかる時間を測るため")
    print(ask_packet(by=actor, kind=JobKind.CASES, targets=targets, asked=asked), len(targets))


if __name__ == "__main__":
    main(sys.argv[1])
