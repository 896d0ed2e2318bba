"""相談の入力を、規則が扱う値に直す。書き込みはしない。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict

from kasane.agencies.queries.register import labels
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.people.domain.codes import Kinship
from kasane.programmes.consultation.domain.codes import Channel, NextStep, NoConsent, Speaker, Urgency, UrgentAct, Whom
from kasane.programmes.consultation.domain.consultation import (
    FIELD_LABELS,
    SENSITIVE,
    CaseChoice,
    CaseMode,
    ConsultationFacts,
    Newcomer,
    NextStepFacts,
    SubjectsGiven,
)
from kasane.programmes.consultation.domain.living import NEWCOMER, Living, LivingGiven
from kasane.programmes.consultation.domain.near_miss import LONGEST
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, KanaField, LongTextField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

Choices = Sequence[tuple[str, str]]
STORY_LONGEST = 20_000
_CODES = {"channel": Channel, "speaker": Speaker, "whom": Whom, "urgency": Urgency, "no_consent": NoConsent}


def _text(name: str, limit: int = 200, **rest: Any) -> forms.CharField:
    return forms.CharField(label=FIELD_LABELS[name], required=False, max_length=limit, **rest)


def _long(name: str, hint: str = "", **rest: Any) -> LongTextField:
    return LongTextField(label=FIELD_LABELS[name], required=False, rows=3, help_text=hint, **rest)


def case_choices(cases: Choices) -> list[tuple[str, str]]:
    """事案の選び方。cases は、この人の開いている事案(番号, 見出し)。"""
    return [
        (CaseMode.AUTO.value, "開いている事案が一つならそれに加え、なければ新しく開く"),
        (CaseMode.NEW.value, "新しい事案を開く"),
        *cases,
    ]


class TypedForm(KasaneForm):
    """打ちかけのまま出し直せるフォーム。"""

    @classmethod
    def typed(cls, data: Any = None, *, initial: Mapping[str, Any] | None = None, **rest: Any) -> Any:
        """打ったとおりに、まだ検査せずに出す(下書きと、人をさがす途中の画面)。"""
        form = cls(data, initial=initial, **rest)
        if data is not None:
            vars(form).update(_errors=ErrorDict(), cleaned_data={})
        return form


class WhomMixin(forms.Form):
    """だれについてか、をさがす欄を持つフォーム。"""

    def ask_whom(self, typed: SubjectsTyped) -> None:
        """さがす言葉だけが打たれ、だれも選ばれていなければ、選んでもらう。ふりがなの誤りも、この欄の誤りとして返す。"""
        self.errors  # noqa: B018  検証を済ませてからでないと、足した誤りが検証で消える
        if typed.query and typed.is_empty:
            self.add_error("q", f"さがした「{typed.query[:50]}」が、どの人かを選んでください。選ばないときは、さがす言葉を消してください。")
        try:
            typed.to_subjects()
        except ValidationError as error:
            self.add_error("q", error)


class StepFields(forms.Form):
    """次の一手の欄。受付の画面と、次の一手を決める画面が使う。"""

    next_step = ChoiceRadio(label=FIELD_LABELS["next_step"], choices=NextStep.choices(), required=False)
    next_due = WarekiField(label=FIELD_LABELS["next_due"], required=False)
    next_note = _text("next_note", help_text="例：木曜に電話して、母の様子を聞く")
    case_choice = forms.ChoiceField(label="どの事案として続けるか", required=False, help_text="事案として続ける一手のときに使います")

    def to_step(self) -> NextStepFacts:
        """次の一手の値。"""
        given = self.cleaned_data
        return NextStepFacts(NextStep.read(given["next_step"]), given["next_due"], given["next_note"])

    def to_case(self) -> CaseChoice:
        """事案の選び方の値。"""
        chosen = self.cleaned_data["case_choice"] or CaseMode.AUTO.value
        if chosen in (CaseMode.AUTO.value, CaseMode.NEW.value):
            return CaseChoice(CaseMode(chosen))
        return CaseChoice(CaseMode.THIS, UUID(chosen))


class ContentForm(TypedForm):
    """相談の中身。受付日・方法・話した人・内容のほかは、どれも空のままでよい。"""

    channel = ChoiceRadio(label=FIELD_LABELS["channel"], choices=Channel.choices())
    speaker = ChoiceRadio(label=FIELD_LABELS["speaker"], choices=Speaker.choices())
    story = LongTextField(label=FIELD_LABELS["story"], max_length=STORY_LONGEST, rows=6)
    received_on = WarekiField(label=FIELD_LABELS["received_on"], not_after=clock.today)
    whom = ChoiceRadio(label="どこに相談すればよいか", choices=Whom.choices(), required=False)
    topics = ChoiceCheckboxes(label=FIELD_LABELS["topics"], required=False)
    main_topic = ChoiceSelect(label="いちばん困っていること（◎）", choices=(), required=False)
    other_topic = _text("other_topic", help_text="「その他」を選んだとき")
    urgency = ChoiceRadio(label=FIELD_LABELS["urgency"], choices=Urgency.choices(), required=False)
    urgent_acts = ChoiceCheckboxes(label=FIELD_LABELS["urgent_acts"], choices=UrgentAct.choices(), required=False)
    urgency_note = _long("urgency_note", "いつ・だれに・何をしたか")
    speaker_name = _text("speaker_name", 100, help_text="本人でないときも、分かれば")
    speaker_relation = _text("speaker_relation", 100, help_text="例：長女、隣の家の人、担当のケアマネジャー")
    speaker_organization = _text("speaker_organization")
    speaker_contact = _text("speaker_contact", help_text="電話・メールなど")
    wants_anonymity = forms.BooleanField(label="だれから聞いたかを、本人に知らせないでほしい（匿名希望）", required=False)
    no_consent = ChoiceSelect(label=FIELD_LABELS["no_consent"], choices=NoConsent.choices(), required=False)
    hopes = _long("hopes", "通訳・手話・車いす・安全な連絡の仕方も、ここに書きます")
    household_text = _long("household_text", "一緒に暮らす人、仕送り、世話をしている人。確かめていないことは「未確認」と書きます")
    money_text = _long("money_text", "税の額や滞納は、本人が話したことだけを書きます")
    housing_text = _long("housing_text")
    work_text = _long("work_text")
    community_text = _long("community_text")
    agencies_text = _long("agencies_text")
    health_text = _long("health_text", "要配慮の部屋に置きます")
    violence_text = _long("violence_text", "要配慮の部屋に置きます")
    justice_text = _long("justice_text", "要配慮の部屋に置きます")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = list(labels("consultation_topic").items())
        self.fields["topics"].choices = topics  # type: ignore[attr-defined]
        self.fields["main_topic"].choices = [("", "選んでください"), *topics]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """◎は選んだ区分の一つとして数え、区分が一つだけなら、それを◎とする。"""
        given: dict[str, Any] = super().clean() or {}
        topics, main = list(given.get("topics") or []), given.get("main_topic") or ""
        if main and main not in topics:
            topics.append(main)
        given["topics"], given["main_topic"] = topics, main or (topics[0] if len(topics) == 1 else "")
        return given

    def to_facts(self) -> ConsultationFacts:
        """相談の値。"""
        values = {name: self.cleaned_data.get(name, "") for name in ConsultationFacts.__dataclass_fields__}
        codes = {name: code.read(values[name]) for name, code in _CODES.items()}
        acts = tuple(one for one in map(UrgentAct.read, values["urgent_acts"]) if one)
        return ConsultationFacts(**{**values, **codes, "topics": tuple(values["topics"]), "urgent_acts": acts})


class ConsultationForm(WhomMixin, StepFields, ContentForm):
    """相談受付の一画面。だれについてか(人・世帯・呼び方)の欄は、何人でも並ぶので SubjectsTyped が読む。"""

    q = forms.CharField(label="氏名・ふりがな・電話・生年月日でさがす", required=False, max_length=500)
    sheet = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, cases: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_choice"].choices = case_choices(cases)  # type: ignore[attr-defined]
        self.fields["channel"].widget.attrs["autofocus"] = True


class CorrectionForm(ContentForm):
    """訂正の画面。要配慮の部屋を見られない人には、要配慮の欄を出さない。"""

    reason = forms.CharField(label="訂正の理由", required=False, max_length=200)
    version = VersionField()

    def __init__(self, *args: Any, with_sensitive: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_sensitive:
            for name in SENSITIVE:
                del self.fields[name]


class StepForm(StepFields, TypedForm):
    """次の一手を決める画面。"""

    version = VersionField()

    def __init__(self, *args: Any, cases: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_choice"].choices = case_choices(cases)  # type: ignore[attr-defined]
        self.fields["next_step"].required = True


class SubjectsForm(WhomMixin, TypedForm):
    """後から人を加える画面。"""

    q = forms.CharField(label="氏名・ふりがな・電話・生年月日でさがす", required=False, max_length=500)


class RemoveSubjectForm(KasaneForm):
    """人違いを外す画面。"""

    reason = forms.CharField(label="外す理由", max_length=200, help_text="例：同姓の別の人だった")


class NearMissForm(KasaneForm):
    """惜しいケースの一文。"""

    sentence = LongTextField(label="どんな点が惜しかったか", max_length=LONGEST, rows=2, help_text="名前・住所・電話番号は書きません")


class FilterForm(forms.Form):
    """一覧の絞り込み。読めない値は、絞り込まないものとして扱う。"""

    state = forms.CharField(required=False)
    topic = forms.CharField(required=False)
    month = forms.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$", required=False)
    after = forms.UUIDField(required=False)

    def value(self, name: str) -> Any:
        """読めた値。読めなければ None。"""
        self.is_valid()
        return self.cleaned_data.get(name) or None


class SubjectsTyped:
    """だれについてか、打たれたとおり。何人でも並ぶ欄を、フォームの外で読む。"""

    def __init__(self, data: Mapping[str, Any] | None) -> None:
        read = data.getlist if isinstance(data, QueryDict) else lambda name: list((data or {}).get(name, []))
        self.query = ((data or {}).get("q") or "").strip()[:500]
        self.persons = [one for one in map(_uuid, read("person")) if one]
        self.households = [one for one in map(_uuid, read("household")) if one]
        self.forged = len(self.persons) + len(self.households) != len(read("person")) + len(read("household"))
        self.newcomers = [
            Newcomer(*row) for row in zip(read("new_name"), read("new_kana"), read("new_born"), strict=False) if any(map(str.strip, row))
        ]
        self.unnamed = [one.strip() for one in read("unnamed") if one.strip()]
        self.living = Living.read((data or {}).get("living") or "")
        self.kin_base = (data or {}).get("kin_base") or ""
        told = (one.rpartition(":") for one in read("kin"))
        self.kin = {key: kinship for key, _, value in told if (kinship := Kinship.read(value)) and kinship is not Kinship.SELF}
        if (data or {}).get("add") == "newcomer" and self.query:
            self.newcomers.append(Newcomer(self.query))
            self.query = ""
        if (data or {}).get("add") == "unnamed" and self.query:
            self.unnamed.append(self.query)
            self.query = ""

    @property
    def is_empty(self) -> bool:
        """だれも選ばれていないか。"""
        return not (self.persons or self.households or self.newcomers or self.unnamed)

    def to_subjects(self) -> SubjectsGiven:
        """規則が扱う値。作り物の番号は NotVisible、ふりがなの誤りは ValidationError。"""
        if self.forged:
            raise NotVisible
        if nameless := next((one for one in self.newcomers if not one.name.strip()), None):
            raise ValidationError(f"新しく登録する人の氏名を入力してください（ふりがな「{nameless.kana}」の行）")
        kana = KanaField(required=False)
        newcomers = tuple(Newcomer(one.name, kana.clean(one.kana).replace("　", " "), one.born) for one in self.newcomers)
        given = SubjectsGiven(tuple(self.persons), newcomers, tuple(self.unnamed), tuple(self.households))
        kept = {key: one for key, one in self.kin.items() if key in given.keys or key.startswith(NEWCOMER)}
        kin = {key: one for key, one in kept.items() if key != self.kin_base}
        return replace(given, living=LivingGiven(self.living, self.kin_base, kin))


def content_initial(facts: ConsultationFacts, version: int) -> dict[str, Any]:
    """訂正の画面の初めの値。"""
    values = {name: getattr(facts, name) for name in ConsultationFacts.__dataclass_fields__}
    codes = {name: values[name].value if values[name] else "" for name in _CODES}
    acts = [one.value for one in facts.urgent_acts]
    return {**values, **codes, "topics": list(facts.topics), "urgent_acts": acts, "version": version}


def step_initial(step: NextStepFacts, version: int) -> dict[str, Any]:
    """次の一手の画面の初めの値。"""
    chosen = step.step.value if step.step else ""
    return {"next_step": chosen, "next_due": step.due, "next_note": step.note, "case_choice": CaseMode.AUTO.value, "version": version}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
