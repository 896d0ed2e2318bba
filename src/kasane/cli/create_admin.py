"""kasane create-admin: 最初の業務管理者。二人目からは、その人が画面で作る。"""

from __future__ import annotations

import argparse
import sys
from typing import Any

BY = "setup"  # 日誌に残る行為者: 町の始まりの処理


def register(commands: Any) -> None:
    """命令を加える。"""
    about = "最初の業務管理者（アカウントを管理する職員）を作り、初めの合言葉を一度だけ出します。いま働く業務管理者がいれば断ります。"
    parser = commands.add_parser("create-admin", help="最初の業務管理者を作る", description=about)
    parser.add_argument("--login-id", required=True, metavar="サインイン名", help="半角の英小文字・数字・._- の 3〜64 字")
    parser.add_argument("--name", required=True, metavar="氏名")
    parser.add_argument("--section", required=True, metavar="課", help="所属する課（なければ作る。例 総務課）")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """作る。すでに業務管理者がいる・サインイン名が正しくない・使われているときは断る。"""
    from kasane.agencies.commands.staff import LOGIN_ID

    if not LOGIN_ID.fullmatch(options.login_id):
        print("エラー: サインイン名は半角の英小文字・数字・._- の 3〜64 字にしてください。", file=sys.stderr)
        return 2
    if refusal := _refusal(options.login_id):
        print(f"エラー: {refusal}", file=sys.stderr)
        return 1
    password = _create(options.login_id, options.name.strip(), options.section.strip())
    print(f"サインイン名 {options.login_id} ／ 初めの合言葉 {password}\nこの合言葉は二度と出ません。初めのサインインで変えます。")
    return 0


def _refusal(login_id: str) -> str:
    from kasane.access.dated import serving
    from kasane.agencies.models import Account, Posting
    from kasane.kernel import clock
    from kasane.kernel.actor import Role

    working = Posting.objects.using("owner").filter(serving(clock.today()))
    if working.filter(roles__contains=[Role.ACCOUNT_ADMIN.value], account__is_active=True).exists():
        return "いま働く業務管理者がいます。新しい職員は、その人が画面で作ります。"
    if Account.objects.using("owner").filter(login_id=login_id).exists():
        return "このサインイン名はすでに使われています。"
    return ""


def _create(login_id: str, name: str, section: str) -> str:
    """日誌を先に確定させる（途中で止まっても、日誌にない管理者は生まれない）。返り値: 初めの合言葉。"""
    from django.contrib.auth.hashers import make_password
    from django.db import transaction

    from kasane.access.session import acting_as
    from kasane.agencies.commands.staff import one_time_password
    from kasane.agencies.domain import SECTION_KIND
    from kasane.agencies.models import Account, Agency, Posting, StaffProfile
    from kasane.audit import journal
    from kasane.kernel import clock
    from kasane.kernel.actor import Role, job_actor

    password = one_time_password()
    _register_job()
    with transaction.atomic(using="owner"), transaction.atomic(), acting_as(job_actor(BY)):
        agency, _ = Agency.objects.using("owner").get_or_create(name=section, kind=SECTION_KIND)
        account = Account.objects.using("owner").create(login_id=login_id, password=make_password(password))
        StaffProfile.objects.using("owner").create(account=account, name=name)
        Posting.objects.using("owner").create(
            account=account,
            agency=agency,
            roles=[Role.ACCOUNT_ADMIN.value],
            valid_from=clock.today(),
            appointed_at=clock.now(),
            reason="最初の業務管理者",
        )
        journal.record(act="create_account", by=job_actor(BY), changed=["login_id", "name"])
        journal.record(act="appoint", by=job_actor(BY), changed=["agency", "roles"], reason="最初の業務管理者")
    return password


def _register_job() -> None:
    """日誌に名乗れるよう、この処理を自動処理の名簿に載せる（持ち主だけが書ける表）。"""
    from django.db import connections

    from kasane.kernel.actor import Role, job_actor

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_job (id, name, roles) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [job_actor(BY).account_id, BY, [Role.JOB.value]],
        )
