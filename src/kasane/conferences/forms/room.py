"""議題の部屋の入力: 資料に載せる、知っていることを出す、出所を付け替える、議事を書く、決める、役割と足りない資源。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.agencies.domain import Field
from kasane.cases.forms.common import Choices, choices_of, give_choices
from kasane.conferences.domain.codes import Outcome, Provenance, Purpose, Section
from kasane.conferences.domain.facts import DecisionFacts, PacketFact
from kasane.conferences.domain.minutes import LONGEST, MinuteKind
from kasane.conferences.domain.needs import NeedState
from kasane.conferences.forms.convening import not_past
from kasane.consent.domain.codes import Topic
from kasane.kernel import clock
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, LongTextField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

_NAMELESS: Final = "会議の外の人も読みます。氏名や、だれのことか分かる言葉は書かないでください"
_EVERYONE: Final = "世帯・議題の全体のこと"
_TAX_SEEN: Final = "税を思わせる言葉があるが、税務の情報ではない（本人が話した・自分で見た）ことを確かめた"


class FactForm(KasaneForm):
    """資料の一行。people は議題に上がった人、provenances はこの議題で選べる出所。"""

    section = ChoiceSelect(label="どこに載せますか", choices=choices_of(Section))
    person_id = ChoiceSelect(label="だれのことですか", choices=(), required=False)
    text = LongTextField(label="内容", max_length=4000, rows=5, help_text="会議に要ることだけを書きます。要らない病名や住所は書きません")
    provenance = ChoiceRadio(label="出所（この一行がここにある根拠）", choices=())
    topic = ChoiceSelect(label="何についてのことですか", choices=choices_of(Topic), initial=Topic.CIRCUMSTANCES.value)
    as_of = WarekiField(label="いつの時点のことですか", required=False, not_after=clock.today, help_text="空けると今日です")
    tax_words_seen = forms.BooleanField(label=_TAX_SEEN, required=False)

    def __init__(self, *args: Any, people: Choices = (), provenances: Iterable[Provenance] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "person_id", people, blank=_EVERYONE)
        give_choices(self, "provenance", choices_of(provenances))

    def to_fact(self) -> PacketFact:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        return PacketFact(
            section=Section(given["section"]), text=given["text"], provenance=Provenance(given["provenance"]), topic=Topic(given["topic"]),
            person_id=UUID(given["person_id"]) if given["person_id"] else None,
            as_of=given["as_of"], tax_words_seen=given["tax_words_seen"],
        )  # fmt: skip


class PickForm(KasaneForm):
    """記録から選んで資料に載せる。lines は選べる記録(鍵と言い方)。"""

    picked = ChoiceCheckboxes(label="載せる記録", choices=())
    tax_words_seen = forms.BooleanField(label=_TAX_SEEN, required=False)

    def __init__(self, *args: Any, lines: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "picked", lines)


class RelabelForm(KasaneForm):
    """出所の付け替え。会議で知ったことを事案で使えるようにするのは、同意を得たときか、理由を書いたときだけ。"""

    provenance = ChoiceRadio(label="新しい出所", choices=choices_of((Provenance.CONSENT, Provenance.DUTY)))
    reason = LongTextField(label="付け替える理由", max_length=1000, rows=3, help_text="だれが、いつ、なぜ付け替えたかが記録に残ります")
    into_case = forms.BooleanField(label="付け替えた一行を、事案の経過にも写す", required=False)


class MinuteForm(KasaneForm):
    """議事の一行。"""

    kind = ChoiceSelect(label="種類", choices=MinuteKind.choices(), initial=MinuteKind.SHARED.value)
    text = LongTextField(label="発言・確認したこと", max_length=LONGEST, rows=3)
    line_id = forms.UUIDField(widget=forms.HiddenInput)


class MinuteRevisionForm(MinuteForm):
    """議事の一行を直す。開いた後にもう一人の記録者が直していれば、見比べる。"""

    line_id = None  # type: ignore[assignment]
    version = VersionField()


class DecisionForm(KasaneForm):
    """議題の決定(forms M-09)。outcomes はこの議題で選べる決定、agencies は主担当になれる機関。"""

    outcome = ChoiceRadio(label="決定", choices=())
    text = LongTextField(label="決まったこと", max_length=4000, rows=5)
    lead_agency = ChoiceSelect(label="主担当の機関", choices=(), required=False)
    next_monitoring_on = WarekiField(label="次のモニタリングの日", required=False)

    def __init__(self, *args: Any, outcomes: Iterable[Outcome] = (), agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "outcome", choices_of(outcomes))
        give_choices(self, "lead_agency", agencies, blank="変えない・決めない")

    def clean_next_monitoring_on(self) -> Any:
        """過ぎた日は断る。"""
        return not_past(self.cleaned_data["next_monitoring_on"])

    def to_facts(self) -> DecisionFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        return DecisionFacts(
            outcome=Outcome(given["outcome"]), text=given["text"], next_monitoring_on=given["next_monitoring_on"],
            lead_agency_id=UUID(given["lead_agency"]) if given["lead_agency"] else None,
        )  # fmt: skip


class RoleForm(KasaneForm):
    """決まった役割。引き受ける機関の今日の仕事になる。holders の値は「種類:番号」。"""

    holder = ChoiceSelect(label="引き受ける機関・人", choices=())
    wording = forms.CharField(label="すること", max_length=200, help_text=_NAMELESS)
    due_on = WarekiField(label="いつまでに", required=False)

    def __init__(self, *args: Any, holders: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "holder", holders, blank="選んでください")

    def clean_due_on(self) -> Any:
        """過ぎた日は断る。"""
        return not_past(self.cleaned_data["due_on"])

    @property
    def holder_id(self) -> dict[str, UUID | None]:
        """引き受ける側(機関か、外の構成員)。"""
        kind, _, key = self.cleaned_data["holder"].partition(":")
        return {"agency_id": UUID(key) if kind == "agency" else None, "outside_member_id": UUID(key) if kind == "outside" else None}


class RoleDoneForm(KasaneForm):
    """役割を済みにする。"""

    note = LongTextField(label="したこと", max_length=1000, rows=3, help_text=_NAMELESS)
    version = VersionField()


class NeedForm(KasaneForm):
    """足りない資源。氏名も事案も残さず、地域づくりの台帳に載る。"""

    text = LongTextField(label="足りない資源・つくりたいもの", max_length=1000, rows=3, help_text=_NAMELESS)
    field = ChoiceSelect(label="分野", choices=Field.choices())
    area = ChoiceSelect(label="圏域", choices=(), required=False)
    purpose = ChoiceRadio(label="目的の段階", choices=choices_of(Purpose), initial=Purpose.RESOURCE.value)

    def __init__(self, *args: Any, areas: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "area", areas, blank="市の全体")


class NeedMoveForm(KasaneForm):
    """台帳を進める。"""

    state = ChoiceRadio(label="いまの様子", choices=())
    progress = LongTextField(label="取り組んでいること・満たされた理由", max_length=1000, rows=4, help_text=_NAMELESS)
    version = VersionField()

    def __init__(self, *args: Any, states: Iterable[NeedState] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "state", choices_of(states))
