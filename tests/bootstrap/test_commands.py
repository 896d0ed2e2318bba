"""kasane コマンド: 終了コード、日本語の説明、健康診断が見つけるもの、最初の業務管理者。"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from config import databases
from config.home import keys, secret
from kasane.cli import checkup_database, checkup_machine, db_setup, doctor
from kasane.cli.main import build, main

OwnerSql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """まだ何も動かしていない置き場。"""
    monkeypatch.setenv("KASANE_HOME", str(tmp_path / "home"))
    for name in ("DATABASE_URL", *databases.URL_NAMES.values()):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.mark.parametrize("arguments", [["nothing"], [], ["db-url", "--role", "postgres"], ["create-admin"]])
def test_a_misused_command_ends_with_two_and_says_so_in_japanese(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "使い方" in capsys.readouterr().err


def test_every_command_explains_itself_in_japanese() -> None:
    commands = next(action for action in build()._actions if hasattr(action, "choices") and action.choices)
    assert {"migrate", "db-url", "db-setup", "doctor", "worker", "create-admin", "prepare", "bundle"} <= set(commands.choices)
    for name, parser in commands.choices.items():
        assert any("ぁ" <= letter <= "ん" for letter in parser.description or ""), f"{name} の説明が日本語ではない"


def test_the_connection_url_is_given_for_the_embedded_database_only(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["db-url"]) == 1
    databases.remember(databases.Endpoint("/run/pg", 5432, "kasane", embedded=True))
    assert main(["db-url", "--role", "owner"]) == 0
    assert secret("kasane_owner") in capsys.readouterr().out
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres@db/kasane")
    assert main(["db-url", "--role", "owner"]) == 1
    assert capsys.readouterr().out == ""


def test_the_sql_for_the_administrator_holds_no_password_and_names_every_role(empty_home: Path) -> None:
    text = db_setup.for_administrator()
    assert all(role in text for role in databases.ROLES.values())
    assert "NOBYPASSRLS" in text
    assert "SCRAM" not in text
    assert not any(secret(role) in text for role in databases.ROLES.values())


def test_doctor_finds_a_key_others_can_read_and_a_missing_one(empty_home: Path) -> None:
    for name in (*checkup_machine.NEEDED, *databases.ROLES.values()):
        secret(name)
    assert [finding.good for finding in checkup_machine.findings()][:2] == [True, True]
    (keys() / "principal").chmod(0o644)
    (keys() / "audit").unlink()
    missing, modes = list(checkup_machine.findings())[:2]
    assert (missing.good, modes.good) == (False, False)
    assert "audit" in missing.detail
    assert "principal" in modes.detail


def test_doctor_ends_with_one_and_a_remedy_when_anything_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = doctor.Finding("鍵", False, "足りない", "控えから戻す")
    monkeypatch.setattr(doctor, "examine", lambda: iter([doctor.Finding("版", True, "18"), wrong]))
    options = build().parse_args(["doctor"])
    assert doctor.run(options) == 1
    assert "× 鍵: 足りない\n   → 控えから戻す" in capsys.readouterr().out
    assert doctor.run(build().parse_args(["doctor", "--json"])) == 1
    assert [finding["good"] for finding in json.loads(capsys.readouterr().out)] == [True, False]


@pytest.mark.django_db
def test_doctor_finds_nothing_wrong_with_the_test_town() -> None:
    checks = (checkup_database.connections, checkup_database.version, checkup_database.roles, checkup_database.ownership)
    others = (checkup_database.row_security, checkup_database.room, checkup_database.clock)
    found = [finding for check in (*checks, *others) for finding in check()]
    assert [(finding.name, finding.detail) for finding in found if not finding.good] == []


@pytest.mark.django_db
def test_doctor_finds_a_database_too_small_for_the_threads_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KASANE_WORKERS", "16")
    monkeypatch.setenv("KASANE_THREADS", "8")
    (found,) = checkup_database.room()
    assert not found.good
    assert "要るのは 276" in found.detail
    assert "286 以上" in found.remedy


PLANTED = [
    ("ALTER TABLE people_person DISABLE ROW LEVEL SECURITY", "ALTER TABLE people_person ENABLE ROW LEVEL SECURITY", "行の守り（RLS）"),
    ("ALTER TABLE people_person NO FORCE ROW LEVEL SECURITY", "ALTER TABLE people_person FORCE ROW LEVEL SECURITY", "行の守り（RLS）"),
    ("CREATE TABLE stray (id int); GRANT SELECT ON stray TO kasane_app", "DROP TABLE stray", "守りの宣言"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("fault", "mend", "name"), PLANTED)
def test_doctor_finds_a_table_whose_guard_was_taken_off(owner_sql: OwnerSql, fault: str, mend: str, name: str) -> None:
    owner_sql(fault)
    try:
        found = list(checkup_database.row_security())
    finally:
        owner_sql(mend)
    assert [finding.name for finding in found if not finding.good] == [name]


@pytest.mark.django_db
def test_a_second_first_administrator_is_refused(cast: Any, capsys: pytest.CaptureFixture[str]) -> None:
    options = build().parse_args(["create-admin", "--login-id", "second", "--name", "二人目", "--section", "総務課"])
    assert options.run(options) == 1
    assert "いま働く業務管理者がいます" in capsys.readouterr().err


@pytest.mark.django_db
def test_the_first_administrator_gets_one_role_and_a_password_that_must_be_changed(
    cast: Any, owner_sql: OwnerSql, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.contrib.auth.hashers import check_password

    owner_sql("UPDATE agencies_posting SET valid_to = valid_from WHERE id = %s", [cast.account_admin.posting_id])
    try:
        options = build().parse_args(["create-admin", "--login-id", "hajime", "--name", "初 理", "--section", "総務課"])
        assert options.run(options) == 0
        password = capsys.readouterr().out.split("初めの合言葉 ")[1].split()[0]
        [(stored, must_change, roles)] = owner_sql(
            "SELECT a.password, a.must_change_password, p.roles FROM agencies_account a JOIN agencies_posting p ON p.account_id = a.id"
            " WHERE a.login_id = 'hajime'"
        )
        assert check_password(password, stored)
        assert (must_change, roles) == (True, ["account_admin"])
    finally:
        owner_sql("DELETE FROM agencies_posting p USING agencies_account a WHERE a.id = p.account_id AND a.login_id = 'hajime'")
        owner_sql("DELETE FROM agencies_staffprofile s USING agencies_account a WHERE a.id = s.account_id AND a.login_id = 'hajime'")
        owner_sql("DELETE FROM agencies_account WHERE login_id = 'hajime'")
        owner_sql("UPDATE agencies_posting SET valid_to = NULL WHERE id = %s", [cast.account_admin.posting_id])
