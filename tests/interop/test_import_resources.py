"""社会資源の取り込み: 全部か何もなしか、何度でも同じ、消えた行は掲載終了。"""

import json
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from made_up import bring, counts, csv_file, rows

from kasane.access.session import acting_as
from kasane.interop.queries import import_runs
from kasane.interop.report import Outcome, combined
from kasane.interop.runs import Request, import_file
from kasane.kernel import clock
from kasane.kernel.actor import job_actor
from kasane.resources.domain import Target
from kasane.resources.models import Resource
from kasane.resources.queries import resources

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_the_import_job(_django_db_helper):
    with acting_as(job_actor("import")):
        yield


def test_every_row_goes_in_once_and_a_second_run_changes_nothing(tmp_path):
    path = csv_file(tmp_path, rows(range(30)))
    assert counts(bring(path)) == (30, 0, 0, 0, 0)
    before = list(Resource.objects.order_by("id").values())
    assert counts(bring(path)) == (0, 0, 30, 0, 0)
    assert list(Resource.objects.order_by("id").values()) == before


def test_the_report_is_the_promised_json(tmp_path):
    report = bring(csv_file(tmp_path, [*rows(range(3)), ",,,,,", "F9, ,かさね市,,,"]))
    data = json.loads(json.dumps(combined([report]), ensure_ascii=False))
    assert {name: data[name] for name in ("rows", "created", "updated", "unchanged", "rejected")} == {
        "rows": 4, "created": 3, "updated": 0, "unchanged": 0, "rejected": [{"line": 6, "reason": "名称が空です。"}],
    }  # fmt: skip
    assert data["sheets"][0]["columns"]["施設ID"] == "own_id"
    assert data["sheets"][0]["blank_rows"] == 1


def test_a_dry_run_counts_the_same_and_writes_nothing(tmp_path):
    path = csv_file(tmp_path, rows(range(5)))
    assert counts(bring(path, dry_run=True)) == (5, 0, 0, 0, 0)
    assert (Resource.objects.count(), import_runs()) == (0, [])


def test_a_newer_edition_adds_changes_and_ends_but_never_deletes(tmp_path):
    bring(csv_file(tmp_path, rows(range(30))))
    moved_phones = rows(range(2, 33), lambda number: "000-999-9999" if number < 4 else f"000-000-{number:04d}")
    assert counts(bring(csv_file(tmp_path, moved_phones, "施設一覧_2026-10-01.csv"))) == (3, 2, 26, 0, 2)
    ended = Resource.objects.filter(ended_on__isnull=False).order_by("name")
    assert [(row.name, row.ended_on) for row in ended] == [("かさね館0", date(2026, 10, 1)), ("かさね館1", date(2026, 10, 1))]
    assert Resource.objects.count() == 33


def test_a_facility_that_returns_is_listed_again_under_the_same_id(tmp_path):
    first, second, third = (f"施設一覧_2026-0{month}-01.csv" for month in (1, 2, 3))
    bring(csv_file(tmp_path, rows(range(10)), first))
    known = Resource.objects.get(name="かさね館3").id
    bring(csv_file(tmp_path, [row for row in rows(range(10)) if "館3," not in row], second))
    assert counts(bring(csv_file(tmp_path, rows(range(10)), third, "cp932")))[:3] == (0, 1, 9)
    assert (Resource.objects.get(id=known).ended_on, Resource.objects.count()) == (None, 10)


def test_a_change_of_name_under_the_same_number_is_a_change(tmp_path):
    bring(csv_file(tmp_path, rows(range(5))))
    renamed = [row.replace("かさね館2", "新かさね館") for row in rows(range(5))]
    assert counts(bring(csv_file(tmp_path, renamed, "施設一覧_2026-05-01.csv"))) == (0, 1, 4, 0, 0)


