"""構成員の入力: 招く、守秘を確かめる、出席を取る。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.cases.forms.common import Choices, give_choices
from kasane.conferences.domain.codes import OFFICERS, Part
from kasane.conferences.forms.convening import end_of, not_past
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, WarekiField
from kasane.screens.forms import KasaneForm

INSIDE: Final = "inside"
OUTSIDE: Final = "outside"
_WHERE: Final = [(INSIDE, "市・支援機関の職員"), (OUTSIDE, "外の構成員（民生委員・学校・医療機関など）")]
_PARTS: Final = [(one.value, one.label_ja) for one in Part if one not in OFFICERS and one is not Part.PERSON_OR_FAMILY]


class InviteForm(KasaneForm):
    """この議題に構成員を招く。市・支援機関の職員か、外の構成員(委嘱のある人)のどちらか。"""

    where = ChoiceRadio(label="どなたを招きますか", choices=_WHERE)
    posting_id = ChoiceSelect(
        label="職員", choices=(), required=False, help_text="機関ではなく、人を一人ずつ招きます。同じ機関の同僚には見えません"
    )
    outside = ChoiceSelect(
        label="外の構成員（委嘱簿から）", choices=(), required=False, help_text="ここにない人は、先に委嘱簿で委嘱してください"
    )
    agency = ChoiceSelect(
        label="外の構成員の所属機関",
        choices=(),
        required=False,
        help_text="本人同意のもとの議題で、同意がその機関に及ぶかを確かめます",
    )
    part = ChoiceRadio(label="構成員の区分", choices=_PARTS)
    shown_until = WarekiField(label="資料を読める最後の日", required=False, help_text="空けると、議題に決めた日までです")

    def __init__(self, *args: Any, postings: Choices = (), outside: Choices = (), agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "posting_id", postings, blank="選んでください")
        give_choices(self, "outside", outside, blank="選んでください")
        give_choices(self, "agency", agencies, blank="台帳にない")

    def clean_shown_until(self) -> Any:
        """過ぎた日は断る。"""
        return not_past(self.cleaned_data["shown_until"])

    def clean(self) -> dict[str, Any]:
        """選んだ側の人が決まっているか。"""
        given = super().clean() or self.cleaned_data
        name = {INSIDE: "posting_id", OUTSIDE: "outside"}.get(given.get("where", ""))
        if name and not given.get(name):
            self.add_error(name, "招く人を選んでください")
        return given

    def to_values(self) -> dict[str, Any]:
        """invite_member に渡す値。outside の値は「構成員:委嘱」。"""
        given = self.cleaned_data
        same = {"part": Part(given["part"]), "shown_until": end_of(given["shown_until"])}
        if given["where"] == INSIDE:
            return {**same, "posting_id": UUID(given["posting_id"])}
        member, _, appointment = given["outside"].partition(":")
        agency = UUID(given["agency"]) if given["agency"] else None
        return {**same, "outside_member_id": UUID(member), "appointment_id": UUID(appointment), "agency_id": agency}


class SecrecyForm(KasaneForm):
    """守秘の確認。読んだことと、守ることを、自分で印をつけて確かめる。"""

    wording = forms.CharField(widget=forms.HiddenInput, max_length=4000)
    understood = forms.BooleanField(label="上の文を読みました。この会議で知ったことを、正当な理由なく漏らしません")


class PresentForm(KasaneForm):
    """本人・家族が出たこと。people は、会議への本人参加に同意している、議題の人。"""

    who = ChoiceRadio(label="どなたが出ましたか", choices=[("self", "本人"), ("family", "家族")])
    person_id = ChoiceSelect(
        label="だれの議題として", choices=(), help_text="会議への本人参加の同意がある人だけが並びます。家族のときは、本人を選びます"
    )
    relation = forms.CharField(label="続柄（家族のとき）", required=False, max_length=40, help_text="例：長女")
    name = forms.CharField(label="呼び方（家族のとき）", required=False, max_length=60, help_text="議事録の出席者の欄に載ります")

    def __init__(self, *args: Any, people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "person_id", people, blank="選んでください")

    def clean(self) -> dict[str, Any]:
        """家族なら続柄と呼び方があるか、本人なら空か。"""
        given = super().clean() or self.cleaned_data
        for name in ("relation", "name"):
            if given.get("who") == "family" and not given.get(name):
                self.add_error(name, "家族のときは、続柄と呼び方を書いてください")
            if given.get("who") == "self" and given.get(name):
                self.add_error(name, "本人のときは、空けてください")
        return given

    def to_values(self) -> dict[str, Any]:
        """seat_person に渡す値。"""
        given = self.cleaned_data
        return {"person_id": UUID(given["person_id"]), "relation": given["relation"], "name": given["name"]}


class AttendanceForm(KasaneForm):
    """出席。members は、この議題の構成員のうち、守秘を確かめた人(番号と、氏名・所属)。"""

    present = ChoiceCheckboxes(label="出席した人", choices=(), required=False)

    def __init__(self, *args: Any, members: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "present", members)

    def split(self) -> list[tuple[bool, list[UUID]]]:
        """出席した人と、しなかった人。どちらかが空なら、その組は返さない。"""
        present = set(self.cleaned_data["present"])
        everyone = [key for key, _ in self.fields["present"].choices]  # type: ignore[attr-defined]
        found = [(came, [UUID(key) for key in everyone if (key in present) is came]) for came in (True, False)]
        return [(came, chosen) for came, chosen in found if chosen]
