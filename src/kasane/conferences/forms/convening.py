"""招集と議題の入力: 会議を開く、役員を決める、事案・プランを会議にかける。"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.cases.forms.common import Choices, ClockField, choices_of, give_choices
from kasane.conferences.domain.codes import OFFICERS, Method, Occasion, Part, Purpose
from kasane.conferences.domain.facts import ConferenceFacts, ItemFacts, Seating, TabledPerson
from kasane.conferences.domain.rules import may_enter
from kasane.kernel import clock
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, WarekiField
from kasane.screens.forms import KasaneForm

NO_NAMES: Final = "招集の知らせに載ります。氏名や、だれのことか分かる言葉は書かないでください"
_SAID: Final = "said_"


def not_past(day: date | None) -> date | None:
    """過ぎた日は断る。"""
    if day is not None and day < clock.today():
        raise forms.ValidationError("今日以後の日を入力してください")
    return day


def end_of(day: date | None) -> datetime | None:
    """その日の終わり(翌日の0時、日本時間)。"""
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), clock.JST)


def start_of(day: date | None) -> datetime | None:
    """その日の始まり(日本時間)。"""
    return None if day is None else datetime.combine(day, time(), clock.JST)


class ConveneForm(KasaneForm):
    """会議を招集する。kinds は、その町で今使っている会議の種類、postings は役員に選べる職員。"""

    kind_code = ChoiceSelect(label="どの会議を開きますか", choices=())
    held_on = WarekiField(label="開催日")
    late_reason = forms.CharField(
        label="もう開かれた会議を入れる理由", required=False, max_length=400,
        help_text="過ぎた日の会議のときだけ書きます。例：土曜に緊急で開いたため。氏名は書かないでください",
    )  # fmt: skip
    starts_at = ClockField(label="始まる時刻", help_text="例：14:00")
    ends_at = ClockField(label="終わる時刻", help_text="例：16:00")
    method = ChoiceRadio(label="開き方", choices=choices_of(Method), initial=Method.IN_PERSON.value)
    place = forms.CharField(label="場所", max_length=200, help_text=NO_NAMES)
    purpose = ChoiceRadio(
        label="目的の段階", choices=choices_of(Purpose), help_text="招かれた人にはじめに見えるのは、日時・場所・この目的だけです"
    )
    chair = ChoiceSelect(label="司会（総括者）", choices=(), help_text="自分が務めるときは、自分を選びます")
    minutes = ChoiceSelect(label="記録", choices=(), required=False, help_text="後から二人目を加えられます。二人が同時に書けます")
    takes_proposals = forms.BooleanField(label="ほかの機関の担当からも、議題を受け付ける", required=False)

    def __init__(self, *args: Any, kinds: Choices = (), postings: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].required = self.fields["ends_at"].required = True
        give_choices(self, "kind_code", kinds, blank="選んでください")
        give_choices(self, "chair", postings, blank="選んでください")
        give_choices(self, "minutes", postings, blank="まだ決めない")

    def clean(self) -> dict[str, Any]:
        """時刻が順になっているか、過ぎた日の会議なら理由があるか。"""
        given = super().clean() or self.cleaned_data
        if given.get("held_on"):
            may = may_enter(given["held_on"], today=clock.today(), reason=given.get("late_reason", ""))
            if not may.allowed:
                self.add_error("late_reason", may.reason)
        if given.get("starts_at") and given.get("ends_at") and given["ends_at"] <= given["starts_at"]:
            self.add_error("ends_at", "始まる時刻より後の時刻を入力してください")
        return given

    def to_facts(self) -> ConferenceFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        return ConferenceFacts(
            kind_code=given["kind_code"], held_on=given["held_on"], starts_at=given["starts_at"], ends_at=given["ends_at"],
            place=given["place"], method=Method(given["method"]), purpose=Purpose(given["purpose"]),
            takes_proposals=given["takes_proposals"], late_reason=given["late_reason"],
        )  # fmt: skip

    def seats(self) -> tuple[Seating, ...]:
        """司会と記録。"""
        given = self.cleaned_data
        chosen = ((given["chair"], Part.CHAIR), (given["minutes"], Part.MINUTES))
        return tuple(Seating(UUID(key), part) for key, part in chosen if key)


class SeatForm(KasaneForm):
    """会議の役員を加える。"""

    part = ChoiceRadio(label="役", choices=[(one.value, one.label_ja) for one in Part if one in OFFICERS])
    posting_id = ChoiceSelect(label="職員", choices=(), help_text="守秘を確認するまで、この会議の中身は見えません")

    def __init__(self, *args: Any, postings: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "posting_id", postings, blank="選んでください")


class CloseForm(KasaneForm):
    """閉会する。undecided は、まだ決まっていない議題(番号と題)。一つもなければ、確かめることはない。"""

    leaving = ChoiceCheckboxes(label="決まらないまま閉じる議題", choices=(), required=False, help_text="閉じた議題は、もう開きません")

    def __init__(self, *args: Any, undecided: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "leaving", undecided)
        self._undecided = [key for key, _ in undecided]

    def clean_leaving(self) -> list[UUID]:
        """決まっていない議題の、すべてに印があるか。"""
        chosen: list[str] = self.cleaned_data["leaving"]
        if set(chosen) != set(self._undecided):
            raise forms.ValidationError("決まっていない議題の一つひとつに、閉じてよいことを確かめて印をつけてください")
        return [UUID(key) for key in chosen]


class AddItemForm(KasaneForm):
    """事案・プランを会議にかける。conferences はこれからの会議、matters は「時期:プラン」か時期、persons はこの事案の人。"""

    conference = ChoiceSelect(label="どの会議にかけますか", choices=())
    matter = ChoiceRadio(label="何を諮りますか", choices=())
    heading = forms.CharField(label="議題の題", max_length=100, help_text="氏名は書かないでください。例：親子世帯の見守りと役割分担")
    purpose = ChoiceRadio(label="目的の段階", choices=choices_of(Purpose), initial=Purpose.CASE.value)
    person_ids = ChoiceCheckboxes(label="だれのことを話しますか", choices=())
    brought_by = ChoiceSelect(
        label="持ち込んだ機関",
        choices=(),
        help_text="会議で話したいと求めた機関です。ふりかえりでは、その分野からの持ち込みに数えます",
    )
    minutes = forms.IntegerField(label="かける時間（分）", min_value=5, max_value=240, initial=20)
    requested_on = WarekiField(label="会議にかけてほしいと求めた日", required=False, not_after=clock.today, help_text="空けると今日です")
    shown_from = WarekiField(label="構成員が資料を読み始められる日", required=False, help_text="空けると、町で決めた日数です")
    shown_until = WarekiField(label="構成員が資料を読める最後の日", required=False, help_text="空けると、町で決めた日数です")

    def __init__(
        self, *args: Any, conferences: Choices = (), matters: Choices = (), persons: Choices = (), bringers: Choices = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "conference", conferences, blank="選んでください")
        give_choices(self, "matter", matters)
        give_choices(self, "person_ids", persons)
        give_choices(self, "brought_by", bringers)
        self._said = [f"{_SAID}{key}" for key, _ in persons]
        for key, label in persons:
            self.fields[f"{_SAID}{key}"] = forms.CharField(
                label=f"資料での呼び方：{label}",
                required=False,
                max_length=40,
                help_text="空けると、この事案での立場で書きます",
            )
        self._details = [*self._said, "requested_on", "shown_from", "shown_until"]
        self.order_fields(["conference", "matter", "heading", "purpose", "person_ids", "brought_by", *self._said])

    def clean_shown_until(self) -> date | None:
        """過ぎた日は断る。"""
        return not_past(self.cleaned_data["shown_until"])

    def clean(self) -> dict[str, Any]:
        """見せる期間が順になっているか。"""
        given = super().clean() or self.cleaned_data
        if given.get("shown_from") and given.get("shown_until") and given["shown_until"] < given["shown_from"]:
            self.add_error("shown_until", "読み始められる日より後の日を入力してください")
        return given

    @property
    def conference_id(self) -> UUID:
        """かける会議。"""
        return UUID(self.cleaned_data["conference"])

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """いつも書く欄。"""
        return [self[name] for name in self.fields if name not in self._details]

    @property
    def detail_fields(self) -> list[forms.BoundField]:
        """町の決まりのとおりでよければ、書かない欄。"""
        return [self[name] for name in self._details]

    @property
    def shows_details(self) -> bool:
        """折りたたみを開いて出すか(書いた値か、誤りがあるとき)。"""
        return any(self[name].errors or self.data.get(name) or self.data.get(f"{name}_year") for name in self._details)

    def is_valid_for_offer(self) -> bool:
        """代わりの会議を示せるだけの欄(会議・時期・人)が書けているか。"""
        return all(self.cleaned_data.get(name) for name in ("conference", "matter", "person_ids", "heading", "minutes", "brought_by"))

    def to_facts(self, *, case_id: UUID, labels: dict[UUID, str]) -> ItemFacts:
        """コマンドに渡す値。labels は、呼び方を空けたときの呼び方(この事案での立場)。"""
        given = self.cleaned_data
        occasion, _, plan = given["matter"].partition(":")
        people = tuple(TabledPerson(key, given.get(f"{_SAID}{key}", "").strip() or labels[key]) for key in map(UUID, given["person_ids"]))
        return ItemFacts(
            occasion=Occasion(occasion), heading=given["heading"], purpose=Purpose(given["purpose"]), minutes=given["minutes"],
            case_id=case_id, plan_id=UUID(plan) if plan else None, people=people, brought_by=UUID(given["brought_by"]),
            requested_on=given.get("requested_on"), shown_from=start_of(given.get("shown_from")),
            shown_until=end_of(given.get("shown_until")),
        )  # fmt: skip
