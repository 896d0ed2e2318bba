"""市の支援決定の入力: 起案文、決裁、文書番号、内容、条件、差し戻し。"""

from __future__ import annotations

from typing import Any

from django import forms

from kasane.kernel import clock
from kasane.plans.domain import Notice
from kasane.plans.domain.facts import DecisionFacts
from kasane.plans.domain.notice import MAX_WORDS, NoticeFacts
from kasane.plans.queries import NoticeRule
from kasane.screens.fields import ChoiceRadio, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm

NOTICES = [(one.value, one.label_ja) for one in (Notice.NEEDED, Notice.NOT_NEEDED)]


_COMMON = "対象者の全員の通知に、同じ文が印字されます。名前や、一人だけのことは書きません。一人ひとりの支援は、その人の通知にだけ載ります"


class DecideForm(KasaneForm):
    """支援決定。決裁の日と人は、決めた人のサインインとともに残る。"""

    draft_text = LongTextField(
        label="起案文", max_length=8000, rows=10, help_text="プランの内容から組み立てた文です。直してから決裁に回してください"
    )
    content = LongTextField(label="決定する支援の内容（全員に共通のこと）", max_length=4000, rows=4, help_text=_COMMON)
    conditions = LongTextField(label="条件（全員に共通のこと）", required=False, max_length=2000, rows=3, help_text=_COMMON)
    document_number = forms.CharField(label="文書番号", max_length=60, help_text="例：福総第123号")
    decided_on = WarekiField(label="決裁日", not_after=clock.today)

    def to_facts(self) -> DecisionFacts:
        """コマンドに渡す値。"""
        return DecisionFacts(**self.cleaned_data)


class NoticeForm(KasaneForm):
    """教示の定め。付けるなら文、付けないなら理由。"""

    needed = ChoiceRadio(label="支援決定の通知に、教示（不服の申立ての案内）を付けますか", choices=NOTICES)
    text = LongTextField(
        label="教示文（付けるとき）", required=False, max_length=MAX_WORDS, rows=6, help_text="法制担当が定めた文を、そのまま入れます"
    )
    reason = LongTextField(
        label="要らない理由（付けないとき）", required=False, max_length=MAX_WORDS, rows=3, help_text="例：申請に対する処分ではないため"
    )
    basis = forms.CharField(label="だれに、いつ確かめたか", max_length=200, help_text="例：総務課法制係の回答")

    def to_facts(self) -> NoticeFacts:
        """コマンドに渡す値。選ばなかった方に打った文は使わない。"""
        needed = Notice(self.cleaned_data["needed"])
        words = self.cleaned_data["text" if needed is Notice.NEEDED else "reason"]
        return NoticeFacts(needed, words, self.cleaned_data["basis"])


def notice_initial(rule: NoticeRule) -> dict[str, Any]:
    """開いたときの値。"""
    if not rule.settled:
        return {}
    return {"needed": rule.needed.value, "text" if rule.needed is Notice.NEEDED else "reason": rule.words, "basis": rule.basis}


class SendBackForm(KasaneForm):
    """差し戻す。プランは作成中に戻り、会議からやり直す。"""

    reason = LongTextField(
        label="差し戻す理由", max_length=2000, rows=4, help_text="支援チームが読みます。直してほしいところを具体的に書いてください"
    )


def decide_initial(draft_text: str, content: str) -> dict[str, Any]:
    """開いたときの値。"""
    return {"draft_text": draft_text, "content": content, "decided_on": clock.today()}