def test_a_running_number_is_no_identity(tmp_path):
    def numbered(names):
        path = tmp_path / f"一覧_2026-0{len(names)}-01.csv"
        path.write_text("#property,名称,住所\n" + "".join(f"{n},{name},甲町{name}\n" for n, name in enumerate(names, 1)), "utf-8")
        return path

    bring(numbered(["い館", "ろ館", "は館", "に館"]))
    shifted = bring(numbered(["新館", "い館", "ろ館", "は館", "に館"]))
    assert (shifted.created, shifted.ended) == (1, [])
    assert (Resource.objects.filter(ended_on__isnull=False).count(), Resource.objects.count()) == (0, 5)


def test_a_renumbered_facility_is_recognised_by_name_and_address(tmp_path):
    bring(csv_file(tmp_path, rows(range(5))))
    moved = [row.replace("F1002", "F7777") for row in rows(range(5))]
    report = bring(csv_file(tmp_path, moved, "施設一覧_2026-05-01.csv"))
    assert (report.created, report.ended, Resource.objects.count()) == (0, [], 5)


def test_an_older_edition_after_a_newer_one_is_refused_with_both_dates(tmp_path):
    bring(csv_file(tmp_path, rows(range(5)), "施設一覧_2026-10-01.csv"))
    older = bring(csv_file(tmp_path, rows(range(4)), "施設一覧_2026-04-01.csv"))
    assert older.outcome is Outcome.REFUSED
    assert ("令和8年10月1日" in older.reason, "令和8年4月1日" in older.reason) == (True, True)
    assert Resource.objects.filter(ended_on__isnull=True).count() == 5


def test_an_edition_already_brought_in_and_replaced_since_changes_nothing(tmp_path):
    old, new = csv_file(tmp_path, rows(range(5))), csv_file(tmp_path, rows(range(6)), "施設一覧_2026-10-01.csv")
    bring(old)
    bring(new)
    again = bring(old)
    assert (again.outcome, counts(again)) == (Outcome.SUPERSEDED, (0, 0, 5, 0, 0))
    assert counts(bring(new)) == (0, 0, 6, 0, 0)


def test_a_file_that_would_end_most_facilities_is_refused_unless_said_so(tmp_path):
    bring(csv_file(tmp_path, rows(range(60))))
    part = csv_file(tmp_path, rows(range(10)), "施設一覧_2026-05-01.csv")
    refused = bring(part)
    assert (refused.outcome, "60 件のうち 50 件" in refused.reason) == (Outcome.REFUSED, True)
    assert Resource.objects.filter(ended_on__isnull=True).count() == 60
    assert len(bring(part, allow_many_ended=True).ended) == 50


def test_duplicates_in_a_file_are_named(tmp_path):
    twice = [*rows(range(4)), rows([1])[0], rows([2])[0].replace("000-000-0002", "000-111-0002")]
    report = bring(csv_file(tmp_path, twice))
    assert [(item.line, item.text) for item in report.rejected] == [(6, "3 行目と同じ内容です(重複のため入れません)。")]
    assert [(item.line, "4 行目と同じ名前・住所" in item.text) for item in report.remarks] == [(7, True)]
    assert report.created == 5


def test_the_same_facility_in_another_list_is_named(tmp_path):
    bring(csv_file(tmp_path, rows(range(3))))
    report = bring(csv_file(tmp_path, rows(range(2, 5)), "別の一覧_2026-04-01.csv"))
    assert [(item.line, "施設一覧" in item.text) for item in report.remarks] == [(2, True)]


def test_a_swapped_position_is_dropped_with_a_remark_and_the_row_goes_in(tmp_path):
    report = bring(csv_file(tmp_path, ["F1001,甲館,甲町,,135.1,35.1"]))
    assert (report.created, "逆" in report.remarks[0].text, Resource.objects.get().latitude) == (1, True, None)


