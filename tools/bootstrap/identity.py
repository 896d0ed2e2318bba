"""データベースをだれとして動かすか。PostgreSQL は root では動かないので、root のときは権限のない利用者に替わる。"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.bootstrap.report import Stop

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Identity:
    """データベースの処理を動かす利用者。drop が真なら root から替わる。"""

    uid: int
    gid: int
    drop: bool

    def process(self) -> dict[str, Any]:
        """subprocess に渡す、利用者を替える指定。"""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.drop else {}

    def may_read(self, path: Path) -> bool:
        """この利用者から path が見えるか（途中のディレクトリを開けることも含む）。"""
        return subprocess.run(["test", "-r", str(path)], cwd="/", **self.process()).returncode == 0

    def own(self, directory: Path) -> Path:
        """この利用者だけが入れるディレクトリを作る。すでに別人のものなら断る（/tmp での成りすましを防ぐ）。"""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.drop and directory.lstat().st_uid == 0:
            os.chown(directory, self.uid, self.gid)
        found = directory.lstat()
        if directory.is_symlink() or found.st_uid != self.uid:
            raise Stop(f"{directory} の持ち主が違います（番号 {found.st_uid}）。作った利用者で動かすか、KASANE_HOME を変えてください。")
        directory.chmod(0o700)
        return directory


def current() -> Identity:
    """いまの利用者。root なら postgres か nobody に替わる。"""
    if os.geteuid() != 0:
        return Identity(os.geteuid(), os.getegid(), drop=False)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Identity(entry.pw_uid, entry.pw_gid, drop=True)
    raise Stop("root では PostgreSQL を動かせません。利用者 nobody か postgres を作るか、ふつうの利用者で実行してください。")


def with_a_name(command: Sequence[str], identity: Identity) -> list[str]:
    """名簿（/etc/passwd）に行がない利用者番号でも initdb が動くよう、名前のある番号に見せる。

    コンテナを番号だけで動かすとこうなる。initdb は自分の名前を引けないと止まる。
    """
    try:
        pwd.getpwuid(identity.uid)
    except KeyError:
        unshare = shutil.which("unshare")
        if unshare is None:
            raise Stop(f"利用者番号 {identity.uid} が /etc/passwd にありません。行を足すか、名前のある利用者で実行してください。") from None
        named = pwd.getpwnam("nobody").pw_uid
        return [unshare, "--user", f"--map-user={named}", *command]
    return list(command)
