"""公開データそのもの: 98 % 以上が入り、入らない行には理由があり、二度目は何も変わらない。"""

import collections
import re
import unicodedata

import openpyxl
import pytest
from made_up import bring, counts, features, real

from kasane.access.session import acting_as
from kasane.interop.editions import origin_of
from kasane.interop.facilities import Context, Rejected, is_blank, not_facilities, to_resource
from kasane.interop.mapping import propose
from kasane.interop.readers.opening import open_tables
from kasane.interop.report import Outcome
from kasane.interop.sources import geography_converter
from kasane.kernel.actor import job_actor
from kasane.resources.domain import Target
from kasane.resources.models import Boundary, Municipality, Resource

SHARE = 0.98


@pytest.fixture
def importing(_django_db_helper):
    with acting_as(job_actor("import")):
        yield


def _in_order(paths):
    return sorted(paths, key=lambda path: (origin_of(path).source, str(origin_of(path).edition or "9"), not origin_of(path).copy))


def _both_times(paths, target=Target.RESOURCES):
    """二度取り込み、一度目の報告を返す。"""
    first = [bring(path, target) for path in _in_order(paths)]
    before = collections.Counter(Resource.objects.values_list("id", "version"))
    for path in _in_order(paths):
        again = bring(path, target)
        assert (again.created, again.updated, again.ended) == (0, 0, []), path.name
    assert collections.Counter(Resource.objects.values_list("id", "version")) == before
    return first


def _nearly_all_in(reports):
    used = [report for report in reports if report.outcome is not Outcome.REFUSED]
    rows = sum(report.rows for report in used)
    rejected = [item for report in used for item in report.rejected]
    assert rows - len(rejected) == sum(report.created + report.updated + report.unchanged for report in used)
    assert rows - len(rejected) >= rows * SHARE
    assert all(item.text and item.line for item in rejected)
    return rows


@pytest.mark.django_db
def test_takamatsu_all_sheets(importing):
    paths = real("takamatsu-37201/data/*/*.xlsx", "takamatsu-37201/versions/*.xlsx")
    reports = _both_times(paths)
    assert _nearly_all_in(reports) >= 1160
    refused = [report for report in reports if report.outcome is Outcome.REFUSED]
    assert all("使える表がありません" in report.reason for report in refused)
    sheets = {sheet.sheet: sheet for report in reports for sheet in report.sheets if not sheet.used}
    assert "記入例" in sheets["入力例"].reason
    for path in paths:
        _every_named_row_is_in(path)


def _every_named_row_is_in(path):
    """独立に数える: 英語名の見出しで、名称と住所の両方がある行は、社会資源に同じ名で入っている。"""
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    head, *body = sheet.iter_rows(values_only=True)
    if not {"name", "address", "latitude"} <= set(head):
        return
    at = head.index("name")
    names = {str(row[at]).strip() for row in body if len(row) > at and row[at]}
    assert names <= set(Resource.objects.filter(name__in=names).values_list("name", flat=True)), path.name


def _folded(row):
    """名前と住所の比べ方(取り込みとは別に、この三つの版に要る分だけ)。"""
    name = re.sub(r"\s+", "", unicodedata.normalize("NFKC", row["Name"]))
    address = re.sub(r"\s+", "", unicodedata.normalize("NFKC", row["Add1"] + row["Add2"]))
    return name, re.sub(r"[-‐−–ー丁目番地号の]+", "-", address).strip("-")


def _identities(rows):
    """行の見分け方(独立): 版の中で一つだけの HID はその番号、そうでなければ名前と住所(重なれば出た順)。"""
    hids = collections.Counter(row["HID"] for row in rows)
    seen: collections.Counter = collections.Counter()
    found = {}
    for row in rows:
        key = ("hid", row["HID"]) if hids[row["HID"]] == 1 else ("na", _folded(row))
        seen[key] += 1
        found[(*key, seen[key])] = row
    return found


def _adopted(known, new):
    """番号が付け替わっても、名前と住所が両方の版で一つだけなら同じ施設。"""
    ours, theirs = (collections.Counter(_folded(row) for row in rows.values()) for rows in (known, new))
    by_place = {_folded(row): key for key, row in new.items()}
    moved = {}
    for key, row in known.items():
        place = _folded(row)
        target = by_place.get(place)
        if key not in new and target and target not in known and ours[place] == theirs[place] == 1:
            moved[key] = target
    return {moved.get(key, key): row for key, row in known.items()}


def _content(row):
    return {name: value for name, value in row.items() if value not in ("", None)}


