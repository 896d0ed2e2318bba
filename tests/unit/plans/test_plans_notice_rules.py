"""教示の規則: 教示文か、要らない理由が定まるまで、支援決定通知書は出せない(行政不服審査法82条。要否は forms §7 で未確認)。"""

from __future__ import annotations

import pytest

from kasane.plans.domain import DecisionState, Notice
from kasane.plans.domain.notice import NoticeFacts, may_send_notice, notice_problems

TEXT, NONE = "三か月以内に審査請求ができます。", ""


@pytest.mark.parametrize("state", list(DecisionState))
@pytest.mark.parametrize("needed", list(Notice))
@pytest.mark.parametrize("words", [TEXT, NONE, "　 "])
def test_出せるのは_決まっていて_文か理由のあるときだけ(state: DecisionState, needed: Notice, words: str) -> None:
    answer = may_send_notice(state, needed, words)
    assert answer.allowed is (state is DecisionState.DECIDED and needed is not Notice.UNKNOWN and words == TEXT)
    if state is DecisionState.DECIDED and not answer.allowed:
        assert "「市の支援決定」の「教示の定め」" in answer.reason, "どこで定めるかを言う"


@pytest.mark.parametrize(
    ("needed", "words", "basis", "wrong"),
    [
        (Notice.NEEDED, TEXT, "法制係", set()),
        (Notice.NOT_NEEDED, "処分ではないため", "法制係", set()),
        (Notice.NEEDED, NONE, "法制係", {"text"}),
        (Notice.NOT_NEEDED, " ", "法制係", {"reason"}),
        (Notice.UNKNOWN, TEXT, "法制係", {"needed"}),
        (Notice.NEEDED, TEXT, NONE, {"basis"}),
    ],
)
def test_定めには_文か理由と_確かめた相手が要る(needed: Notice, words: str, basis: str, wrong: set[str]) -> None:
    assert set(notice_problems(NoticeFacts(needed, words, basis))) == wrong
