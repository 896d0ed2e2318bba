"""業務日誌: だれが、どの根拠で、何をしたか。変更と同じ取引で確定する。"""

from collections.abc import Sequence
from contextvars import ContextVar
from uuid import UUID

from django.db import connection

from kasane.audit.entries import JOURNAL_COLUMNS, insert_sql, line
from kasane.kernel.actor import Actor

_SQL = insert_sql("audit_journal", JOURNAL_COLUMNS)
recorded: ContextVar[int] = ContextVar("kasane_journal_recorded", default=0)


def record(
    *,
    act: str,
    by: Actor,
    subjects: Sequence[UUID] = (),
    compartment_id: UUID | None = None,
    ground: str = "",
    reason: str = "",
    changed: Sequence[str] = (),
) -> None:
    """行為を日誌に残す（個人情報保護法66条）。

    act: 行為の符号。subjects: 記録の持ち主（人）の識別子。changed: 変わった項目の名前だけ（内容は書かない）。
    取引の外で呼ぶと、変更だけが残って日誌が残らないことがあるので拒む。
    """
    if not connection.in_atomic_block:
        raise RuntimeError("日誌は変更と同じ取引の中で記録します。")
    entry = line(
        JOURNAL_COLUMNS,
        act=act, by=by, subjects=subjects, compartment_id=compartment_id, ground=ground, reason=reason, changed=list(changed),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SQL, entry.parameters)
    recorded.set(recorded.get() + 1)
