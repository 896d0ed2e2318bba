"""会議の規則: どの種類の会議に上げられるか、会議が成り立つか、いつ・だれが進めて決めてよいか、窓。"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from kasane.conferences.domain.codes import (
    DECIDERS,
    OFFICERS,
    OTHER_OUTCOMES,
    PLAN_OCCASIONS,
    PLAN_OUTCOMES,
    ConferenceState,
    ItemState,
    Occasion,
    Outcome,
    Part,
    Provenance,
)
from kasane.kernel.actor import Role
from kasane.kernel.clock import JST
from kasane.kernel.decision import Decision

SUPPORT: Final = "社会福祉法106条の6(支援会議)"
LAYERED: Final = "社会福祉法106条の4・実施要綱(重層的支援会議)"
CONSENT: Final = "個人情報保護法69条2項1号(本人の同意)"
TAX: Final = "地方税法22条"
BROUGHT: Final = "会議の持ち込み(議題の報告者)"
_SHORTEST_REASON: Final = 10


@dataclass(frozen=True, slots=True)
class KindRule:
    """会議の種類の、規則に要る部分。"""

    name: str
    consent_required: bool
    both_laws: bool
    penal_secrecy: bool
    needs_city: bool
    needs_coordinator: bool
    minimum_members: int
    occasions: frozenset[Occasion]
    approves_plans: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """議題に上げる一人の、今の同意。missing は、同意の及ばない機関の名前。"""

    label: str
    agreed: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendance:
    """出席した構成員の一人。posting_id が None の人は外部の構成員。"""

    member_id: UUID
    part: Part
    roles: frozenset[str] = frozenset()


def may_table(
    kind: KindRule, occasion: Occasion, people: Sequence[Standing], *, plan_consented: bool | None = None, others: Sequence[str] = ()
) -> Decision:
    """この議題を、この種類の会議に上げられるか。同意の有無が会議の種類を決める(mission 3.1)。

    plan_consented はプランの本人同意の有無(プランによらない議題は None)。others は、断るときに勧める会議の種類の名前。
    """
    if occasion not in kind.occasions or (occasion in PLAN_OCCASIONS and not kind.approves_plans):
        return Decision.no(f"{kind.name}では「{occasion.label_ja}」を扱えません。", "会議の種類の決まり")
    instead = f"{'・'.join(others)}に上げることができます。" if others else ""
    unsaid = [one.label for one in people if not one.agreed]
    if kind.consent_required and unsaid:
        return Decision.no(
            f"{'・'.join(unsaid)}の本人同意がありません。{kind.name}は、本人の同意がある人だけを上げられます。{instead}", CONSENT
        )
    on_consent = tabled_on_consent(kind, people)
    if on_consent and (missing := sorted({name for one in people for name in one.missing})):
        return Decision.no(
            f"本人の同意が、{'・'.join(missing)}には及んでいません。同意を得るか、構成員を見直してください。{instead}", CONSENT
        )
    if plan_consented is True and not on_consent:
        return Decision.no(f"本人同意のあるプランは、{kind.name}では決められません。{instead}", LAYERED)
    if plan_consented is False and on_consent:
        return Decision.no(f"本人の同意がまだないプランは、{kind.name}では決められません。{instead}", SUPPORT)
    if people and not on_consent and not kind.penal_secrecy:
        return Decision.no(f"{kind.name}には守秘義務の定めがないので、同意のない人のことは上げられません。{instead}", SUPPORT)
    if not people:
        return Decision.yes("個人の記録を扱わない議題です。", "会議の種類の決まり")
    return Decision.yes("本人の同意のもとで上げられます。", CONSENT) if on_consent else Decision.yes(
        "構成員の守秘義務のもとで上げられます。", SUPPORT
    )  # fmt: skip


def may_name_bringer(agency: UUID, *, own: UUID, team: Collection[UUID], of_case: bool, known: bool = True) -> Decision:
    """この機関を、議題を持ち込んだ機関として書いてよいか。

    事案の議題なら、自機関か、今その事案に関わる機関(team)。事案のない議題なら、町のどの機関(known)でもよい。
    """
    if agency == own:
        return Decision.yes("自機関が持ち込んだ議題です。", BROUGHT)
    if of_case and agency not in team:
        return Decision.no("この機関は、いまこの事案に関わっていません。関わっている機関か、自機関を選んでください。", BROUGHT)
    if not of_case and not known:
        return Decision.no("この機関は、台帳にないか、もう閉じています。", BROUGHT)
    return Decision.yes("この機関が持ち込んだ議題です。", BROUGHT)


def tabled_on_consent(kind: KindRule, people: Sequence[Standing]) -> bool:
    """本人同意のもとで諮る議題になるか。両方を扱う会議では、全員の同意があるときだけ。"""
    return bool(people) and (kind.consent_required or (kind.both_laws and all(one.agreed for one in people)))


def quorum(kind: KindRule, came: Sequence[Attendance]) -> Decision:
    """会議が成り立っているか。重層的支援会議は、市と多機関協働事業者(別の人)の両方の出席が要る(seed 001 §6-6)。"""
    seated = [one for one in came if one.part not in (Part.OBSERVER, Part.PERSON_OR_FAMILY)]
    city = {one.member_id for one in seated if Role.CITY_OFFICER in one.roles}
    desk = {one.member_id for one in seated if Role.COORDINATOR in one.roles}
    lacking: list[str] = []
    if kind.needs_city and not city:
        lacking.append("市の担当(支援決定)の出席")
    if kind.needs_coordinator and not desk:
        lacking.append("多機関協働事業者の出席")
    if kind.needs_city and kind.needs_coordinator and city and desk and len(city | desk) < 2:
        lacking.append("市と多機関協働事業者の、別々の人の出席")
    if len(seated) < kind.minimum_members:
        lacking.append(f"{kind.minimum_members}人以上の出席(今は{len(seated)}人)")
    if lacking:
        return Decision.no(f"{kind.name}として成り立っていません。{'、'.join(lacking)}が要ります。", "会議の成立(実施要綱)")
    return Decision.yes(f"{kind.name}として成り立っています。", "会議の成立(実施要綱)")


def may_decide(
    *, part: Part | None, present: bool, conference: ConferenceState, item: ItemState, held: Decision, covered: bool = True
) -> Decision:
    """議題を決めてよいか。出席している事務局・司会だけが、開会中に、成り立った会議で、一度だけ。"""
    if part not in DECIDERS:
        return Decision.no("決定を記録できるのは、この会議の事務局か司会です。", "会議の運営")
    if item is ItemState.DECIDED:
        return Decision.no("この議題は、もう決まっています。", "会議の運営")
    if item is not ItemState.TABLED:
        return Decision.no(f"この議題は「{item.label_ja}」です。", "会議の運営")
    if conference is not ConferenceState.OPEN:
        return Decision.no("決められるのは、開会している間だけです。", "会議の運営")
    if not present:
        return Decision.no("決定を記録する人の出席を、先に記録してください。", "会議の運営")
    if not held.allowed:
        return held
    if not covered:
        return Decision.no("本人の同意が、今の構成員のすべてには及んでいません。同意を確かめてください。", CONSENT)
    return Decision.yes("決定を記録できます。", held.ground)


def may_keep(*, part: Part | None, conference: ConferenceState) -> Decision:
    """開会している間に役員だけができること(出席、議事)をしてよいか。"""
    if not is_officer(part):
        return Decision.no("この会議の役員(事務局・司会・記録)だけができます。", "会議の運営")
    if conference is not ConferenceState.OPEN:
        return Decision.no("開会している間だけできます。", "会議の運営")
    return Decision.yes("記録できます。", "会議の運営")


def may_lead(*, part: Part | None, conference: ConferenceState) -> Decision:
    """開会している間に事務局・司会だけができること(紙による出席、本人・家族の出席)をしてよいか。"""
    if part not in DECIDERS:
        return Decision.no("この会議の事務局か司会だけができます。", "会議の運営")
    if conference is not ConferenceState.OPEN:
        return Decision.no("開会している間だけできます。", "会議の運営")
    return Decision.yes("記録できます。", "会議の運営")


def may_sit(*, by_consent: bool, part: Part | None, conference: ConferenceState, item: ItemState, agreed: bool = True) -> Decision:
    """本人・家族が出たことを記録してよいか。by_consent は、本人同意による会議の、本人同意のもとの議題か。agreed は、参加の同意があるか。

    本人・家族は席(構成員)を持たず、会議の成立の人数にも入らない。
    """
    if not by_consent:
        return Decision.no("本人・家族が出られるのは、本人の同意のもとで諮る会議(重層的支援会議など)だけです。", LAYERED)
    lead = may_lead(part=part, conference=conference)
    if not lead.allowed:
        return lead
    if item not in (ItemState.TABLED, ItemState.DECIDED):
        return Decision.no(f"この議題は「{item.label_ja}」です。", "会議の運営")
    if not agreed:
        return Decision.no("開催の日に効く「会議への本人参加」の同意が、まだありません。同意の台帳に記録してください。", CONSENT)
    return Decision.yes("本人・家族の参加を記録できます。", CONSENT)


def outcomes(occasion: Occasion) -> tuple[Outcome, ...]:
    """この議題で選べる決定。"""
    allowed = PLAN_OUTCOMES if occasion in PLAN_OCCASIONS else OTHER_OUTCOMES
    return tuple(one for one in Outcome if one in allowed)


_NEXT: Final = {
    ConferenceState.PLANNED: frozenset({ConferenceState.CALLED, ConferenceState.OPEN, ConferenceState.CANCELLED}),
    ConferenceState.CALLED: frozenset({ConferenceState.OPEN, ConferenceState.CANCELLED}),
    ConferenceState.OPEN: frozenset({ConferenceState.CLOSED}),
    ConferenceState.CLOSED: frozenset(),
    ConferenceState.CANCELLED: frozenset(),
}


def may_move(
    now: ConferenceState, to: ConferenceState, *, parts: Iterable[Part], held_on: date, today: date, late: bool = False
) -> Decision:
    """会議のありさまを進めてよいか。開会は、開催の日から。late は、開かれた後に入れた会議か。"""
    if not DECIDERS & frozenset(parts):
        return Decision.no("この会議の事務局か司会だけが進められます。", "会議の運営")
    if to not in _NEXT[now]:
        return Decision.no(f"「{now.label_ja}」の会議です。", "会議の運営")
    if to is ConferenceState.CALLED and late:
        return Decision.no("開かれた後に入れた会議です。招集の知らせは出しません。そのまま開会して、記録します。", "会議の運営")
    if to is ConferenceState.OPEN and held_on > today:
        return Decision.no("開催の日になってから開会できます。", "会議の運営")
    return Decision.yes(f"「{to.label_ja}」に進められます。", "会議の運営")


def may_enter(held_on: date, *, today: date, reason: str) -> Decision:
    """この日の会議を入れてよいか。もう開かれた会議(緊急の会議、運用を始める前の会議)は、後から入れる理由を書いたときだけ。"""
    if held_on >= today and reason:
        return Decision.no("後から入れる理由は、過ぎた日の会議のときだけ書きます。", "会議の運営")
    if held_on < today and len("".join(reason.split())) < _SHORTEST_REASON:
        return Decision.no(
            f"過ぎた日の会議を入れるときは、なぜ開かれた後に入れるのかを、{_SHORTEST_REASON}文字以上で書いてください。記録に残ります。",
            "会議の運営",
        )
    return Decision.yes("会議を入れられます。" if held_on >= today else "開かれた後に入れた会議として残ります。", "会議の運営")


def may_rise(undecided: Collection[UUID], leaving: Collection[UUID]) -> Decision:
    """閉会してよいか。決まらないまま閉じる議題は、一つずつ確かめておく(閉じた議題は、もう開かない)。"""
    left = set(undecided) - set(leaving)
    if left:
        return Decision.no(
            f"決まっていない議題が{len(left)}件あります。閉会すると閉じて、もう開きません。閉じる議題に印をつけて確かめるか、"
            "先に決定(継続して検討、修正して再度諮る)を記録してください。",
            "会議の運営",
        )
    return Decision.yes("閉会できます。", "会議の運営")


def may_reschedule(now: ConferenceState, *, parts: Iterable[Part], late: bool = False) -> Decision:
    """会議の日時・場所を移してよいか。事務局・司会だけ、開会の前だけ。"""
    if not DECIDERS & frozenset(parts):
        return Decision.no("この会議の事務局か司会だけが移せます。", "会議の運営")
    if late:
        return Decision.no("開かれた後に入れた会議の日時は、移せません。", "会議の運営")
    if now not in (ConferenceState.PLANNED, ConferenceState.CALLED):
        return Decision.no(f"「{now.label_ja}」の会議の日時は、もう移せません。", "会議の運営")
    return Decision.yes("日時・場所を移せます。資料を読める期間も、同じ日数だけ移ります。", "会議の運営")


def may_reorder(now: ConferenceState, *, parts: Iterable[Part]) -> Decision:
    """次第の順と時間を直してよいか。事務局・司会だけ、閉会の前だけ。"""
    if not DECIDERS & frozenset(parts):
        return Decision.no("この会議の事務局か司会だけが直せます。", "会議の運営")
    if now in (ConferenceState.CLOSED, ConferenceState.CANCELLED):
        return Decision.no(f"「{now.label_ja}」の会議です。", "会議の運営")
    return Decision.yes("次第の順と、かける時間を直せます。", "会議の運営")


def in_wanted_order(places: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """(今の順, 書いた順)の並びから、新しい順に、元の位置を並べる。

    同じ数を書いたときは、上へ動かしたものを先に、下へ動かしたものを後にする(10番目に2と書けば、今の2番目の前に入る)。
    """

    def rank(at: int) -> tuple[int, int, int]:
        now, wanted = places[at]
        return wanted, (wanted > now) - (wanted < now), now

    return tuple(sorted(range(len(places)), key=rank))


def may_acknowledge(*, acknowledged: bool, again: bool, ground: str) -> Decision:
    """守秘を確かめてよいか。again は、前に確かめた文が改められて、もう一度求めている席か(確かめるまで、一行も読めない)。"""
    if acknowledged:
        return Decision.no("もう確認しています。", "守秘義務")
    if again:
        return Decision.yes("守秘の文が新しくなりました。新しい文を確認すると、また見えるようになります。", ground or "守秘義務")
    return Decision.yes("読んで確認すると、この席の議題が見えるようになります。", ground or "守秘義務")


def may_bring(*, part: Part | None, conference: ConferenceState, item: ItemState, writer: bool) -> Decision:
    """資料に書いてよいか。writer は資料を作る人(役員・議題を上げた人)か。ほかの構成員は、自分の機関の知ることを持ち寄る。"""
    if part is None or part is Part.OBSERVER:
        return Decision.no("この議題に書く席がありません。", "会議の運営")
    if item not in (ItemState.TABLED, ItemState.DECIDED) or conference in (ConferenceState.CLOSED, ConferenceState.CANCELLED):
        return Decision.no("この議題の資料は、もう締め切られています。", "会議の運営")
    if not writer:
        return Decision.no("資料を作るのは、事務局と議題を上げた人です。自分の機関の知ることは「持ち寄る」で書けます。", "会議の運営")
    return Decision.yes("資料に書けます。", "会議の運営")


def provenances(*, on_consent: bool) -> tuple[Provenance, ...]:
    """この議題の資料に選べる出所。同意のもとの議題に、106条の6を出所とする行は置けない。"""
    return tuple(one for one in Provenance if not (on_consent and one is Provenance.CONFERENCE))


def may_relabel(now: Provenance, to: Provenance, *, agreed: bool, manages: bool, reason: str | None = None) -> Decision:
    """出所を付け替えてよいか: 本人の同意を得たか、職務として要る理由を書いたときだけ(security.md P7)。

    agreed は本人の同意が今あるか、manages は今の行為者がその事案を管理しているか。reason が None なら理由の前までを答える。
    """
    if now is Provenance.TAX or to is Provenance.TAX:
        return Decision.no("税情報の出所は付け替えられません。税の同意のもとでだけ扱えます。", TAX)
    if to not in (Provenance.CONSENT, Provenance.DUTY) or now is Provenance.CONSENT or now is to:
        return Decision.no("付け替えられるのは、会議・職務を出所とする行を、本人同意か職務にするときだけです。", SUPPORT)
    if not manages:
        return Decision.no("この事案を担当する(管理する)機関の人だけが付け替えられます。", SUPPORT)
    if to is Provenance.CONSENT and not agreed:
        return Decision.no("この人の同意が今ありません。同意を得てから付け替えてください。", CONSENT)
    if reason is not None and len("".join(reason.split())) < _SHORTEST_REASON:
        return Decision.no(f"なぜ会議の外で使うのかを、{_SHORTEST_REASON}文字以上で書いてください。記録に残ります。", SUPPORT)
    return Decision.yes("理由を残して付け替えられます。", CONSENT if to is Provenance.CONSENT else "職務")


def window(held_on: date, *, before: int, after: int) -> tuple[datetime, datetime]:
    """構成員に見せる窓: 開催の before 日前の0時から、after 日後の24時まで(日本時間)。"""
    return (
        datetime.combine(held_on - timedelta(days=before), time.min, JST),
        datetime.combine(held_on + timedelta(days=after + 1), time.min, JST),
    )


def tax_words_in(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """文にある、税を思わせる言葉。全角・半角と空白の違いはそろえて照らす(データベースの守りと同じ)。"""
    shape = "".join(unicodedata.normalize("NFKC", text).split())
    return tuple(word for word in words if word in shape)


def is_officer(part: Part | None) -> bool:
    """役員の席か。"""
    return part in OFFICERS
