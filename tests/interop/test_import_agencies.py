"""支援関係機関の取り込み: 施設の一覧と同じ読み方で、機関だけを台帳に載せる。"""

import pytest

from kasane.access.session import acting_as
from kasane.agencies.models import Agency
from kasane.interop.agency_runs import import_agencies
from kasane.interop.report import Outcome
from kasane.interop.runs import Request
from kasane.kernel.actor import job_actor
from kasane.resources.domain import Target

pytestmark = pytest.mark.django_db
HEAD = "HID,Name,SubType,Add1,TEL\n"
ROWS = (
    "5001,かさね市北地域包括支援センター,地域包括支援センター,かさね市北町1,000-100-0001\n"
    "5002,かさね相談支援センター,相談支援事業所,かさね市南町2,000-100-0002\n"
    "5003,中央公園,公園,かさね市中町3,\n"
)


def _bring(tmp_path, text, name="機関_2026-04-01.csv", **options):
    path = tmp_path / name
    path.write_text(HEAD + text, "utf-8")
    return import_agencies(by=job_actor("import"), request=Request(path, Target.RESOURCES, **options))


@pytest.fixture
def listed(_django_db_helper):
    """取り込みで載った機関。"""
    with acting_as(job_actor("import")):
        yield lambda: Agency.objects.filter(source__contains="機関").order_by("source_key")


def test_agencies_are_registered_and_other_facilities_are_named(tmp_path, listed):
    report = _bring(tmp_path, ROWS)
    assert [(row.name, row.kind, row.field) for row in listed()] == [
        ("かさね市北地域包括支援センター", "0301", "care"),
        ("かさね相談支援センター", "0401", "disability"),
    ]
    assert [(item.line, "支援関係機関の種別にあたらない" in item.text) for item in report.rejected] == [(4, True)]


def test_a_second_run_changes_nothing(tmp_path, listed):
    _bring(tmp_path, ROWS)
    again = _bring(tmp_path, ROWS)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_a_newer_edition_corrects_and_closes_but_never_deletes(tmp_path, listed):
    _bring(tmp_path, ROWS)
    newer = _bring(tmp_path, ROWS.splitlines(True)[0].replace("0001", "0009"), "機関_2026-10-01.csv")
    assert newer.updated == 1
    assert [(row.phone, row.closed_on is None) for row in listed()] == [("000-100-0009", True), ("000-100-0002", False)]


def test_a_dry_run_writes_nothing(tmp_path, listed):
    assert (_bring(tmp_path, ROWS, dry_run=True).created, listed().count()) == (2, 0)


def test_an_older_edition_is_refused(tmp_path, listed):
    _bring(tmp_path, ROWS, "機関_2026-10-01.csv")
    older = _bring(tmp_path, ROWS, "機関_2026-04-01.csv")
    assert (older.outcome, "より新しい" in older.reason) == (Outcome.REFUSED, True)
