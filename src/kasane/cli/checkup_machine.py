"""健康診断のうち、この機械について: 鍵・空き容量・時刻帯。"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator

from config import databases
from config.home import home, keys
from kasane.cli.doctor import Finding

ENOUGH = 2 * 1024**3  # バイト。表の作り変えと控えに要る余裕
NEEDED = ("django", "principal", "audit")


def findings() -> Iterator[Finding]:
    """機械についての所見。"""
    yield _keys()
    yield _modes()
    yield _space()
    yield _zone()


def _keys() -> Finding:
    wanted = set(NEEDED) | (set() if databases.ready_made() else set(databases.ROLES.values()))
    present = {path.name for path in keys().iterdir() if path.stat().st_size >= 64}
    missing = sorted(wanted - present)
    detail = f"足りない鍵: {'、'.join(missing)}" if missing else f"{len(wanted)} 本がそろっています"
    return Finding("鍵", not missing, detail, "控えから戻してください。戻せないと、前の封印とサインインを確かめられません。")


def _modes() -> Finding:
    places = [keys(), *keys().iterdir()]
    open_ones = [path.name for path in places if path.stat().st_mode & 0o077]
    detail = f"ほかの利用者が読めます: {'、'.join(open_ones)}" if open_ones else "持ち主だけが読めます（0600）"
    return Finding("鍵の権限", not open_ones, detail, f"chmod 700 {keys()} と chmod 600 {keys()}/* を行い、鍵を取り替えてください。")


def _space() -> Finding:
    free = shutil.disk_usage(home()).free
    return Finding("空き容量", free >= ENOUGH, f"{free / 1024**3:.1f} GB", "2 GB 以上を空けてください。")


def _zone() -> Finding:
    from django.conf import settings

    good = settings.TIME_ZONE == "Asia/Tokyo" and time.time() > 1_767_000_000  # 2025-12-29: これより前なら時計が狂っている
    return Finding("時計と時刻帯", good, f"{settings.TIME_ZONE}、{time.strftime('%F %R')}", "機械の時計を合わせてください（NTP）。")
