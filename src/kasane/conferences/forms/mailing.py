"""会議の案内の入力: 宛先のメールアドレス。"""

from __future__ import annotations

from django import forms

from kasane.screens.forms import KasaneForm


class MailboxForm(KasaneForm):
    """一人の宛先。"""

    address = forms.CharField(label="メールアドレス", max_length=254, help_text="機関の共用のアドレスでも構いません")
