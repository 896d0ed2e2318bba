"""取り込みの行為: 取り込んだこと(断ったことも)と、使った列の対応を記録する。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.interop.mapping import Mapping
from kasane.interop.models import ImportMapping, ImportRun
from kasane.interop.report import Report
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id

NAMED_IN_RUN: Final = 1000


@act(Action.IMPORT_DATA)
def record_run(
    *, by: Actor, report: Report, sha256: str, started: datetime, mappings: Sequence[Mapping] = (), mapping_name: str = ""
) -> None:
    """取り込みを一回分、記録する。断ったファイルも残す。名指しした行は、報告ファイルと同じ形で千件まで。

    mappings は使った列の対応(提供元と見出しの指紋ごとに一つ保存する)、mapping_name は付ける名。
    """
    for mapping in mappings:
        _keep(report.source, mapping, mapping_name)
    content = report.as_dict()
    for name in ("rejected", "remarks", "ended"):
        content[f"{name}_count"] = len(content[name])
        content[name] = content[name][:NAMED_IN_RUN]
    ImportRun.objects.create(
        id=new_id(), account_id=by.account_id, actor=by.name, started_at=started, finished_at=clock.now(), target=report.target,
        source=report.source, edition=date.fromisoformat(report.edition) if report.edition else None, file_name=report.file,
        sha256=sha256, outcome=report.outcome.value, rows=report.rows, created=report.created, updated=report.updated,
        unchanged=report.unchanged, rejected=len(report.rejected), ended=len(report.ended), report=content,
    )  # fmt: skip
    journal.record(act=f"record_import_{report.outcome.value}", by=by, reason=f"{report.target}/{report.source}: {report.rows} 行")


def _keep(source: str, mapping: Mapping, name: str) -> None:
    known = ImportMapping.objects.select_for_update().filter(source=source, fingerprint=mapping.fingerprint).first()
    if known is None:
        ImportMapping.objects.create(
            source=source, fingerprint=mapping.fingerprint, name=name, columns=mapping.columns, saved_at=clock.now()
        )
    elif known.columns != mapping.columns or (name and known.name != name):
        known.columns, known.name, known.saved_at = mapping.columns, name or known.name, clock.now()
        known.version += 1
        known.save(update_fields=("columns", "name", "saved_at", "version"))
