"""書きぶりの誤り: 欄の名前 → 理由。書いてよいか(状態)は occasions にある。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kasane.consent.domain.codes import GivenBy
from kasane.kernel.decision import Decision
from kasane.plans.domain.codes import DecisionState, Finality, PlanKind, PlanState, Who
from kasane.plans.domain.facts import DecisionFacts, ExplanationFacts, HeadFacts, StepFacts
from kasane.plans.domain.sources import DECISION


def may_begin(kind: PlanKind, *, consented: bool, has_consent: bool, closed: bool) -> Decision:
    """この種別のプランを作り始められるか。同意前に作れるのはアウトリーチだけ(forms §4.4)。"""
    ground = "様式2-1 プラン種別・本人同意の有無"
    if closed:
        return Decision.no("終結した事案です。再開してからプランを作ってください。", ground)
    if not consented and kind is not PlanKind.OUTREACH:
        return Decision.no("本人の同意を得る前に作れるのは、アウトリーチのプランだけです。", ground)
    if consented and not has_consent:
        return Decision.no("この事案には、本人の同意（利用申込か情報共有）の記録がありません。先に同意を記録してください。", ground)
    return Decision.yes("作り始められます。", ground)


def written_on_problem(written_on: date, *, today: date, opened_on: date, replaced_on: date | None, has_form: bool) -> str:
    """作成日の誤り。紙で書いた日にさかのぼれるが、事案を始める前、引き継ぐ前のプランより前、様式の欄がまだない日には付けられない。

    replaced_on: 引き継ぐ前のプランの作成日(最初のプランなら None)。has_form: その日に、この種別の様式2-1の欄があるか。
    """
    if written_on > today:
        return "まだ来ていない日です。作成日は、今日か、書いた日にしてください。"
    if written_on < opened_on:
        return "事案を始めた日より前です。作成日は、その日より後にしてください。"
    if replaced_on is not None and written_on < replaced_on:
        return "引き継ぐ前のプランの作成日より前です。"
    if not has_form:
        return "この日には、この種別の様式2-1の欄がまだありません。"
    return ""


def head_problems(facts: HeadFacts, *, today: date, seated: bool) -> dict[str, str]:
    """頭の欄の誤り。seated: 主担当の担当者が、今その機関にいるか。"""
    problems = {}
    if facts.period_from and facts.period_to and facts.period_to < facts.period_from:
        problems["period_to"] = "期間の終わりは、始まりより後の日にしてください。"
    if facts.early_start_on and facts.early_start_on > today:
        problems["early_start_on"] = "まだ来ていない日です。"
    if bool(facts.early_start_on) != bool(facts.early_start_reason.strip()):
        problems["early_start_reason"] = "市の決定より先に始めたときは、始めた日と理由の両方を書いてください。"
    if (facts.lead_posting_id is not None and facts.lead_agency_id is None) or not seated:
        problems["lead_agency_id"] = "主担当の機関（担当者）は、今開いている（配属されている）ところから選んでください。"
    return problems


def step_problems(facts: StepFacts, *, services: Collection[str], agency_open: bool) -> dict[str, str]:
    """実施事項の誤り。agency_open: 行う機関が今開いているか。"""
    problems = {}
    if not facts.content.strip():
        problems["content"] = "何をするかを書いてください。"
    if facts.who is Who.AGENCY and (facts.agency_id is None or not agency_open):
        problems["agency_id"] = "行う機関を、今開いている機関から選んでください。"
    if facts.who is not Who.AGENCY and facts.agency_id is not None:
        problems["agency_id"] = "機関を選べるのは、行うのが「機関」のときだけです。"
    if facts.period_from and facts.period_to and facts.period_to < facts.period_from:
        problems["period_to"] = "期間の終わりは、始まりより後の日にしてください。"
    if facts.service and facts.service not in services:
        problems["service"] = "利用する事業・サービスを、一覧の中から選んでください。"
    return problems


def explanation_problems(facts: ExplanationFacts, *, today: date) -> dict[str, str]:
    """説明の記録の誤り。"""
    problems = {}
    if facts.explained_on > today:
        problems["explained_on"] = "まだ来ていない日です。"
    if facts.given_by is not GivenBy.SELF:
        for name, value, what in (("proxy_name", facts.proxy_name, "氏名"), ("proxy_reason", facts.proxy_reason, "理由")):
            if not value.strip():
                problems[name] = f"代筆・代理の{what}を書いてください。"
    return problems


def decision_problems(facts: DecisionFacts, *, approved_on: date, today: date) -> dict[str, str]:
    """支援決定の誤り: 決裁日は会議の了承の日から今日まで、文書番号と内容は必ず要る。"""
    problems = {}
    if facts.decided_on > today:
        problems["decided_on"] = "まだ来ていない日です。"
    elif facts.decided_on < approved_on:
        problems["decided_on"] = "決裁日は、会議で了承された日より後（同じ日を含む）にしてください。"
    if not facts.document_number.strip():
        problems["document_number"] = "文書番号を書いてください。"
    if not facts.content.strip():
        problems["content"] = "決定する支援の内容を書いてください。"
    return problems


def may_submit(state: PlanState, sure: Finality, *, waiting: bool) -> Decision:
    """市の支援決定を求められるか。"""
    ground = DECISION
    if not sure.needs_decision:
        return Decision.no(
            "参加支援・アウトリーチを使わないプランなので、支援決定は要りません（会議の了承で確定し、市に報告されます）。", ground
        )
    if waiting:
        return Decision.no("もう市へ出しています。市の決定を待っています。", ground)
    if state is not PlanState.APPROVED:
        return Decision.no("会議で了承されたプランだけを、市へ出せます。", ground)
    return Decision.yes("市の支援決定を求められます。", ground)


def may_decide(state: DecisionState) -> Decision:
    """市が決められるか・差し戻せるか。"""
    if state is DecisionState.WAITING:
        return Decision.yes("決定・差し戻しができます。", DECISION)
    return Decision.no(f"「{state.label_ja}」の一件です。もう決められません。", DECISION)
