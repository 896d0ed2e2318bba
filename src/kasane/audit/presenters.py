"""記録の符号を、日本語の一文にする。"""

from typing import Final

_SENTENCES: Final[dict[str, str]] = {
    "see_home": "今日の仕事を開いた",
    "open": "画面を開こうとした",
    "grant_access": "閲覧の根拠を与えた",
    "end_grant": "閲覧の根拠を終わらせた",
    "share_record": "閲覧の根拠を与えようとした",
    "block_conflict": "利害関係により遮断しようとした",
    "seal_record": "記録を封印しようとした",
    "keep_draft": "下書きを置いた",
    "deny_conflict": "利害関係により遮断した",
    "deny_seal": "記録を封印した",
    "break_glass": "緊急閲覧を開いた",
    "review_emergency": "緊急閲覧を点検した",
    "sign_in": "サインインした",
    "sign_out": "サインアウトした",
    "read_audit": "監査の記録を見た",
    "read_own_audit": "自分の記録を見た",
    "see_who_looked": "「だれが見たか」を確かめた",
}
_OUTCOMES: Final = {
    "shown": "",
    "written": "",
    "refused": "（断られた）",
    "not_visible": "（見えない記録だった）",
    "signed_in": "",
    "sign_in_failed": "（失敗した）",
    "signed_out": "",
}
# 見ることそのものを言う文。ほかの文は、画面を開いただけのときに、行ったと読めないよう言い添える。
_LOOKING: Final = ("見た", "開いた", "確かめた", "さがした", "書き出した")
_registered: dict[str, str] = {}


def presents(act: str, sentence: str) -> None:
    """行為の符号と一文を登録する（各部屋が起動時に）。同じ符号に違う文があれば、作り手の誤りとして止める。"""
    if _registered.setdefault(act, sentence) != sentence:
        raise RuntimeError(f"行為「{act}」の文が二つあります。")


def known() -> frozenset[str]:
    """一文を持つ行為の符号。"""
    return frozenset(_SENTENCES) | frozenset(_registered)


def sentence(act: str, outcome: str = "") -> str:
    """行為の一文。登録のない行為は、隠さず符号のまま示す。"""
    text = _registered.get(act) or _SENTENCES.get(act) or f"操作「{act}」を行った"
    if outcome == "shown" and not text.endswith(_LOOKING):
        return f"{text}（その画面を開いただけ）"
    return text + _OUTCOMES.get(outcome, "")
