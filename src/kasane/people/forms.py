"""人・世帯の入力を、規則が扱う値に直す。書き込みはしない。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms

from kasane.access.domain import Ground
from kasane.kernel import clock
from kasane.kernel.coded import Coded
from kasane.people.commands.places import PlaceFacts
from kasane.people.commands.protection import Opponent, ProtectionFacts
from kasane.people.diagrams.model import Direction, Strength
from kasane.people.domain.codes import (
    AgeBand,
    ConditionKind,
    Kinship,
    LeaveMessage,
    NameKind,
    Nature,
    PlaceKind,
    ProtectionKind,
    RelationKind,
    Residency,
    Sex,
    Source,
)
from kasane.people.domain.person import PersonFacts
from kasane.people.domain.sharing import SHAREABLE
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, KanaField, LongTextField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

Choices = Sequence[tuple[str, str]]
STRENGTHS: Choices = (
    (Strength.STRONG, "強い"), (Strength.NORMAL, "ふつう"), (Strength.WEAK, "弱い"), (Strength.STRESS, "負担・対立がある"),
    (Strength.BROKEN, "切れている"), (Strength.UNKNOWN, "分からない"),
)  # fmt: skip
DIRECTIONS: Choices = (
    (Direction.NONE, "向きはない"), (Direction.INWARD, "相手から本人・世帯へ"), (Direction.OUTWARD, "本人・世帯から相手へ"),
    (Direction.BOTH, "互いに"),
)  # fmt: skip
NO_CANDIDATE = "選べる人がいません。先に「人をさがす」で相手を探してから、この画面を開き直してください。"


def _text(label: str, *, required: bool = False, limit: int = 100, **rest: Any) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=limit, **rest)


def _select(label: str, codes: type[Coded], *, required: bool = True, **rest: Any) -> ChoiceSelect:
    return ChoiceSelect(label=label, choices=codes.choices(), required=required, **rest)


def _day(label: str, *, required: bool = False, **rest: Any) -> WarekiField:
    return WarekiField(label=label, required=required, **rest)


class PersonForm(KasaneForm):
    """人の登録と訂正。どの項目も、分かってから埋められる。"""

    family_name = _text("姓")
    given_name = _text("名")
    family_kana = KanaField(label="姓のふりがな", required=False)
    given_kana = KanaField(label="名のふりがな", required=False)
    name_text = _text("姓と名に分けない氏名", limit=200, help_text="外国の名前など。姓・名の欄は空けてください")
    kana_text = KanaField(label="姓と名に分けない氏名のふりがな", required=False, max_length=200)
    is_unidentified = forms.BooleanField(label="氏名が分からない", required=False)
    working_label = _text("氏名が分からないときの呼び方", help_text="例：○○アパート2階の男性")
    sex = ChoiceRadio(label="性別", choices=Sex.choices(), initial=Sex.UNKNOWN.value)
    born = WarekiField(
        label="生年月日", partial=True, required=False, not_after=clock.today, help_text="年だけ、年と月だけでもかまいません"
    )
    age_band = _select("推定年代", AgeBand, required=False, help_text="生年月日が分からないとき")
    died = WarekiField(label="亡くなった日", partial=True, required=False, not_after=clock.today)
    residency = ChoiceRadio(label="住民登録", choices=Residency.choices(), initial=Residency.UNKNOWN.value)
    resident_number = _text("宛名番号", limit=20, help_text="先頭の0も入力してください。個人番号（マイナンバー）は入力しないでください")
    nationality = _text("国籍・地域")
    language = _text("話しやすい言葉")
    version = VersionField(required=False)

    def to_facts(self) -> PersonFacts:
        """規則が扱う値。"""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        values["sex"], values["residency"] = Sex(values["sex"]), Residency(values["residency"])
        return PersonFacts(**{**values, "age_band": AgeBand.read(values["age_band"])})


def person_initial(facts: PersonFacts, version: int) -> dict[str, Any]:
    """訂正の画面の初めの値。"""
    values = {name: getattr(facts, name) for name in PersonForm.base_fields if name != "version"}
    return {**values, "sex": facts.sex.value, "residency": facts.residency.value, "age_band": facts.age_band or "", "version": version}


class AliasForm(KasaneForm):
    """別名。"""

    kind = ChoiceRadio(label="種類", choices=NameKind.choices())
    text = _text("別名", required=True, limit=200)
    kana = KanaField(label="ふりがな", required=False, max_length=200)
    is_certified = forms.BooleanField(label="住民票・在留カードなどで公に証明された名", required=False)

    def to_values(self) -> dict[str, Any]:
        """コマンドに渡す値。"""
        return {**self.cleaned_data, "kind": NameKind(self.cleaned_data["kind"])}


class PlaceForm(KasaneForm):
    """居どころ・連絡先。"""

    kind = _select("種類", PlaceKind)
    text = _text("住所・電話番号・メール・名称など", required=True, limit=300)
    postal_code = _text("郵便番号", limit=8)
    area = _text("地区・圏域")
    contact_hours = _text("連絡してよい時間")
    may_leave_message = ChoiceRadio(label="伝言", choices=LeaveMessage.choices(), initial=LeaveMessage.ASK.value)
    note = LongTextField(label="注意すること", required=False, max_length=500, rows=2)
    valid_from = _day("いつから")

    def to_facts(self) -> PlaceFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        kind, message = PlaceKind(given["kind"]), LeaveMessage(given["may_leave_message"])
        return PlaceFacts(**{**given, "kind": kind, "may_leave_message": message})


class ConditionForm(KasaneForm):
    """心身・生活の状況。"""

    kind = _select("種類", ConditionKind)
    text = LongTextField(label="状況", max_length=1000, rows=3, help_text="例：要介護2、無職")
    source = _select("だれから聞いたか", Source)
    valid_from = _day("いつから")

    def to_values(self) -> dict[str, Any]:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        return {**given, "kind": ConditionKind(given["kind"]), "source": Source(given["source"])}


class EndForm(KasaneForm):
    """終わった日。"""

    on = _day("終わった日", required=True, not_after=clock.today)


class ReasonForm(KasaneForm):
    """理由。"""

    reason = LongTextField(label="理由", max_length=1000, rows=3)


class PickForm(KasaneForm):
    """相手の人を選ぶ欄を持つフォーム。選べるのは、同じ世帯・関係のある人と、直前にさがして見つかった人。"""

    person = ChoiceRadio(label="相手の人", choices=())

    def __init__(self, *args: Any, candidates: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- 型の確認だけ
        field.choices = list(candidates)
        if not candidates:
            field.help_text = NO_CANDIDATE

    @property
    def person_id(self) -> UUID:
        """選ばれた人。"""
        return UUID(self.cleaned_data["person"])


_RELATIONS: Choices = [
    (f"{way}:{kind.value}:{nature.value if nature else ''}", text)
    for kind, ways in (
        (RelationKind.PARENT, (("other", "親"), ("self", "子"))),
        (RelationKind.COUPLE, (("self", "配偶者・パートナー"),)),
        (RelationKind.SIBLING, (("self", "きょうだい"),)),
        (RelationKind.CARES_FOR, (("self", "本人が世話をしている人"), ("other", "本人の世話をしている人"))),
        (RelationKind.CLOSE, (("self", "親しい人"),)),
        (RelationKind.CONFLICT, (("self", "対立している人"),)),
        (RelationKind.ESTRANGED, (("self", "縁が切れている人"),)),
    )
    for way, word in ways
    for nature in (kind.natures or (None,))
    for text in [f"{word}（{nature.label_ja}）" if nature else word]
]


class RelationForm(PickForm):
    """相手が、本人の何にあたるか。"""

    relation = ChoiceSelect(label="相手は、本人の", choices=_RELATIONS)
    position = forms.IntegerField(
        label="順番", required=False, min_value=1, max_value=30, help_text="何番目の子か、何度目の結婚か（分かるとき）"
    )
    since = _day("いつから")
    until = _day("いつまで（終わった関係のとき）")

    def to_values(self, person_id: UUID) -> dict[str, Any]:
        """コマンドに渡す値。PARENT と CARES_FOR は向きがある。"""
        way, kind, nature = self.cleaned_data["relation"].split(":")
        one, other = (person_id, self.person_id) if way == "self" else (self.person_id, person_id)
        rest = {name: self.cleaned_data[name] for name in ("position", "since", "until")}
        return {"person_id": one, "other_id": other, "kind": RelationKind(kind), "nature": Nature.read(nature), **rest}


class TieForm(KasaneForm):
    """つながり（エコマップの線）。"""

    label = _text("つながっている相手", required=True, help_text="機関・場所・人。例：北地域包括支援センター、将棋の仲間")
    is_formal = forms.BooleanField(label="制度・機関によるつながり", required=False)
    strength = ChoiceRadio(label="強さ", choices=STRENGTHS, initial=Strength.NORMAL.value)
    direction = ChoiceRadio(label="働きかけの向き", choices=DIRECTIONS, initial=Direction.NONE.value)
    note = LongTextField(label="補足", required=False, max_length=500, rows=2)
    since = _day("いつから")

    def to_values(self) -> dict[str, Any]:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        return {**given, "strength": Strength(given["strength"]), "direction": Direction(given["direction"])}


class HouseholdForm(KasaneForm):
    """支援世帯を組む。"""

    label = _text("世帯の呼び名", required=True, help_text="例：高橋花子さんの世帯。避難先や秘密が分かる言葉は入れないでください")
    since = _day("いつから")
    note = LongTextField(label="補足", required=False, max_length=1000, rows=3)


class JoinForm(PickForm):
    """世帯員を加える。"""

    relationship = _select("本人から見た続柄", Kinship)
    since = _day("いつから")
    lives_together = forms.BooleanField(label="いっしょに住んでいる", required=False, initial=True)
    is_key_person = forms.BooleanField(label="キーパーソン", required=False)
    is_main_carer = forms.BooleanField(label="主な介護者", required=False)
    is_confirmed = forms.BooleanField(label="本人や書類で確かめた", required=False)

    def to_values(self) -> dict[str, Any]:
        """コマンドに渡す値。"""
        given = {name: value for name, value in self.cleaned_data.items() if name != "person"}
        return {**given, "person_id": self.person_id, "relationship": Kinship(given["relationship"])}


class ProtectionForm(KasaneForm):
    """支援措置の申出。"""

    kind = ChoiceRadio(label="種類", choices=ProtectionKind.choices())
    applied_on = _day("申出の日", required=True, not_after=clock.today)
    applied_at = _text("申出を受けたところ")
    contact_method = LongTextField(label="安全な連絡の方法", required=False, max_length=500, rows=2)
    opponents = ChoiceCheckboxes(label="相手方（登録のある人）", required=False)
    opponent_name = _text("相手方の名前（登録のない人）")
    opponent_relationship = _text("相手方との関係")
    together = ChoiceCheckboxes(label="いっしょに伏せる人", required=False)
    keepers = ChoiceCheckboxes(label="名指しで見られる職員（自分は自動で入ります）", required=False)
    shows_person = forms.BooleanField(
        label="名前と存在は、今見られる機関にも見せたままにする", required=False,
        help_text="付けなければ、名前と存在も名指しの職員だけに限ります。相手方を支えている機関があるときは付けないでください",
    )  # fmt: skip

    def __init__(self, *args: Any, people: Choices = (), staff: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("opponents", people), ("together", people), ("keepers", staff)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def to_facts(self) -> ProtectionFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        against = [Opponent(person_id=UUID(one), relationship=given["opponent_relationship"]) for one in given["opponents"]]
        if given["opponent_name"]:
            against.append(Opponent(name=given["opponent_name"], relationship=given["opponent_relationship"]))
        return ProtectionFacts(
            kind=ProtectionKind(given["kind"]), applied_on=given["applied_on"], valid_from=given["applied_on"],
            applied_at=given["applied_at"], contact_method=given["contact_method"], opponents=against,
            together=[UUID(one) for one in given["together"]], keepers=[UUID(one) for one in given["keepers"]],
            conceals_person=not given["shows_person"],
        )  # fmt: skip


class ExtendForm(KasaneForm):
    """支援措置の延長。"""

    version = VersionField()


class KeeperForm(ReasonForm):
    """名指しの職員を加える。"""

    account = ChoiceSelect(label="加える職員", choices=())
    field_order = ("account", "reason")

    def __init__(self, *args: Any, staff: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [("", "選んでください"), *staff]  # type: ignore[attr-defined]


class EndProtectionForm(ReasonForm):
    """支援措置を終える。"""

    returns_places = forms.BooleanField(label="伏せていた居どころ・連絡先を、ふだんの記録に戻す", required=False)
    version = VersionField()


class ShareForm(ReasonForm):
    """ほかの機関に見せる。"""

    agency = ChoiceSelect(label="見せる機関", choices=())
    ground = ChoiceRadio(label="根拠", choices=[(code, Ground(code).label_ja) for code in SHAREABLE])
    until = WarekiField(label="いつまで（この日まで見られます）", required=False)
    with_conditions = forms.BooleanField(label="心身・生活の状況（要配慮の記録）も見せる", required=False)
    field_order = ("agency", "ground", "until", "with_conditions", "reason")

    def __init__(self, *args: Any, agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [("", "選んでください"), *agencies]  # type: ignore[attr-defined]

    def clean_until(self) -> datetime | None:
        """その日の終わり（翌日の0時、日本時間）にする。過ぎた日は断る。"""
        day: date | None = self.cleaned_data.get("until")
        if day is None:
            return None
        if day < clock.today():
            raise forms.ValidationError("今日以後の日を入力してください")
        return datetime.combine(day + timedelta(days=1), time(), clock.JST)

    def to_sharing(self) -> dict[str, Any]:
        """share_person に渡す値。"""
        given = self.cleaned_data
        return {
            "agency_id": UUID(given["agency"]), "ground": Ground(given["ground"]), "until": given["until"],
            "with_conditions": given["with_conditions"], "reason": given["reason"],
        }  # fmt: skip


class BlockForm(KeeperForm):
    """利害関係のある職員を遮断する。"""


class EmergencyForm(KasaneForm):
    """緊急閲覧の申し出。"""

    handle = forms.CharField(widget=forms.HiddenInput)
    reason = LongTextField(label="何が起きていて、なぜ今必要か", max_length=1000, rows=4, help_text="10文字以上。後で必ず点検されます")


class AsOfForm(KasaneForm):
    """いつの世帯を見るか。"""

    on = WarekiField(label="いつの世帯を見るか")

    def day(self) -> date | None:
        """選ばれた日。まだ選んでいない・書き方が正しくないなら None(今日を見せる)。"""
        return self.cleaned_data.get("on") if self.is_bound and self.is_valid() else None
