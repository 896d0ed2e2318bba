"""同梱データベース: 役割の分かれ目、kill -9 からの立ち直り、同時の起動、置き場の守り。"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from config.databases import parse
from config.home import ROOT
from tools.bootstrap import cluster, identity
from tools.bootstrap.report import Stop
from tools.bootstrap.scram import verifier

COMMAND = [sys.executable, str(ROOT / "tools" / "bootstrap"), "postgres"]


@dataclass(frozen=True)
class Place:
    """試験のための置き場。"""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("KASANE_", "DATABASE_URL"))}
        return {**kept, "KASANE_HOME": str(self.home)}

    def run(self, act: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*COMMAND, act], env=self.environment, capture_output=True, text=True, check=False)

    @property
    def base(self) -> Path:
        return Path((self.home / "postgres.path").read_text("utf-8").strip())

    @property
    def pid(self) -> int:
        return int((self.base / "data" / "postmaster.pid").read_text("utf-8").split()[0])

    def connect(self, role: str, password: str | None = None) -> psycopg.Connection[tuple[object, ...]]:
        script = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom config import databases\nprint(databases.endpoint().url('{role}', ''))"
        )
        url = subprocess.run([sys.executable, "-c", script], env=self.environment, capture_output=True, text=True, check=True).stdout
        found = parse(url.strip())
        secret = (self.home / "keys" / role).read_text("ascii") if password is None else password
        return psycopg.connect(host=found.host, port=found.port, dbname=found.name, user=role, password=secret, autocommit=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """動いている同梱データベース。"""
    made = Place(tmp_path_factory.mktemp("embedded") / "home")
    started = made.run("start")
    assert started.returncode == 0, started.stderr
    yield made
    made.run("stop")
    shutil.rmtree(made.base)


ROLE_TABLE = [
    # 役割, superuser, bypassrls, createrole, createdb
    ("kasane_owner", False, True, False, True),
    ("kasane_app", False, False, False, False),
    ("kasane_audit", False, False, False, False),
    ("kasane_portal", False, False, False, False),
]


@pytest.mark.parametrize(("role", "superuser", "bypass", "create_role", "create_db"), ROLE_TABLE)
def test_roles_hold_the_least_they_need(place: Place, role: str, superuser: bool, bypass: bool, create_role: bool, create_db: bool) -> None:
    with place.connect(role) as connection:
        found = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert found == (superuser, bypass, create_role, create_db)


@pytest.mark.parametrize("role", ["kasane_app", "kasane_audit", "kasane_portal"])
@pytest.mark.parametrize(
    "statement", ["CREATE TABLE mine (id int)", "CREATE SCHEMA mine", "SET ROLE kasane_owner", "CREATE TEMP TABLE t (i int)"]
)
def test_the_working_roles_make_nothing_and_become_no_one_else(place: Place, role: str, statement: str) -> None:
    with place.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_a_new_function_is_closed_until_someone_is_let_in(place: Place) -> None:
    with place.connect("kasane_owner") as owner:
        owner.execute("CREATE OR REPLACE FUNCTION closed() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    with place.connect("kasane_app") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("SELECT closed()")


@pytest.mark.parametrize("role", ["kasane_owner", "kasane_app", "kasane_audit", "kasane_portal", "postgres"])
def test_no_role_gets_in_without_its_own_password(place: Place, role: str) -> None:
    for wrong in ("", (place.home / "keys" / "django").name, "guess"):
        with pytest.raises(psycopg.OperationalError):
            place.connect(role, wrong)


def test_the_database_is_reachable_by_no_network_and_keeps_texts_out_of_its_log(place: Place) -> None:
    wanted = {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_min_error_statement": "panic",
        "data_checksums": "on",
        "server_encoding": "UTF8",
    }
    with place.connect("postgres") as connection:
        found = dict(connection.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(wanted)]).fetchall())
    assert found == wanted


def test_a_refused_row_leaves_no_trace_of_its_content_in_the_log(place: Place) -> None:
    with place.connect("kasane_owner") as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS notes (body text CHECK (length(body) < 3))")
        with pytest.raises(psycopg.errors.CheckViolation):
            owner.execute("INSERT INTO notes VALUES (%s)", ["母の認知症について相談"])
    assert "認知症" not in (place.base / "postgres.log").read_text("utf-8")


def test_committed_rows_survive_kill_9_and_uncommitted_ones_do_not(place: Place) -> None:
    owner = place.connect("kasane_owner")
    for statement in ("DROP TABLE IF EXISTS kept", "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)"):
        owner.execute(statement)
    owner.execute("BEGIN")
    owner.execute("INSERT INTO kept VALUES (2)")
    os.kill(place.pid, signal.SIGKILL)
    owner.close()
    assert place.run("start").returncode == 0
    with place.connect("kasane_owner") as owner:
        assert owner.execute("SELECT n FROM kept").fetchall() == [(1,)]


def test_a_stale_pid_file_naming_another_living_process_is_seen_through(place: Place) -> None:
    place.run("stop")
    (place.base / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{place.base / 'data'}\n", "utf-8")
    assert place.run("status").returncode == 1
    assert place.run("start").returncode == 0
    assert place.pid != os.getpid()


def test_of_three_starts_at_once_one_starts_and_two_join(place: Place) -> None:
    place.run("stop")
    running = [subprocess.Popen([*COMMAND, "start"], env=place.environment, stderr=subprocess.DEVNULL) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert place.run("status").returncode == 0


def test_the_data_and_the_door_are_open_to_their_owner_only(place: Place) -> None:
    for directory in (place.base, place.base / "data", place.base / "run", place.home, place.home / "keys"):
        assert directory.stat().st_mode & 0o077 == 0, directory


def test_a_long_path_gets_a_short_door(tmp_path: Path) -> None:
    assert cluster._sockets(tmp_path) == tmp_path / "run"
    deep = tmp_path / ("x" * 100)
    door = cluster._sockets(deep)
    assert len(os.fsencode(door / ".s.PGSQL.5432")) <= cluster.SOCKET_LIMIT
    assert door != cluster._sockets(tmp_path / ("y" * 100))


def test_a_door_prepared_by_someone_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    someone = identity.Identity(uid=os.geteuid() + 4242, gid=os.getegid(), drop=False)
    with pytest.raises(Stop, match="持ち主が違います"):
        someone.own(tmp_path / "theirs")
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    with pytest.raises(Stop, match="持ち主が違います"):
        identity.Identity(os.geteuid(), os.getegid(), drop=False).own(tmp_path / "link")


def test_the_password_proof_equals_the_example_of_the_standard() -> None:
    """RFC 7677 の例（利用者 user、合言葉 pencil、4096 回）から求めた保存鍵とサーバー鍵。"""
    import base64

    salt = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
    assert verifier("pencil", salt) == (
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )


def test_a_home_rebuilt_at_the_same_path_does_not_open_what_the_lost_one_left(tmp_path: Path) -> None:
    first = Place(tmp_path / "home")
    assert first.run("start").returncode == 0
    left = first.base
    first.run("stop")
    shutil.rmtree(first.home)
    again = Place(tmp_path / "home")
    started = again.run("start")
    assert started.returncode == 0, started.stderr
    with again.connect("kasane_app") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    again.run("stop")
    for base in {left, again.base}:
        shutil.rmtree(base, ignore_errors=True)


def test_only_the_marked_leftovers_of_vanished_homes_are_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ROOT_PLACE", tmp_path)
    for name, owner, running in (("gone", "nowhere", False), ("kept", ".", False), ("busy", "nowhere", True), ("real", None, False)):
        (tmp_path / name / "data").mkdir(parents=True)
        if owner is not None:
            (tmp_path / name / cluster.VOLATILE_MARK).write_text(str(tmp_path / owner), "utf-8")
        if running:
            (tmp_path / name / "data" / "postmaster.pid").write_text("1", "ascii")
    cluster.sweep_volatile()
    assert sorted(found.name for found in tmp_path.iterdir()) == ["busy", "kept", "real"]
