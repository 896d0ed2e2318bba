"""メニューの項目、記録の一文、今日の仕事、引継ぎ、検索、事案の画面の一枚。"""

from __future__ import annotations

from typing import Final

from kasane.access.policy import Action
from kasane.agencies.registry import register_duty
from kasane.audit.presenters import presents
from kasane.cases.registry import register_proposals, register_tab
from kasane.kernel.actor import Actor
from kasane.people.registry import register_person_link
from kasane.programmes.consultation.duties import open_consultations, pass_consultations
from kasane.programmes.consultation.queries.proposing import proposals_from_consultations
from kasane.programmes.consultation.queries.searching import SENSITIVE_SOURCE, SOURCE, consultations_found, sensitive_found
from kasane.programmes.consultation.queries.work import Duty, due_consultations, undecided_consultations, unsent_consultations
from kasane.screens.desk import TAKE, WorkItem, desk
from kasane.screens.links import link_to
from kasane.search.registry import register_source

_SENTENCES: Final = {
    "list_consultations": "相談の一覧を見た",
    "view_consultation": "相談の記録を見た",
    "receive_consultation": "相談を受け付けた",
    "correct_consultation": "相談の記録を訂正した",
    "add_subjects": "相談に出てくる人を加えた",
    "remove_subject": "相談から人違いを外した",
    "decide_next_step": "相談の次の一手を決めた",
    "finish_next_step": "相談を終えた",
    "keep_next_step": "つなぎを送らず自機関で行うと記した",
    "decide_notice": "相談の気づきに判断を残した",
    "mark_near_miss": "惜しいケースに加えた",
    "review_near_misses": "惜しいケースを見直した",
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    desk.register_nav(label="相談を受け付ける", url_name="consultation:new", action=Action.RECEIVE_CONSULTATION, order=3)
    desk.register_nav(label="相談", url_name="consultation:list", action=Action.LIST_CONSULTATIONS, order=2)
    desk.register_work(heading="次の一手が決まっていない相談", provider=undecided, order=5, listing="consultation:list")
    desk.register_work(heading="期日の来た相談", provider=due, order=5, listing="consultation:list")
    desk.register_waits("consultation_waits")
    desk.register_work(heading="まだ送っていないつなぎ", provider=unsent, order=3, waits="consultation.unsent")
    register_duty(kind="consultation", label="終わっていない相談", count_query=open_consultations, transfer_command=pass_consultations)
    register_source(SOURCE, "相談", consultations_found)
    register_source(SENSITIVE_SOURCE, "相談（要配慮）", sensitive_found)
    register_proposals(proposals_from_consultations)
    register_tab("consultations", "相談", "consultation:of_case", 20)
    register_person_link(label="この人の相談", url_name="consultation:of_person", action=Action.LIST_CONSULTATIONS, order=12)
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)


def undecided(actor: Actor) -> list[WorkItem]:
    """次の一手が未定の相談。"""
    return [_item(one) for one in undecided_consultations(actor, limit=TAKE)]


def due(actor: Actor) -> list[WorkItem]:
    """期日の来た相談。"""
    return [_item(one) for one in due_consultations(actor, limit=TAKE)]


def unsent(actor: Actor) -> list[WorkItem]:
    """つなぎを書く一手を決めたのに、まだ一通も送っていない相談。"""
    return [_item(one) for one in unsent_consultations(actor, limit=TAKE)]


def _item(one: Duty) -> WorkItem:
    url = link_to("consultation:consultation", one.id)
    return WorkItem(title=one.title, url=url, status=one.status, kind=one.kind, hint=one.hint, subject_ids=one.person_ids)
