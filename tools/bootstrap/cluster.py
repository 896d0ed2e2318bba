"""同梱データベースの置き場: どこに作り、どう設定するか。"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.home import home, secret
from tools.bootstrap.binaries import Programs, find
from tools.bootstrap.identity import Identity, current, with_a_name
from tools.bootstrap.report import Stop, say

SOCKET_LIMIT = 107  # sun_path の長さ（バイト、終端を除く）
PORT = 5432
SUPERUSER = "postgres"
LOCALES = ("C.UTF-8", "en_US.UTF-8", "ja_JP.UTF-8")
ROOT_PLACE = Path("/var/lib/kasane")
VOLATILE_MARK = "volatile-of"

CONFIGURATION = """
# ./start が毎回書き直す。手で変えたい設定は local.conf に書く。
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
password_encryption = scram-sha-256
max_connections = 120
shared_buffers = 128MB
jit = off
timezone = 'Asia/Tokyo'
log_timezone = 'Asia/Tokyo'
# 記録に個人の情報を残さない。
log_error_verbosity = terse
log_min_error_statement = panic
log_min_duration_statement = -1
log_statement = none
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
{durability}{recovery}
include = 'local.conf'
"""
# 試験だけ: 消えてよい速いデータベース（KASANE_POSTGRES_VOLATILE=1 は ./test が付ける）。
VOLATILE = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
# 回復の前にデータを書き切る方法。一つずつ書き切るより、まとめて書き切るほうが桁違いに早い（混んだ機械で 6 秒と 0.7 秒）。
QUICK_RECOVERY = "recovery_init_sync_method = syncfs\n"
ACCESS_RULES = "local all all scram-sha-256\n"


@dataclass(frozen=True)
class Cluster:
    """一つの置き場。data はデータ、sockets は接続口のディレクトリ。"""

    identity: Identity
    base: Path
    sockets: Path

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def log(self) -> Path:
        return self.base / "postgres.log"

    def programs(self) -> Programs:
        """このデータを開ける実行ファイル。"""
        version = self.data / "PG_VERSION"
        return find(self.identity, int(version.read_text("ascii")) if version.exists() else None)


def locate() -> Cluster:
    """置き場を決める。

    ふつうの利用者: KASANE_HOME/postgres。root: 替わった利用者が入れるよう /var/lib/kasane/ の下で、名前はこの KASANE_HOME の鍵から決まる
    （同じ道に作り直したクローンが、消えたクローンの残したデータを、合わない鍵で開かないように）。
    一度決めた場所は KASANE_HOME/postgres.path に残し、クローンを動かしても同じデータを開く。
    """
    identity = current()
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    note = home() / "postgres.path"
    usual = ROOT_PLACE / _mark(f"{home()} {secret('postgres')}") if identity.drop else home() / "postgres"
    base = Path(note.read_text("utf-8").strip()) if note.exists() else usual
    if identity.drop:
        base.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    identity.own(base)
    note.write_text(f"{base}\n", "utf-8")
    return Cluster(identity, base, identity.own(_sockets(base)))


def sweep_volatile() -> None:
    """試験が残した、持ち主のクローンがもうない置き場を片づける（root のときだけ。試験の印のあるものに限る）。"""
    for mark in ROOT_PLACE.glob(f"*/{VOLATILE_MARK}"):
        if not Path(mark.read_text("utf-8")).exists() and not (mark.parent / "data" / "postmaster.pid").exists():
            shutil.rmtree(mark.parent)


def mark_volatile(cluster: Cluster) -> None:
    """この置き場は試験のものだと書く。"""
    (cluster.base / VOLATILE_MARK).write_text(str(home()), "utf-8")


def _mark(text: object) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()[:10]


def _sockets(base: Path) -> Path:
    """接続口の場所。長い道では名前が収まらないので、短い場所に置く。"""
    near = base / "run"
    if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= SOCKET_LIMIT:
        return near
    return Path(tempfile.gettempdir()) / f"kasane-{os.geteuid()}-{_mark(base)}"


def initialise(cluster: Cluster) -> None:
    """空の置き場にデータベース群を作る。途中で止まったものは片づけてから作り直せるよう、別名で作って移す。"""
    if (cluster.data / "PG_VERSION").exists():
        return
    say("データベースを作っています（はじめの1回だけ）")
    password = cluster.base / "initial-password"
    password.write_text(secret("postgres"), "ascii")
    password.chmod(0o600)
    if cluster.identity.drop:
        os.chown(password, cluster.identity.uid, cluster.identity.gid)
    try:
        _run_initdb(cluster, password)
    finally:
        password.unlink()


def _run_initdb(cluster: Cluster, password: Path) -> None:
    initdb = cluster.programs().path("initdb")
    problem = ""
    for locale in LOCALES:
        draft = cluster.base / f"data.{os.getpid()}"
        command = [initdb, "-D", str(draft), "-U", SUPERUSER, f"--locale={locale}", "--encoding=UTF8", "--data-checksums"]
        command += ["--auth=scram-sha-256", f"--pwfile={password}", "--no-instructions"]
        answer = subprocess.run(
            with_a_name(command, cluster.identity),
            capture_output=True,
            text=True,
            cwd=cluster.base,
            env=environment(),
            **cluster.identity.process(),
        )
        if answer.returncode == 0:
            draft.rename(cluster.data)
            return
        problem = answer.stderr.strip()
        if "locale" not in problem:
            break
    raise Stop(f"データベースを作れませんでした。\n{problem}")


def configure(cluster: Cluster) -> None:
    """設定を書く。接続の決まり（pg_hba.conf）は合言葉（SCRAM）だけで、役割ごとに違う合言葉が要る。"""
    durability = VOLATILE if os.environ.get("KASANE_POSTGRES_VOLATILE") == "1" else ""
    recovery = QUICK_RECOVERY if sys.platform == "linux" else ""
    text = CONFIGURATION.format(port=PORT, sockets=cluster.sockets, durability=durability, recovery=recovery)
    _write(cluster, "kasane.conf", text)
    _write(cluster, "pg_hba.conf", ACCESS_RULES)
    if not (cluster.data / "local.conf").exists():
        _write(cluster, "local.conf", "# この置き場だけの設定を書く。\n")
    main = cluster.data / "postgresql.conf"
    include = "include = 'kasane.conf'"
    if include not in main.read_text("utf-8"):
        _write(cluster, "postgresql.conf", f"{main.read_text('utf-8')}\n{include}\n")


def _write(cluster: Cluster, name: str, text: str) -> None:
    path = cluster.data / name
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    if cluster.identity.drop:
        os.chown(path, cluster.identity.uid, cluster.identity.gid)


def environment() -> dict[str, str]:
    """データベースの処理に渡す環境。root の HOME などを引き継がない。"""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"}
