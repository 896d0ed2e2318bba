"""様式1-1の入力を、規則が扱う値に直す。節ごとに一枚のフォーム。"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms

from kasane.cases.forms.consents import GiverForm
from kasane.consent.domain.codes import SHARING_TOPICS, GivenBy, Method, Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.kernel import clock
from kasane.programmes.coordination.commands.application import ApplyFacts
from kasane.programmes.coordination.domain.application import Section, Variant
from kasane.programmes.coordination.queries.application import AGENCY_FIELDS, LABELS, LISTS, MAIL, YES_NO, choices, is_unverified
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, LongTextField, PhoneField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

Choices = list[tuple[str, str]]
NOT_CHECKED = "選択肢は、国の様式とまだ見比べていません(市が直せます)"
LONG = {
    "wishes": 4,
    "handling_note": 2,
    "household_known": 3,
    "heard_concern": 4,
    "no_consent_note": 2,
    "urgency_handled": 2,
    "policy_note": 2,
}
HELP = {
    "most_pressing": "○をつけた中から一つだけ",
    "wishes": "通訳、車いす、手話、安全な連絡の方法なども",
    "source_anonymous": "印刷した票では、氏名と連絡先を伏せます",
    "source_name": "分からなければ空けてください",
    "place_hint": "例：○○公園の東側、△△アパートの2階",
    "household_members": "一人を一行に。例：母、82歳、要介護2らしい。確かめたら、事案に人として加えてください",
    "urgency_handled": "命に関わるときは、まず警察・消防・医療機関へ",
    "household_size": "本人を除いた人数",
    "heard_topics": "本人以外から聞いた範囲で",
}


class StartForm(KasaneForm):
    """どちらの様式で始めるか。"""

    variant = ChoiceRadio(
        label="様式", choices=Variant.choices(),
        help_text="同意がまだでも始められます。後から同意を得たら、同じ票のまま切り替わります",
    )  # fmt: skip


class SectionForm(KasaneForm):
    """一つの節。欄は section_form が節の定義から作る。"""

    section: ClassVar[Section]
    version = VersionField()

    def to_values(self) -> dict[str, Any]:
        """コマンドに渡す値。"""
        given = {name: self.cleaned_data[name] for name in self.section.fields}
        if "household_members" in given:
            given["household_members"] = [line.strip() for line in given["household_members"].splitlines() if line.strip()]
        if "referrer_agency_id" in given:
            given["referrer_agency_id"] = UUID(given["referrer_agency_id"]) if given["referrer_agency_id"] else None
        if "involved_agencies" in given:
            given["involved_agencies"] = [UUID(one) for one in given["involved_agencies"]]
        return given


class ApplyForm(GiverForm):
    """利用申込と情報共有の同意。本人の前で読み上げて確かめる。"""

    applied_on = WarekiField(label="申込日(同意の日)", not_after=clock.today)
    explained = forms.BooleanField(label="個人情報の取扱い(だれに、何を、いつまで伝えるか、取り消せること)を説明した", required=False)
    shares = ChoiceRadio(label="関係機関との情報共有", choices=(("yes", "同意する"), ("no", "同意しない")))
    agencies = ChoiceCheckboxes(label="伝えてよい機関", choices=(), required=False)
    topics = ChoiceCheckboxes(label="伝えてよいこと", choices=[(one.value, one.label_ja) for one in SHARING_TOPICS], required=False)
    excluded = ChoiceCheckboxes(label="伝えないでほしい機関", choices=(), required=False)
    valid_until = WarekiField(label="いつまで", required=False, help_text="空けると、1年で終わります")
    method = ChoiceRadio(label="本人の意思の確かめ方", choices=Method.choices(), initial=Method.SIGNED.value)
    paper_kept = forms.BooleanField(label="署名した紙を保管している", required=False)
    witness = forms.CharField(label="立ち会った人", required=False, max_length=200)
    version = VersionField()
    order = (
        "applied_on", "explained", "shares", "agencies", "topics", "excluded", "valid_until", "method", "paper_kept", "witness", "given_by",
        "proxy_name", "proxy_relation", "proxy_reason", "representative_name", "representative_type", "representative_authority", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Choices = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        del self.fields["given_on"]
        for name in ("agencies", "excluded"):
            self.fields[name].choices = list(agencies)  # type: ignore[attr-defined]
        self.order_fields(self.order)

    def to_facts(self) -> ApplyFacts:
        """規則が扱う値。"""
        given, shares = self.cleaned_data, self.cleaned_data["shares"] == "yes"
        topics = frozenset(map(Topic, given["topics"]))
        names = (
            "explained", "valid_until", "paper_kept", "witness", "proxy_name", "proxy_relation", "proxy_reason", "representative_name",
            "representative_type", "representative_authority", "note",
        )  # fmt: skip
        consent = ConsentFacts(
            **{name: given[name] for name in names}, given_by=GivenBy(given["given_by"]), method=Method(given["method"]),
            scopes=tuple(Scope(UUID(one), topics) for one in given["agencies"]), excluded=tuple(map(UUID, given["excluded"])),
        )  # fmt: skip
        return ApplyFacts(applied_on=given["applied_on"], shares=shares, consent=consent)


class EffortForm(KasaneForm):
    """同意を得るための取組の一件。"""

    happened_on = WarekiField(label="取り組んだ日", not_after=clock.today)
    text = LongTextField(label="したこと・様子", max_length=2000, rows=3)


def section_form(section: Section, agencies: Choices) -> type[SectionForm]:
    """節のフォーム。選択肢は今の行から引くので、画面を開くたびに作る。"""
    fields = {name: _field(name, agencies) for name in section.fields}
    return type("OneSectionForm", (SectionForm,), {**fields, "section": section})


def _field(name: str, agencies: Choices) -> forms.Field:
    label, help_text = LABELS[name], HELP.get(name, "")
    common: dict[str, Any] = {"label": label, "required": False, "help_text": help_text}
    if name == "received_on":
        return WarekiField(not_after=clock.today, **{**common, "required": True})
    if name in AGENCY_FIELDS:
        return ChoiceCheckboxes(choices=agencies, **common) if name == "involved_agencies" else ChoiceSelect(choices=agencies, **common)
    if name in LISTS:
        return _coded(name, common)
    if name in ("lives_together", "mail_ok"):
        return ChoiceRadio(choices=YES_NO if name == "lives_together" else MAIL, **common)
    if name == "household_size":
        return forms.IntegerField(min_value=1, max_value=30, **common)
    if name == "source_anonymous":
        return forms.BooleanField(**common)
    if name == "household_members":
        return LongTextField(max_length=2000, rows=4, **common)
    if name == "visitor_phone":
        return PhoneField(**common)
    return LongTextField(max_length=4000, rows=LONG[name], **common) if name in LONG else forms.CharField(max_length=200, **common)


def _coded(name: str, common: dict[str, Any]) -> forms.Field:
    codes = list(choices(LISTS[name]).items())
    if is_unverified(LISTS[name]):
        common["help_text"] = "。".join(filter(None, (common["help_text"], NOT_CHECKED)))
    if name in ("topics", "heard_topics"):
        return ChoiceCheckboxes(choices=codes, **common)
    return ChoiceSelect(choices=codes, **common) if len(codes) > 6 else ChoiceRadio(choices=codes, **common)
