"""./start: 用意して、画面と係を動かし、止める合図まで見守る。"""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from config import databases
from config.home import home
from tools.bootstrap import assets, database, environment, server
from tools.bootstrap.keeper import Child, Keeper, tail
from tools.bootstrap.report import Stop, say

READY_LIMIT = 120.0  # 秒
RUN = [str(environment.PYTHON), "-m"]


def arguments(parser: argparse.ArgumentParser) -> None:
    """./start の引数。"""
    parser.add_argument("--port", type=int, default=8000, metavar="番号", help="画面の番号（既定 8000）。127.0.0.1 だけで受ける")
    parser.add_argument("--portal-port", type=int, default=None, metavar="番号", help="外の窓口の番号（既定は画面の番号の次）")
    parser.add_argument("--no-demo", action="store_true", help="見本の町を入れず、役割を選ぶだけの入口も作らない")


def start(options: argparse.Namespace) -> int:
    """用意から終わりまで。終了コード 0 は、合図で静かに止まったこと。"""
    began = time.monotonic()
    options.portal_port = options.portal_port or options.port + 1
    with _port(options.port) as free:
        if not free:
            return _join(options.port)
        with database.available():
            _serve(options, began)
    say("止まりました")
    return 0


def _serve(options: argparse.Namespace, began: float) -> None:
    values = _environment(options)
    with server.alone("setup"):
        assets.ensure()
        prepare = [*RUN, "kasane.cli", "prepare", *([] if options.no_demo else ["--demo"])]
        if subprocess.run(prepare, env=values, check=False).returncode != 0:
            raise Stop("データベースか静的ファイルの用意ができませんでした。上の知らせを確かめてください。")
    _refuse_taken(options.port, "--port 8010")
    _refuse_taken(options.portal_port, "--portal-port 8011")
    keeper = Keeper(_without_owner(values))
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: setattr(keeper, "stopping", True))
    logs = home() / "logs"
    try:
        keeper.add(Child("画面", [*RUN, "gunicorn", "-c", "config/gunicorn.conf.py", "config.wsgi"], logs / "web.log"))
        keeper.add(Child("係（封印など）", [*RUN, "kasane.cli", "worker"], logs / "worker.log"))
        keeper.add(Child("外の窓口", [*RUN, "kasane.cli", "portal"], logs / "portal.log", _for_portal(values)))
        if _wait_until_ready(options.port, keeper):
            _announce(options, time.monotonic() - began)
            keeper.watch()
    finally:
        say("止めています")
        keeper.stop()


def _environment(options: argparse.Namespace) -> dict[str, str]:
    values = {**os.environ, "KASANE_STATIC": "collected", "KASANE_BIND": f"127.0.0.1:{options.port}"}
    values["KASANE_ACCESS_LOG"] = str(home() / "logs" / "access.log")
    values["KASANE_PORTAL_BIND"] = f"127.0.0.1:{options.portal_port}"
    values["KASANE_PORTAL_ACCESS_LOG"] = str(home() / "logs" / "portal-access.log")
    values.setdefault("KASANE_PORTAL_ORIGIN", f"http://127.0.0.1:{options.portal_port}")
    values["KASANE_DEMO"] = "0" if options.no_demo else "1"
    values.pop("KASANE_OWNER", None)
    return values


def _without_owner(values: dict[str, str]) -> dict[str, str]:
    """画面と係に渡す環境: 業務と監査の接続先だけ。管理者と持ち主の接続先は、環境にも残さない。"""
    return _with_only(values, "default", "audit")


def _for_portal(values: dict[str, str]) -> dict[str, str]:
    """外の窓口に渡す環境: kasane_portal の接続先だけ。"""
    return _with_only(values, "portal")


def _with_only(values: dict[str, str], *aliases: str) -> dict[str, str]:
    lent = {databases.URL_NAMES[alias]: databases.for_role(alias) for alias in aliases}
    urls = {name: place.url(place.user, place.password) for name, place in lent.items()}
    hidden = ("DATABASE_URL", *databases.URL_NAMES.values())
    return {name: value for name, value in values.items() if name not in hidden} | urls


@contextmanager
def _port(number: int) -> Iterator[bool]:
    """この番号の ./start は一つだけ。返り値: 自分の番か。"""
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home() / f"port-{number}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _join(port: int) -> int:
    """同じ置き場・同じ番号でもう動いている（動こうとしている）ときは、それを待って知らせる。"""
    say("同じ番号の ./start がもう動いています。使えるようになるのを待ちます")
    if not _answers(port, READY_LIMIT):
        raise Stop(f"先に動いた ./start が使えるようになりません。止めてからやり直すか、--port で {port} 以外を選んでください。")
    print(f"もう動いています: http://127.0.0.1:{port}/", flush=True)
    return 0


def _refuse_taken(port: int, instead: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise Stop(f"番号 {port} は使えません（{problem.strerror}）。./start {instead} のように別の番号を選んでください。") from None


def _wait_until_ready(port: int, keeper: Keeper) -> bool:
    """/readyz が 200 を返すまで待つ。返り値: 待つ間に止める合図が来なかったか。"""
    deadline = time.monotonic() + READY_LIMIT
    while not keeper.stopping:
        keeper.check()
        if _answers(port, 0):
            return True
        if time.monotonic() > deadline:
            raise Stop(f"画面が使えるようになりませんでした。\n{tail(keeper.children[0].log)}")
        time.sleep(0.1)
    return False


def _answers(port: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # 代理サーバーの設定があっても、自分の機械は直に見る。
    while True:
        try:
            with opener.open(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.3)


def _announce(options: argparse.Namespace, seconds: float) -> None:
    print(f"\nかさね: http://127.0.0.1:{options.port}/  （{seconds:.1f} 秒で用意できました。止めるには Ctrl-C）", flush=True)
    print(f"外の窓口（会議の外部構成員）: http://127.0.0.1:{options.portal_port}/", flush=True)
    if options.no_demo:
        print("最初の業務管理者を作る: ./kasane create-admin --help\n", flush=True)
        return
    subprocess.run([*RUN, "kasane.cli", "demo", "--sign-ins", f"--port={options.port}"], env=_environment(options), check=False)
