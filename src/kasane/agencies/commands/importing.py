"""機関の台帳を、外の資料（公開データ・計画の一覧）に合わせる。何度行っても同じ結果になる。"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import islice

from django.db.models import F

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.agencies.commands.register import AgencyDraft, Lists, check_draft, current_lists
from kasane.agencies.models import Agency
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid

BATCH = 2000
COLUMNS = tuple(f.name for f in fields(AgencyDraft))


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """資料の一行。key は資料の中でその機関を指す番号（事業所番号など。改版しても同じもの）。"""

    key: str
    agency: AgencyDraft


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """載せなかった一行と、その理由。"""

    key: str
    reason: str


@dataclass(slots=True)
class Outcome:
    """取り込みの結果。件数と、載せなかった行。"""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    refused: tuple[RefusedRow, ...] = ()


@act(Action.IMPORT_DATA)
def register_or_update_agencies(*, by: Actor, rows: Iterable[AgencyRow], source: str, complete: bool = False) -> Outcome:
    """資料の機関を台帳に載せる・直す。source と key の組が同じなら同じ機関とみなす。

    complete: 資料がその source のすべてなら True。載っていない機関を今日で閉じる（行は消さない）。再び載れば開き直す。
    名前がない・種別が一覧にない行は、理由とともに返して飛ばす。手で直した備考・担当課・委託先は、資料が空なら残す。
    """
    outcome, refused, seen, lists = Outcome(), list[RefusedRow](), set[str](), current_lists()
    stream = iter(rows)
    while batch := list(islice(stream, BATCH)):
        kept = [row for row in batch if _acceptable(row, seen, refused, lists)]
        _take(kept, source, outcome)
    if complete:
        outcome.closed = _close_missing(source, seen)
    outcome.refused = tuple(refused)
    journal.record(act="import_agencies", by=by, reason=f"{source}: 追加{outcome.added} 変更{outcome.changed} 閉鎖{outcome.closed}")
    return outcome


def _acceptable(row: AgencyRow, seen: set[str], refused: list[RefusedRow], lists: Lists) -> bool:
    reason = ""
    if not row.key.strip():
        reason = "番号がありません。"
    elif row.key in seen:
        reason = "同じ番号の行が前にあります。"
    else:
        try:
            check_draft(row.agency, lists)
        except Invalid as invalid:
            reason = str(invalid)
    if reason:
        refused.append(RefusedRow(row.key, reason))
        return False
    seen.add(row.key)
    return True


def _take(rows: Sequence[AgencyRow], source: str, outcome: Outcome) -> None:
    present = {row.source_key: row for row in Agency.objects.filter(source=source, source_key__in=[row.key for row in rows])}
    new = [Agency(source=source, source_key=row.key, **asdict(row.agency)) for row in rows if row.key not in present]
    Agency.objects.bulk_create(new)
    altered = [present[row.key] for row in rows if row.key in present and _apply(present[row.key], row.agency)]
    Agency.objects.bulk_update(altered, [*COLUMNS, "closed_on", "version"], batch_size=500)
    outcome.added += len(new)
    outcome.changed += len(altered)
    outcome.unchanged += len(rows) - len(new) - len(altered)


def _apply(agency: Agency, draft: AgencyDraft) -> bool:
    differing = {name: value for name in COLUMNS if (value := getattr(draft, name)) not in ("", None) and getattr(agency, name) != value}
    if not differing and agency.closed_on is None:
        return False
    for name, value in differing.items():
        setattr(agency, name, value)
    agency.closed_on = None
    agency.version += 1
    return True


def _close_missing(source: str, seen: set[str]) -> int:
    missing = Agency.objects.filter(source=source, closed_on__isnull=True).exclude(source_key__in=seen)
    return missing.update(closed_on=clock.today(), version=F("version") + 1)
