"""今日の仕事に出す、監査の側の仕事。"""

from kasane.access import queries
from kasane.access.policy import Action, decide
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role
from kasane.kernel.wareki import format_moment, format_wareki
from kasane.screens.desk import TAKE, WorkItem
from kasane.screens.links import link_to


def notices(actor: Actor) -> list[WorkItem]:
    """自分の機関が管理する記録に、ほかの人が緊急閲覧を開いたという知らせ。保護責任者と監査は、点検の一覧で見る。"""
    if actor.roles & {Role.PRIVACY_OFFICER, Role.AUDITOR}:
        return []
    return [
        WorkItem(
            title="管理している記録に緊急閲覧がありました",
            url=link_to("oversight:looks", item.subject_id),
            status="点検済み" if item.reviewed_at else "点検待ち",
            kind="done" if item.reviewed_at else "attention",
            hint=f"{format_moment(item.opened_at)} から60分。理由：{item.reason}",
            subject_ids=(item.subject_id,),
        )
        for item in queries.emergencies_noticed(actor, limit=TAKE)
    ]


def emergencies(actor: Actor) -> list[WorkItem]:
    """点検を待つ緊急閲覧（保護責任者だけ）。自分が開いたものは自分では点検できないので出さない。"""
    if not decide(Action.REVIEW_EMERGENCY, by=actor).allowed:
        return []
    today = clock.today()
    return [
        WorkItem(
            title="緊急閲覧を点検する",
            url=link_to("oversight:emergencies"),
            status="期限切れ" if item.review_due < today else "未点検",
            kind="overdue" if item.review_due < today else "attention",
            hint=f"点検の期限 {format_wareki(item.review_due)}",
            subject_ids=(item.subject_id,),
        )
        for item in queries.emergencies_to_review(not_by=actor.account_id, limit=TAKE)
    ]
