"""同意を記録してよいか: 日付、説明、代筆と法定代理人、証拠(forms §2.3、security.md N11・N12・N14)。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from kasane.consent.domain.codes import SCOPED_KINDS, SHARING_TOPICS, ConsentKind, GivenBy, Method, Outcome, Topic
from kasane.consent.domain.coverage import GROUND, ConsentAct, Scope
from kasane.kernel.decision import Decision

PARENT: Final = "05"
ADULT_AT: Final = 18


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """同意(または断り)として聞いたこと。valid_until を空けると、決められた長さ(既定1年)の終わりの日になる。

    paper_kept は署名した紙を保管しているか、witness は立ち会った人。excluded は「ここには伝えないで」と言われた機関。
    """

    kind: ConsentKind = ConsentKind.SHARING
    given_on: date | None = None
    given_by: GivenBy = GivenBy.SELF
    method: Method = Method.SIGNED
    explained: bool = False
    scopes: tuple[Scope, ...] = ()
    excluded: tuple[UUID, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    witness: str = ""
    paper_kept: bool = False
    proxy_name: str = ""
    proxy_relation: str = ""
    proxy_reason: str = ""
    representative_name: str = ""
    representative_type: str = ""
    representative_authority: str = ""
    note: str = ""

    @property
    def agencies(self) -> frozenset[UUID]:
        """伝えてよいと言った機関。"""
        return frozenset(scope.agency_id for scope in self.scopes)


@dataclass(frozen=True, slots=True)
class Setting:
    """記録するときの事情: 今日、事案を開いた日、記録する人の機関、本人の年齢、同意の長さの決まり。"""

    today: date
    case_opened_on: date
    recorder_agency: UUID
    age: int | None
    longest_days: int


def problems(facts: ConsentFacts, outcome: Outcome, setting: Setting) -> Mapping[str, str]:
    """入力の誤り(項目の名前 → 理由)。断りには、同意にだけ要るものを求めない。"""
    found: dict[str, str] = {}
    if facts.given_on is None:
        found["given_on"] = "本人が言った日を入力してください。"
    if facts.given_by is GivenBy.PROXY and not (facts.proxy_name and facts.proxy_relation and facts.proxy_reason):
        found["proxy_name"] = "代筆のときは、代筆した人の氏名・続柄・理由の三つが要ります。"
    if facts.given_by is GivenBy.LEGAL_REPRESENTATIVE and not (facts.representative_name and facts.representative_type):
        found["representative_name"] = "法定代理人の氏名と、種別を入力してください。"
    if outcome is Outcome.GRANTED:
        found |= _granting_problems(facts, setting)
    return found


def _granting_problems(facts: ConsentFacts, setting: Setting) -> dict[str, str]:
    found: dict[str, str] = {}
    if facts.kind in SCOPED_KINDS and not facts.scopes:
        found["agencies"] = "伝えてよい機関を一つ以上選んでください。"
    if any(not scope.topics or not scope.topics <= allowed_topics(facts.kind) for scope in facts.scopes):
        found["topics"] = f"「{facts.kind.label_ja}」の同意で伝えてよいことを選んでください。"
    if facts.agencies & set(facts.excluded):
        found["excluded"] = "同じ機関が「伝えてよい」と「伝えない」の両方に入っています。"
    if facts.given_by is GivenBy.LEGAL_REPRESENTATIVE and not facts.representative_authority:
        found["representative_authority"] = "代理する権限を何で確かめたかを書いてください(登記事項証明書、戸籍など)。"
    since, until = facts.valid_from or facts.given_on, facts.valid_until
    if since and facts.given_on and not facts.given_on <= since <= max(setting.today, facts.given_on):
        found["valid_from"] = "始まりの日は、本人が言った日から今日までの日にしてください。"
    elif since and until and until < since:
        found["valid_until"] = "終わりの日は、始まりの日より後にしてください。"
    elif since and until and until > since + timedelta(days=setting.longest_days - 1):
        found["valid_until"] = f"同意の期間は、長くても{setting.longest_days}日までです。続けるときは、もう一度本人に確かめます。"
    elif until and until < setting.today:
        found["valid_until"] = "終わりの日が過ぎています。今も続く同意だけを記録できます。"
    return found


def allowed_topics(kind: ConsentKind) -> frozenset[Topic]:
    """この種類の同意で伝えてよいこと。税情報と医療機関からの情報は、それぞれの同意だけが扱う。"""
    if kind is ConsentKind.SHARING:
        return frozenset(SHARING_TOPICS)
    return frozenset(topic for topic in Topic if topic.needs is kind)


def may_record(facts: ConsentFacts, outcome: Outcome, setting: Setting) -> Decision:
    """この同意(断り)を記録してよいか。

    先の日付・事案を開く前の日付は断る。説明のない同意は断る。受け取る側の機関が記録する同意には証拠が要り、
    さかのぼる日付なら署名した紙(電磁的方法ならその記録)が要る。成年の子の親は法定代理人ではない。
    """
    said = facts.given_on or setting.today
    if said > setting.today:
        return Decision.no("先の日付の同意は記録できません。本人が言った日に記録してください。", GROUND)
    if said < setting.case_opened_on:
        return Decision.no("事案を開いた日より前の同意は、この事案には使えません。本人にもう一度確かめてください。", GROUND)
    if facts.given_by is GivenBy.LEGAL_REPRESENTATIVE and facts.representative_type == PARENT and _is_adult(setting.age):
        return Decision.no("本人は成年です。親は法定代理人ではないので、本人に確かめてください。", "民法4条・818条")
    if outcome is Outcome.REFUSED:
        return Decision.yes("断ったことを記録できます。", GROUND)
    if not facts.explained:
        return Decision.no("個人情報の取扱いを説明していない同意は、同意として扱えません。説明してから記録してください。", GROUND)
    return _evidence(facts, said, setting)


def _evidence(facts: ConsentFacts, said: date, setting: Setting) -> Decision:
    written = facts.paper_kept or facts.method is Method.ELECTRONIC
    if facts.method is Method.SIGNED and not facts.paper_kept:
        return Decision.no("署名の同意は、署名した紙を保管していることが要ります。口頭なら「口頭」を選んでください。", GROUND)
    if setting.recorder_agency in facts.agencies and not written:
        if said < setting.today:
            return Decision.no("自分の機関が受け取る同意を、さかのぼって口頭で記録することはできません。署名をもらってください。", GROUND)
        if not facts.witness:
            return Decision.no("自分の機関が受け取る口頭の同意には、立ち会った人の記録が要ります。", GROUND)
    return Decision.yes("同意を記録できます。", GROUND)


def contradicts(facts: ConsentFacts, outcome: Outcome, person_id: UUID, acts: list[ConsentAct], on: date) -> Decision:
    """今ある同意と食い違わないか。今の同意を狭める言葉は、取り消しとして記録する(相手への共有がその場で止まるように)。"""
    for one in acts:
        if one.person_id != person_id or one.kind is not facts.kind or not one.is_live(on):
            continue
        no_to_all = outcome is Outcome.REFUSED and not facts.excluded
        if no_to_all or any(scope.agency_id in facts.excluded for scope in one.scopes):
            return Decision.no(
                "この機関への同意が今あります。やめるときは、先に「同意を取り消す」で止めてください。その場で共有が止まります。", GROUND
            )
    return Decision.yes("今ある同意と食い違いません。", GROUND)


def may_withdraw(act: ConsentAct) -> Decision:
    """取り消せるか。同意と同じだけやさしく、理由はなくてよい。断りと、取り消し済みの同意は取り消せない。"""
    if act.outcome is not Outcome.GRANTED:
        return Decision.no("断ったという記録です。考えが変わったときは、新しく同意を記録してください。", GROUND)
    if act.withdrawn_on is not None:
        return Decision.no("この同意は、すでに取り消されています。", GROUND)
    return Decision.yes("いつでも取り消せます。今すぐ効きます。", GROUND)


def _is_adult(age: int | None) -> bool:
    return age is not None and age >= ADULT_AT
