"""kasane demo: 架空の見本の町を入れる。"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kasane.cli import portal

if TYPE_CHECKING:
    from kasane.portal.commands import Issued

ABOUT = (
    "架空の町「かさね市」を、空のデータベースに入れます。人・住所・電話はすべて作り物です。"
    "同じ種からは同じ町ができ、もう一度行っても二重には入りません。"
)


def register(commands: Any) -> None:
    """命令を加える。"""
    parser = commands.add_parser("demo", help="見本の町を入れる", description=ABOUT)
    parser.add_argument(
        "--scale", choices=("town", "city"), default="town", help="town: 約200世帯（既定）。city: さらに人口38万人・十年分の記録"
    )
    parser.add_argument("--seed", type=int, metavar="数", help="町を決める種（既定 106）。同じ種なら同じ町になる")
    parser.add_argument("--people", type=_number, default=380_000, metavar="人数", help="--scale city の人数（既定 380000）")
    parser.add_argument(
        "--consultations", type=_number, default=300_000, metavar="件数",
        help="--scale city の相談の件数（既定 300000。事案はその4割、経過は10倍になる）",
    )  # fmt: skip
    parser.add_argument("--if-empty", action="store_true", help="何か入っているときは、何もせずに 0 で終わる")
    parser.add_argument("--sign-ins", action="store_true", help="入れずに、サインインできる人だけを出す")
    parser.add_argument("--port", type=int, default=8000, metavar="番号", help="サインインの案内に出す番号（既定 8000）")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """町を入れるか、サインインできる人を出す。終了コード 1 は、入れられない理由があること。"""
    from kasane.demo import load

    if options.seed is not None and options.seed < 0:
        return _refuse("種は0以上の整数で指定してください。", 2)
    now = load.standing()
    if options.sign_ins:
        return _sign_ins(now.seed, options.port)
    seed = load.DEFAULT_SEED if options.seed is None else options.seed
    if now.seed is None and now.occupied:
        said = "すでに機関が登録されています。見本の町は、空のデータベースにだけ入れられます（実在の記録と混ぜないため）。"
        return 0 if options.if_empty else _refuse(said)
    if now.seed is not None and options.seed not in (None, now.seed):
        return _refuse(f"種 {now.seed} の見本の町がすでに建っています。種 {options.seed} にするには、新しいデータベースで行ってください。")
    if now.seed is None:
        _load(seed)
    elif not options.if_empty:
        print(f"見本の町（種 {now.seed}）はすでに建っています。何も変えていません。")
    return _city(seed if now.seed is None else now.seed, options) if options.scale == "city" else 0


def _load(seed: int) -> None:
    from kasane.demo import load

    began = time.monotonic()
    print("・見本の町「かさね市」を入れています", flush=True)
    made = load.load(load.town(seed))
    print(
        f"・見本の町を入れました（機関 {made.agencies}、職員 {made.staff}、世帯 {made.households}、人 {made.people}、種 {seed}、"
        f"{time.monotonic() - began:.1f} 秒）",
        flush=True,
    )
    _outside(made.tickets)


def _outside(tickets: Mapping[str, Issued]) -> None:
    """外の構成員の一人は、窓口と同じ処理として訪ねる。もう一人の札は、試せるように一度だけ見せる(見本の町だけのこと)。"""
    from kasane.portal.tokens import spaced

    if used := tickets.get("answered"):
        said = json.dumps({"token": used.link.rstrip("/").rpartition("/")[2], "code": used.code})
        command = [sys.executable, "-m", "kasane.demo.visitor"]  # 札を引数に残さない。
        done = subprocess.run(command, input=said, text=True, env=portal.environment(""), check=False, capture_output=True)
        if done.returncode:
            print("・外の窓口の見本の文は届きませんでした（外の窓口の接続先がないなど）。ほかはすべて使えます。", flush=True)
    if ours := tickets.get("visitor"):
        print(f"・外の窓口（{ours.name}さんとして読む。この札はここに一度だけ出ます）: {ours.link}  番号 {spaced(ours.code)}", flush=True)


def _city(seed: int, options: argparse.Namespace) -> int:
    from kasane.demo import city

    size = city.Size(options.people, options.consultations)
    return city.load(seed, size, say=lambda text: print(f"・{text}", flush=True))


def _sign_ins(seed: int | None, port: int) -> int:
    from kasane.demo.accounts import accounts

    if seed is None:
        return _refuse("見本の町はまだ建っていません。kasane demo で入れてください。")
    print(_where(port))
    for account in accounts(seed):
        print(f"  {account.role}: {account.name}（{account.agency}、{account.login_id}）\n      {account.hint}")
    print("外の窓口（会議の外部構成員）: 札は町を入れたときに一度だけ出ます。なくしたら、事務局（welfare.4）で")
    print("      会議 → 近い会議の議題 → 外の窓口 から出し直せます（前の札は、その場で使えなくなります）。")
    return 0


def _where(port: int) -> str:
    from django.conf import settings
    from django.urls import reverse

    here = f"http://127.0.0.1:{port}"
    if settings.KASANE_DEMO:
        return f"サインイン（役割を選ぶだけ。見本の町でだけ開く入口です）: {here}{reverse('demo_doors')}"
    return f"サインイン: {here}{reverse('account_login')}（役割を選ぶだけの入口は、./start で動かしたときだけ開きます）"


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1以上の数を指定してください")
    return number


def _refuse(reason: str, code: int = 1) -> int:
    print(f"エラー: {reason}", file=sys.stderr)
    return code
