"""kasane import: 終了コード、報告、進み具合、大きながらくたの断り。"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from made_up import csv_file, rows

from kasane.cli import cli_import
from kasane.cli.main import build

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def _run(*arguments):
    options = build().parse_args(["import", *map(str, arguments)])
    return cli_import.run(options)


def test_rows_with_reasons_are_no_failure_and_the_report_names_them(tmp_path, capsys):
    path, report = csv_file(tmp_path, [*rows(range(3)), "F9,,甲町,,,"]), tmp_path / "報告.json"
    assert _run("resources", path, "--report", report) == 0
    data = json.loads(report.read_text("utf-8"))
    assert (data["created"], data["rejected"]) == (3, [{"line": 5, "reason": "名称が空です。"}])
    shown = capsys.readouterr()
    assert ("5 行目: 名称が空です。" in shown.out, "100%" in shown.err) == (True, True)


def test_a_refused_file_gives_exit_code_2_and_the_others_go_in(tmp_path, capsys):
    good, bad = csv_file(tmp_path, rows(range(3))), tmp_path / "がらくた.csv"
    bad.write_bytes(b"\x00\x01\x02" * 3000)
    report = tmp_path / "報告.json"
    assert _run("resources", bad, good, "--report", report) == 2
    assert "文字のファイルではありません" in capsys.readouterr().out
    assert json.loads(report.read_text("utf-8"))["created"] == 3


def test_editions_go_in_from_the_oldest_whatever_the_order_given(tmp_path):
    new, old = csv_file(tmp_path, rows(range(4)), "一覧_2026-10-01.csv"), csv_file(tmp_path, rows(range(3)), "一覧_2025-10-01.csv")
    report = tmp_path / "報告.json"
    assert _run("resources", new, old, "--report", report) == 0
    assert [entry["file"] for entry in json.loads(report.read_text("utf-8"))["files"]] == [old.name, new.name]


@pytest.mark.parametrize("mapping", ["無い名", "無い.json"])
def test_an_unknown_mapping_is_refused_before_anything_is_read(tmp_path, mapping, capsys):
    assert _run("resources", csv_file(tmp_path, rows(range(1))), "--mapping", mapping) == 2
    assert "エラー" in capsys.readouterr().err


def test_the_help_explains_the_exit_codes_in_japanese(capsys):
    with pytest.raises(SystemExit):
        build().parse_args(["import", "--help"])
    shown = capsys.readouterr().out
    assert ("終了コード" in shown, "全部入るか、何も入らないか" in shown) == (True, True)


JUNK = {
    "noise.csv": "import os\nfor _ in range(200): out.write(os.urandom(1 << 20))",
    "one-line.csv": "for _ in range(200): out.write(b'x' * (1 << 20))",
    "nameless.csv": "out.write('名称,住所\\n'.encode())\nfor _ in range(200): out.write(b',abc\\n' * ((1 << 20) // 5))",
    "open-quote.csv": "out.write('名称,住所\\n\"'.encode())\nfor _ in range(200): out.write(b'abc,d\\n' * ((1 << 20) // 6))",
    "endless.json": "out.write(b'[{\"name\": \"')\nfor _ in range(200): out.write(b'x' * (1 << 20))",
}
MEASURE = """
import re, sys
from pathlib import Path
from kasane.interop.facilities import Context
from kasane.interop.mapping import propose
from kasane.interop.readers.opening import open_tables
from kasane.interop.refusal import FileRefused
from kasane.interop.report import Report, SheetReport
from kasane.interop.sources import FacilityConverter, stream
try:
    tables = open_tables(Path(sys.argv[1]))
    used = [(t, FacilityConverter(t, propose(t.headers, t.labels), Context("", "", "", {})), SheetReport("", True)) for t in tables]
    refusals = [converter.refusal for _, converter, _ in used if converter.refusal]
    if refusals:
        raise FileRefused(refusals[0])
    for _ in stream(used, Report("", ""), lambda rows, percent: None):
        pass
    print("入った")
except FileRefused as refused:
    print(refused.reason)
# ru_maxrss は試験の処理の大きさを引き継ぐので、この処理だけの山を読む
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()).group(1)) // 1024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(JUNK))
def test_200_megabytes_of_junk_are_refused_within_400_megabytes_of_memory(tmp_path, name):
    path = tmp_path / name
    with path.open("wb") as out:
        exec(JUNK[name], {"out": out})
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "src")}, check=False
    )
    path.unlink()
    *said, memory = done.stdout.strip().splitlines()
    assert (bool(said), said[:1] != ["入った"], done.returncode) == (True, True, 0), done.stderr
    assert int(memory) < 400
