"""同意・断り・取り消しの入力を、規則が扱う値に直す。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from kasane.cases.forms.common import Choices, give_choices
from kasane.consent.domain.codes import SHARING_TOPICS, ConsentKind, GivenBy, Method, Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.kernel import clock
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm

_KINDS: Choices = [(kind.value, kind.label_ja) for kind in ConsentKind if kind is not ConsentKind.APPLICATION]
_TOPICS: Choices = [(topic.value, topic.label_ja) for topic in SHARING_TOPICS]


def _text(label: str, **rest: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200, **rest)


class GiverForm(KasaneForm):
    """だれが、いつ、どのように言ったか。"""

    given_on = WarekiField(label="本人が言った日", not_after=clock.today)
    given_by = ChoiceRadio(label="だれが言ったか", choices=GivenBy.choices(), initial=GivenBy.SELF.value)
    proxy_name = _text("代筆した人の氏名", help_text="「本人(代筆)」のとき。代筆は、本人が言ったことを別の人が書いたものです")
    proxy_relation = _text("代筆した人の続柄")
    proxy_reason = _text("代筆の理由", help_text="例：手が不自由なため")
    representative_name = _text("法定代理人の氏名", help_text="「法定代理人」のとき")
    representative_type = ChoiceSelect(label="法定代理人の種別", choices=(), required=False)
    representative_authority = _text("権限を確かめたもの", help_text="例：登記事項証明書、戸籍")
    note = LongTextField(label="補足", required=False, max_length=1000, rows=2)

    def __init__(self, *args: Any, representatives: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "representative_type", representatives, blank="選んでください")

    def giver(self) -> dict[str, Any]:
        """規則が扱う値のうち、だれが・いつ・どのように。"""
        given = self.cleaned_data
        names = (
            "given_on", "proxy_name", "proxy_relation", "proxy_reason", "representative_name", "representative_type",
            "representative_authority", "note",
        )  # fmt: skip
        return {**{name: given[name] for name in names}, "given_by": GivenBy(given["given_by"])}


class GrantForm(GiverForm):
    """同意。相手の機関と、伝えてよいことを、本人の前で一つずつ確かめて印をつける。"""

    kind = ChoiceRadio(
        label="何についての同意か", choices=_KINDS, initial=ConsentKind.SHARING.value,
        help_text="税情報と、医療機関からの情報は、情報共有の同意とは別の同意が要ります",
    )  # fmt: skip
    agencies = ChoiceCheckboxes(label="伝えてよい機関", choices=(), required=False)
    topics = ChoiceCheckboxes(label="伝えてよいこと", choices=_TOPICS, required=False, help_text="情報共有の同意のとき")
    excluded = ChoiceCheckboxes(
        label="伝えないでほしい機関", choices=(), required=False, help_text="本人が「ここには言わないで」と言った機関"
    )
    explained = forms.BooleanField(
        label="個人情報の取扱い(だれに、何を、いつまで伝えるか、いつでも取り消せること)を説明した", required=False
    )
    method = ChoiceRadio(label="確かめ方", choices=Method.choices(), initial=Method.SIGNED.value)
    paper_kept = forms.BooleanField(label="署名した紙を保管している", required=False)
    witness = _text("立ち会った人", help_text="自分の機関が受け取る口頭の同意のときは、必ず書きます")
    valid_until = WarekiField(label="いつまで", required=False, help_text="空けると、1年で終わります。期限のない同意は記録できません")
    order = (
        "kind", "agencies", "topics", "excluded", "explained", "given_on", "method", "paper_kept", "witness", "given_by", "proxy_name",
        "proxy_relation", "proxy_reason", "representative_name", "representative_type", "representative_authority", "valid_until", "note",
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "agencies", agencies)
        give_choices(self, "excluded", agencies)
        self.order_fields(self.order)

    def to_facts(self) -> ConsentFacts:
        """規則が扱う値。税情報・医療の同意では、伝えてよいことは同意の種類が決める。"""
        given, kind = self.cleaned_data, ConsentKind(self.cleaned_data["kind"])
        own = frozenset(topic for topic in Topic if topic.needs is kind)
        topics = frozenset(map(Topic, given["topics"])) if kind is ConsentKind.SHARING else own
        return ConsentFacts(
            **self.giver(), kind=kind, method=Method(given["method"]), explained=given["explained"], witness=given["witness"],
            paper_kept=given["paper_kept"], valid_until=given["valid_until"], excluded=tuple(map(UUID, given["excluded"])),
            scopes=tuple(Scope(UUID(agency), topics) for agency in given["agencies"]),
        )  # fmt: skip


class RefuseForm(GiverForm):
    """断り。聞いた日だけで記録できる。"""

    kind = ChoiceRadio(label="何を断ったか", choices=ConsentKind.choices(), initial=ConsentKind.SHARING.value)
    excluded = ChoiceCheckboxes(
        label="伝えないでほしい機関", choices=(), required=False, help_text="選ばなければ、すべての機関への断りです"
    )
    order = (
        "kind", "excluded", "given_on", "note", "given_by", "proxy_name", "proxy_relation", "proxy_reason", "representative_name",
        "representative_type", "representative_authority",
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "excluded", agencies)
        self.order_fields(self.order)

    def to_facts(self) -> ConsentFacts:
        """規則が扱う値。"""
        given = self.cleaned_data
        return ConsentFacts(
            **self.giver(), kind=ConsentKind(given["kind"]), method=Method.ORAL, excluded=tuple(map(UUID, given["excluded"]))
        )


class WithdrawForm(KasaneForm):
    """取り消し。理由は書いても書かなくてもよい。"""

    reason = LongTextField(
        label="理由・本人の言葉", required=False, max_length=1000, rows=3,
        help_text="書かなくても取り消せます。書いておくと、後の担当者が本人の気持ちを知ることができます",
    )  # fmt: skip