@pytest.mark.django_db
def test_kosai_three_editions_add_change_and_end_exactly(importing):
    paths = real("kosai-22221-caremap/spot_*.geojson")
    state: dict = {}
    gone: dict = {}
    for path in paths:
        rows = [row for row in features(path) if row["Name"] not in ("TEMPL", "DUMY")]
        new = _identities(rows)
        everything = _adopted({**gone, **state}, new)
        state = {key: row for key, row in everything.items() if key not in _adopted(gone, new)}
        created = new.keys() - everything.keys()
        same = {key for key in new.keys() & state.keys() if _content(new[key]) == _content(state[key])}
        updated = (new.keys() & everything.keys()) - same
        ended = state.keys() - new.keys()
        report = bring(path)
        templates = len(features(path)) - len(rows)
        assert counts(report) == (len(created), len(updated), len(same), templates, len(ended)), path.name
        gone = {key: row for key, row in everything.items() if key not in new}
        state = new
    assert Resource.objects.filter(ended_on__isnull=True).count() == len(state)
    assert Resource.objects.filter(ended_on__isnull=False).count() == len(gone)
    assert bring(paths[0]).outcome is Outcome.SUPERSEDED


@pytest.mark.django_db
def test_an_old_kosai_edition_alone_after_the_newest_is_refused(importing):
    oldest, *_, newest = real("kosai-22221-caremap/spot_*.geojson")
    bring(newest)
    assert "より新しい 令和8年3月31日" in bring(oldest).reason


@pytest.mark.django_db
def test_the_mojibake_file_is_refused_by_name(importing):
    report = bring(real("kosai-22221-caremap/school_mojibake.geojson")[0])
    assert (report.outcome, "文字化け" in report.reason) == (Outcome.REFUSED, True)


@pytest.mark.django_db
def test_yuzawa_and_tokyo(importing):
    reports = _both_times(real("yuzawa-05207/*.json", "tokyo-kodomoshokudo/*.csv", "tokyo-kominkan/*.csv"))
    assert [report.file for report in reports if report.outcome is not Outcome.DONE] == []
    assert _nearly_all_in(reports) >= 367 + 538 + 400


@pytest.mark.parametrize("pattern", ["kaigo-jigyosho/*.csv", "shogai-grouphome-wam-sjis/*.csv"])
def test_national_lists_convert_row_by_row(pattern):
    total, rejected = 0, []
    for path in real(pattern):
        table = open_tables(path)[0]
        mapping = propose(table.headers, table.labels)
        assert not_facilities(table, mapping) == ""
        for row in table.rows():
            assert not is_blank(row, mapping)
            staged, _ = to_resource(row, mapping, Context(table.title, path.stem, "", {}))
            total += 1
            if isinstance(staged, Rejected):
                rejected.append(staged)
            else:
                assert staged.own_id
                assert len(staged.content["municipality_code"]) == 6
    assert (total, len(rejected)) == ({"kaigo": 36_477, "shoga": 6_711}[pattern[:5]], 0)


@pytest.mark.slow
@pytest.mark.django_db
def test_national_lists_go_into_the_database_twice(importing):
    assert _nearly_all_in(_both_times(real("kaigo-jigyosho/jigyosho_[135]*.csv", "shogai-grouphome-wam-sjis/*.csv"))) > 20_000


def test_every_postal_code_is_read():
    table = open_tables(real("postal-codes/*.csv")[0])[0]
    converter = geography_converter(Target.POSTAL_CODES, table)
    keys = set()
    for row in table.rows():
        staged, remarks = converter.convert(row)
        assert not isinstance(staged, Rejected)
        assert remarks == []
        keys.add(staged.match_key)
    assert len(keys) == 124_526


@pytest.mark.django_db
def test_municipality_codes_of_every_publisher(importing):
    for path in real("municipality-codes/*.csv", "municipality-codes/*.json"):
        report = bring(path, Target.MUNICIPALITIES)
        assert (report.outcome, report.rejected) == (Outcome.DONE, []), path.name
        assert counts(bring(path, Target.MUNICIPALITIES))[:2] == (0, 0)
    assert set(Municipality.objects.filter(code="372013").values_list("name", flat=True)) == {"高松市"}
    assert Municipality.objects.filter(code="010006", prefecture="北海道").exists()


@pytest.mark.django_db
def test_boundaries_in_both_formats_agree(importing):
    geo, topo = (real(f"municipality-boundaries/{kind}/s0010/N03-21_37_210101.json")[0] for kind in ("geojson", "topojson"))
    assert counts(bring(geo, Target.BOUNDARIES, source="geo"))[:1] == (17,)
    assert counts(bring(topo, Target.BOUNDARIES, source="topo"))[:1] == (17,)
    first, second = (row.bounds for row in Boundary.objects.filter(code="37201").order_by("id"))
    assert [round(value, 2) for value in first] == [round(value, 2) for value in second]


def test_a_boundary_file_is_not_a_facility_list():
    path = real("municipality-boundaries/geojson/s0010/N03-21_37_210101.json")[0]
    table = open_tables(path)[0]
    assert "名称の列がありません" in not_facilities(table, propose(table.headers))
