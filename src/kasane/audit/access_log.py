"""閲覧記録: だれが何を見たか、何を断られたか。

別の接続（足すことしかできない役割）で、応答が外へ出る前に確定する。業務側の取引が取り消されても残る。
"""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from django.db import connections

from kasane.audit.entries import ACCESS_COLUMNS, insert_sql, line
from kasane.kernel.actor import Actor

_SQL = insert_sql("audit_access", ACCESS_COLUMNS)


class Outcome(StrEnum):
    """見せたか、断ったか。"""

    SHOWN = "shown"
    REFUSED = "refused"
    NOT_VISIBLE = "not_visible"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"


def record_access(
    *,
    act: str,
    by: Actor | None,
    outcome: Outcome,
    route: str,
    subjects: Sequence[UUID] = (),
    compartment_id: UUID | None = None,
    ground: str = "",
    reason: str = "",
    address: str | None = None,
) -> None:
    """閲覧または拒否を一行残し、確定する。

    route: 画面の名前（URLの文字列は残さない。検索語に氏名が入りうるため）。subjects: 見せた人の識別子。
    """
    entry = line(
        ACCESS_COLUMNS,
        act=act, by=by, subjects=subjects, compartment_id=compartment_id, ground=ground, reason=reason,
        outcome=outcome.value, route=route, seen=len(subjects), address=address,
    )  # fmt: skip
    with connections["audit"].cursor() as cursor:
        cursor.execute(_SQL, entry.parameters)
