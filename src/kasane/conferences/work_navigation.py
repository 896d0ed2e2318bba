"""会議の仕事の登録: 今日の仕事、記録の一文、招集したときの案内。navigation.register() から呼ぶ。"""

from __future__ import annotations

from typing import Final

from kasane.access.policy import Action, decide
from kasane.audit.presenters import presents
from kasane.conferences import registry
from kasane.conferences.commands.mailing import invite_all, tell_all
from kasane.conferences.queries.cooperation import letters_to_me, waiting_answers
from kasane.conferences.queries.near import near_meetings
from kasane.conferences.queries.roles import my_tasks
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.screens.desk import TAKE, WorkItem, desk
from kasane.screens.links import link_to

_SENTENCES: Final = {
    "appoint_member": "会議の構成員を委嘱した",
    "appoint_organisation": "団体の人を会議の構成員にまとめて委嘱した",
    "list_more": "委嘱の名簿に人を足した",
    "note_briefing": "守秘義務を説明した日を残した",
    "note_paper": "誓約書を受け取った日を残した",
    "end_appointment": "委嘱を終えた",
    "keep_appointments": "委嘱簿を扱った",
    "request_cooperation": "協力を求めた",
    "record_answer": "協力依頼の答えを残した",
    "answer_cooperation": "協力依頼に答えた",
    "keep_minutes": "議事の画面を扱った",
    "write_minute": "議事を書いた",
    "revise_minute": "議事を書き直した",
    "strike_minute": "議事の行を消し線にした",
    "assign_role": "会議で役割を決めた",
    "finish_role": "会議で決まった役割を済みにした",
    "cancel_role": "会議で決まった役割を取りやめた",
    "name_need": "足りない資源を台帳に載せた",
    "move_need": "足りない資源の台帳を進めた",
    "see_needs": "足りない資源の台帳を見た",
    "see_circles": "会議の振り返りを見た",
    "set_mailbox": "会議の案内の宛先を登録した",
    "mail_invite": "会議の案内を出した",
    "mail_change": "会議の日時・場所の変更を知らせた",
    "send_invitation_mail": "会議の案内のメールを送った",
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    desk.register_waits("conferences_waits")
    desk.register_work(heading="近い会議", provider=near, order=7, waits="conferences.near")
    desk.register_work(heading="届いた協力依頼", provider=letters, order=8, waits="conferences.letters")
    desk.register_work(heading="会議で決まった、自機関の役割", provider=tasks, order=9, waits="conferences.roles")
    desk.register_work(heading="答えを待つ協力依頼", provider=answers, order=10, waits="conferences.answers")
    registry.on_called(invite_all)
    registry.on_moved(tell_all)
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)


def near(actor: Actor) -> list[WorkItem]:
    """自分に席のある、近い会議。日時・場所・目的の段階だけ。守秘の確認が済んでいなければ、先に確認してもらう。"""
    return [
        WorkItem(
            title=f"{format_wareki(one.held_on)}　{one.starts_at:%H:%M}から　{one.place}".strip(), url=link_to("conferences:list"),
            status="今日" if one.held_on == clock.today() else "守秘の確認がまだです" if one.waits else "もうすぐ",
            kind="attention" if one.waits or one.held_on == clock.today() else "active", hint=f"目的　{one.purpose}",
        )
        for one in near_meetings(limit=TAKE)
    ]  # fmt: skip


def letters(actor: Actor) -> list[WorkItem]:
    """自機関に届いて、答えを待たれている協力依頼。中身は開くまで出さない。"""
    if not decide(Action.ANSWER_COOPERATION, by=actor).allowed:
        return []
    return [
        WorkItem(
            title=f"{one.statute}による協力の求め　{'・'.join(kind.label_ja for kind in one.wanted)}",
            url=link_to("conferences:answer_cooperation", one.id),
            status=f"{one.late}日過ぎています" if one.late else "答えを待たれています",
            kind="overdue" if one.late else "attention", hint=f"期限 {format_wareki(one.deadline)}",
        )
        for one in letters_to_me(limit=TAKE)
    ]  # fmt: skip


def tasks(actor: Actor) -> list[WorkItem]:
    """自機関が受け持つ、済んでいない役割。"""
    return [
        WorkItem(
            title=one.wording, url=link_to("conferences:role", one.id), 
            status=f"{one.late}日過ぎています" if one.late else "受け持っています", kind="overdue" if one.late else "active",
            hint=f"{one.kind}　{format_wareki(one.held_on)}" + (f"　{format_wareki(one.due_on)}まで" if one.due_on else ""),
        )
        for one in my_tasks(actor, limit=TAKE)
    ]  # fmt: skip


def answers(actor: Actor) -> list[WorkItem]:
    """自分が役員の会議で、答えを待っている協力依頼。"""
    return [
        WorkItem(
            title=f"{one.to}への協力依頼", url=link_to("conferences:cooperation", one.id),
            status=f"期限を{one.late}日過ぎています" if one.late else "答えを待っています", kind="overdue" if one.late else "neutral",
            hint=f"期限 {format_wareki(one.deadline)}",
        )
        for one in waiting_answers(actor, limit=TAKE)
    ]  # fmt: skip