def test_formulas_and_markup_are_stored_as_text(tmp_path):
    bring(
        csv_file(
            tmp_path, ['F1001,"=HYPERLINK(""x"")",+甲町,-1,,', "F1002,<script>alert(1)</script>,@甲町,,,", "F1003,𠮷野家ホール,甲町,,,"]
        )
    )
    assert set(Resource.objects.values_list("name", flat=True)) == {'=HYPERLINK("x")', "<script>alert(1)</script>", "𠮷野家ホール"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-9],
        lambda content: content.replace(b"F1005", b'"F1005'),
        lambda content: b"\x00\x01\x02\x03" * 4000,
        lambda content: b"PK\x03\x04" + content,
    ],
)
def test_a_damaged_file_is_refused_and_leaves_nothing_behind(tmp_path, damage):
    path = csv_file(tmp_path, rows(range(400)))
    path.write_bytes(damage(path.read_bytes()))
    report = bring(path)
    assert (report.outcome, bool(report.reason), report.created) == (Outcome.REFUSED, True, 0)
    assert Resource.objects.count() == 0
    assert [run.outcome for run in import_runs()] == ["取り込めません"]


def test_a_file_whose_rows_are_nearly_all_unusable_is_refused(tmp_path):
    path = csv_file(tmp_path, [f"F{number},,甲町,,," for number in range(3000)])
    report = bring(path)
    assert (report.outcome, "ほとんどの行" in report.reason, len(report.rejected) <= 20) == (Outcome.REFUSED, True, True)


def test_an_unknown_layout_is_brought_in_with_a_mapping_and_the_mapping_is_kept(tmp_path):
    path = tmp_path / "呼び名_2026-04-01.csv"
    path.write_text("呼び名,ところ\nかさね館,かさね市本町\n", "utf-8")
    assert bring(path).outcome is Outcome.REFUSED
    told = bring(path, columns={"呼び名": "name", "ところ": "address"}, save_as="呼び名の表")
    assert (told.created, told.sheets[0].mapping) == (1, "指定")
    again = bring(path)
    assert (again.unchanged, again.sheets[0].mapping) == (1, "保存済み")


def test_a_run_is_recorded_with_who_what_and_how_many(tmp_path):
    path = csv_file(tmp_path, rows(range(3)))
    bring(path)
    run = import_runs()[0]
    assert (run.actor, run.target, run.file_name, run.rows, run.created, len(run.sha256)) == (
        "自動処理(import)", "resources", path.name, 3, 3, 64,
    )  # fmt: skip
    assert run.report["sheets"][0]["encoding"].startswith("UTF-8")


def test_a_consultant_may_not_import(tmp_path, cast):
    request = Request(csv_file(tmp_path, rows(range(3))), Target.RESOURCES, dry_run=True)
    report = import_file(by=cast.csw, request=request)
    assert (report.outcome, "自動処理" in report.reason) == (Outcome.REFUSED, True)
    assert Resource.objects.count() == 0


def test_public_facilities_are_read_by_anyone_and_written_only_by_the_import(tmp_path, cast):
    bring(csv_file(tmp_path, rows(range(2))))
    with acting_as(cast.neighbour):
        assert len(resources()) == 2
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO resources_listingsource (id, name, target, identity) VALUES (gen_random_uuid(), 'x', 'resources', '')"
            )
        assert Resource.objects.update(name="書き換え") == 0


def test_only_an_importing_role_may_open_the_staging_table(cast):
    with acting_as(cast.neighbour), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT resources_open_staging()")


def test_without_a_date_in_the_name_the_day_of_import_is_the_edition(tmp_path):
    report = bring(csv_file(tmp_path, rows(range(2)), "施設一覧.csv"))
    assert (report.edition, "取り込んだ日" in report.edition_from) == (clock.today().isoformat(), True)


def test_characters_the_database_cannot_hold_never_stop_a_file(tmp_path):
    path = tmp_path / "一覧_2026-04-01.json"
    path.write_text('[{"na\\u0000me": "甲\\ud800館", "address": "乙町\\u0000", "\\ud800": "x"}]', "utf-8")
    report = bring(path)
    assert (report.outcome, report.created, Resource.objects.get().name) == (Outcome.DONE, 1, "甲館")
    assert "制御文字" in report.remarks[0].text
