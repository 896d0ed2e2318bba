"""文字コードの判定: 宣言ではなく中身で決め、なぜそう決めたかを言葉で残す。

根拠: 「標準データセット(推奨データセット)」は UTF-8 を求めるが、実物は cp932・EUC-JP・UTF-16 でも届く。
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kasane.interop.refusal import FileRefused
from kasane.interop.table import Meter

CHUNK: Final = 1 << 16
SAMPLE: Final = 1 << 18
MAX_DAMAGE: Final = 0.02
REPLACEMENT: Final = "\ufffd"

TRUNCATED = "ファイルが文字の途中で終わっています。送る途中で切れたと思われます。もう一度入手してください。"
BINARY = "文字のファイルではありません(画像・圧縮ファイルなどの中身です)。CSV・JSON・Excel(xlsx)のファイルを選んでください。"
UNKNOWN = "文字コードが分かりません(UTF-8・Shift_JIS・EUC-JP・UTF-16 のどれとしても読めない文字が多すぎます)。"

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WIDE: Final = re.compile(r"[^\x00-\x7f]+")
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HALFWIDTH: Final = re.compile(r"[\uff61-\uff9f]")
_NAMES: Final = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8(BOM つき)", "cp932": "Shift_JIS(cp932)", "euc_jp": "EUC-JP"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """判定の結果。name は Python の文字コード名、why は判断の理由、damaged は読めなかった箇所の数。"""

    name: str
    why: str
    damaged: int = 0

    @property
    def label(self) -> str:
        """画面と報告に出す名。"""
        return _NAMES.get(self.name, self.name.upper())


class _Trial:
    """一つの文字コードで全体を読んでみて、読めない箇所と和文らしさを数える。"""

    def __init__(self, name: str) -> None:
        self.name = name
        self.decoder = codecs.getincrementaldecoder(name)("replace")
        self.bad = self.wide = self.kana = self.halfwidth = self.sampled = 0

    def feed(self, chunk: bytes) -> None:
        """次の一かたまりを読む。"""
        text = self.decoder.decode(chunk)
        if text.isascii():
            return
        self.bad += text.count(REPLACEMENT)
        self.wide += len(text) - len(_WIDE.sub("", text))
        # 和文らしさは、誤りのない候補どうし(cp932 と EUC-JP)を選ぶときだけに使うので、始めの分だけ数える。
        if self.sampled < SAMPLE:
            self.sampled += len(text)
            self.kana += len(_KANA.findall(text))
            self.halfwidth += len(_HALFWIDTH.findall(text))

    @property
    def hopeless(self) -> bool:
        """読めない箇所が多すぎて、この文字コードではありえないか。"""
        return self.bad > 50 and self.bad > self.wide * MAX_DAMAGE

    @property
    def cut(self) -> bool:
        """文字の途中で終わっているか。"""
        return bool(self.decoder.getstate()[0])

    def rank(self) -> tuple[int, int, int]:
        """選ぶ順(小さいほどよい): 読めない箇所、半角カナの多さ、UTF-8 でないこと。"""
        return (self.bad, self.halfwidth - self.kana, 0 if self.name == "utf-8" else 1)


def detect(path: Path) -> Encoding:
    """ファイル全体を少しずつ読み、文字コードを決める。

    path はファイル。返すのは Encoding。断るのは、文字でない中身・どの文字コードでも読めない中身・文字の途中で終わる中身。
    """
    with path.open("rb") as handle:
        head = handle.read(CHUNK)
    if not head:
        raise FileRefused("ファイルが空です(0 バイト)。")
    for bom, name in _BOMS:
        if head.startswith(bom):
            return _by_bom(path, name)
    if b"\x00" in head:
        return _without_bom_utf16(path, head)
    _refuse_control_characters(head)
    return _by_trial(path)


def _by_bom(path: Path, name: str) -> Encoding:
    trial = _Trial(name)
    for chunk in _chunks(path):
        trial.feed(chunk)
        _refuse_hopeless([trial])
    if trial.cut:
        raise FileRefused(TRUNCATED)
    return Encoding(name, "先頭に BOM(文字コードの印)があるため", trial.bad)


def _without_bom_utf16(path: Path, head: bytes) -> Encoding:
    name = next((name for name in ("utf-16-le", "utf-16-be") if _plausible(head, name)), "")
    if not name:
        raise FileRefused(BINARY)
    trial = _Trial(name)
    for chunk in _chunks(path):
        trial.feed(chunk)
        _refuse_hopeless([trial])
    if trial.cut:
        raise FileRefused(TRUNCATED)
    return Encoding(name, "一文字を 2 バイトとして読むと和文と英数字になるため(BOM なし)", trial.bad)


def _plausible(head: bytes, name: str) -> bool:
    """その UTF-16 として読むと、ほとんどが和文か英数字になるか。"""
    text = head[: len(head) // 2 * 2].decode(name, "replace")
    usual = sum(
        character in "\t\r\n" or " " <= character <= "~" or "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
        for character in text
    )
    return usual >= len(text) * 0.9


def _refuse_control_characters(head: bytes) -> None:
    strange = sum(head.count(bytes([code])) for code in (*range(1, 9), *range(14, 27), *range(28, 32), 127))
    if strange > max(8, len(head) // 200):
        raise FileRefused(BINARY)


def _by_trial(path: Path) -> Encoding:
    trials = [_Trial(name) for name in ("utf-8", "cp932", "euc_jp")]
    for chunk in _chunks(path):
        if b"\x00" in chunk:
            raise FileRefused(BINARY)
        if chunk.isascii() and not any(trial.cut for trial in trials):
            continue
        for trial in trials:
            trial.feed(chunk)
        trials = _refuse_hopeless(trials)
    best = min(trials, key=_Trial.rank)
    _refuse_truncated(best, trials)
    return Encoding(best.name, _why(best), best.bad)


def _refuse_hopeless(trials: list[_Trial]) -> list[_Trial]:
    alive = [trial for trial in trials if not trial.hopeless]
    if not alive:
        raise FileRefused(UNKNOWN)
    return alive


def _refuse_truncated(best: _Trial, trials: list[_Trial]) -> None:
    # 切れた UTF-8 は cp932 でも「読めて」しまうことがある。誤りが最も少ない候補が途中で終わるなら切れている。
    if best.cut or any(trial.cut and trial.bad == 0 and trial.name == "utf-8" for trial in trials):
        raise FileRefused(TRUNCATED)
    if best.wide and best.bad > max(3, best.wide * MAX_DAMAGE):
        raise FileRefused(UNKNOWN)


def _why(trial: _Trial) -> str:
    if not trial.wide:
        return "英数字だけのため UTF-8 として読んだ"
    if trial.bad:
        return f"候補の中で読めない箇所が最も少ないため(読めない箇所 {trial.bad})"
    return "全体が一つも誤りなく読めるため"


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            yield chunk


def decode(path: Path, encoding: Encoding, meter: Meter | None = None) -> Iterator[str]:
    """決めた文字コードで、少しずつ文字にする。読めない箇所は U+FFFD になる(行ごとの報告のため捨てない)。

    meter があれば、読み終えたバイト数を入れる。
    """
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    for chunk in _chunks(path):
        if meter is not None:
            meter.done += len(chunk)
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
