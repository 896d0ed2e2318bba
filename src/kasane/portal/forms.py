"""外の窓口についての、庁内の入力。"""

from __future__ import annotations

from kasane.screens.fields import ChoiceRadio, LongTextField
from kasane.screens.forms import KasaneForm

_HOW = [("answered", "答えとして受け取る"), ("declined", "「応じられない」との答えとして受け取る")]


class RevokeForm(KasaneForm):
    """札を取り消す理由。"""

    reason = LongTextField(label="取り消す理由", max_length=500, rows=3, help_text="例　電話を落とした、委嘱を解いた、番号を忘れた")


class DeclineForm(KasaneForm):
    """届いた文を資料に入れない理由。"""

    reason = LongTextField(label="入れない理由", max_length=500, rows=3, help_text="文はこのまま記録に残ります。書いた方には知らせません")


class AnswerForm(KasaneForm):
    """協力依頼への答えの受け取り方。"""

    how = ChoiceRadio(label="どう受け取りますか", choices=_HOW)
