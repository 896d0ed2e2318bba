"""支援経過記録の入力(forms.md §6.1 R-01〜R-10)。短く書く欄が先にあり、詳しく書く欄は折りたたむ。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.cases.domain import Audience, NoteFacts
from kasane.cases.forms.common import Choices, ClockField, give_choices
from kasane.kernel import clock
from kasane.screens.fields import ChoiceRadio, ChoiceSelect, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm

CONTACT: Final = ("method", "counterpart", "met")
QUICK: Final = ("title", "fact", "person_id", "audience")
DETAILS: Final = ("words", "view", "next_action", "next_due", "counterpart_name", "activity", "starts_at", "ends_at")
EVERYONE: Final = ("", "世帯・事案の全体のこと")


class NoteForm(KasaneForm):
    """経過の記録。persons はこの事案の人、readers は公開範囲ごとの「だれが読めるか」の説明、lists は町の選択肢(方法・相手など)。"""

    happened_on = WarekiField(label="対応した日", not_after=clock.today)
    method = ChoiceSelect(label="方法", choices=())
    counterpart = ChoiceSelect(label="相手", choices=())
    met = ChoiceSelect(label="会えたか（訪問など）", choices=(), required=False)
    title = forms.CharField(label="要点", max_length=100, help_text="一行で。例：通院の同行を約束した")
    fact = LongTextField(label="事実（見たこと・聞いたこと・したこと）", max_length=8000, rows=6)
    person_id = ChoiceSelect(label="だれのことですか", choices=(), required=False)
    audience = ChoiceRadio(label="だれが読めますか", choices=(), initial=Audience.TEAM.value)
    words = LongTextField(label="本人の言葉（言ったとおりに）", required=False, max_length=4000, rows=3)
    view = LongTextField(label="支援者の見立て", required=False, max_length=4000, rows=3, help_text="事実と分けて残します")
    next_action = forms.CharField(label="次にすること", required=False, max_length=200)
    next_due = WarekiField(label="いつまでに", required=False, help_text="その日の「今日の仕事」に出ます")
    counterpart_name = forms.CharField(label="相手の名前・続柄", required=False, max_length=100)
    activity = ChoiceSelect(label="活動区分", choices=(), required=False)
    starts_at = ClockField(label="始まりの時刻", help_text="例：14:30")
    ends_at = ClockField(label="終わりの時刻")

    def __init__(
        self, *args: Any, persons: Choices = (), readers: Choices = (), lists: Mapping[str, Choices] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer(persons, readers, lists or {})

    def offer(self, persons: Choices, readers: Choices, lists: Mapping[str, Choices]) -> None:
        """選択肢を並べる。保存のときは番号だけで確かめ、誤りの画面を出すときに見出しのあるものへ置き換える。"""
        give_choices(self, "person_id", [EVERYONE, *persons])
        give_choices(self, "audience", readers)
        for name, choices in lists.items():
            give_choices(self, name, choices, blank="選んでください" if self.fields[name].required else "（書かない）")

    @property
    def contact_fields(self) -> list[forms.BoundField]:
        """一行に並べる欄(方法・相手・会えたか)。"""
        return [self[name] for name in CONTACT]

    @property
    def quick_fields(self) -> list[forms.BoundField]:
        """いつも見えている欄。"""
        return [self[name] for name in QUICK]

    @property
    def detail_fields(self) -> list[forms.BoundField]:
        """折りたたむ欄。"""
        return [self[name] for name in DETAILS]

    @property
    def shows_details(self) -> bool:
        """折りたたみを開いておくか(誤りか、打った文字がある)。"""
        return any(name in self.errors or self[name].value() for name in DETAILS if name != "next_due") or self._has_due()

    def _has_due(self) -> bool:
        value = self["next_due"].value()
        return "next_due" in self.errors or bool(any(value[1:]) if isinstance(value, list) else value)

    def clean(self) -> dict[str, Any]:
        """欄どうしの決まり: 要配慮は人を選ぶ、次にすることには期日が要る、終わりは始まりより後。"""
        given = super().clean() or self.cleaned_data
        if given.get("audience") == Audience.SENSITIVE.value and not given.get("person_id"):
            self.add_error("person_id", "「要配慮」の記録は、だれのことかを選んでください")
        if given.get("next_action") and not given.get("next_due") and "next_due" not in self.errors:
            self.add_error("next_due", "次にすることを、いつまでにするかを入力してください")
        if given.get("next_due") and not given.get("next_action") and "next_action" not in self.errors:
            self.add_error("next_action", "その日までに何をするかを入力してください")
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and ends and ends < starts:
            self.add_error("ends_at", "終わりの時刻は、始まりより後にしてください")
        return given

    def to_facts(self) -> NoteFacts:
        """コマンドに渡す値。"""
        given = {name: self.cleaned_data[name] for name in ("happened_on", *CONTACT, *QUICK, *DETAILS)}
        person = given.pop("person_id")
        audience = Audience(given.pop("audience"))
        return NoteFacts(**given, audience=audience, person_id=UUID(person) if person else None)


class CorrectionForm(NoteForm):
    """訂正。前の記録は残る。"""

    reason = LongTextField(label="訂正の理由", max_length=500, rows=2, help_text="前の記録は消えずに残り、この理由と一緒に見られます")
