"""メニューの項目、見出し、記録の一文、書類と綴りの登録。"""

from __future__ import annotations

from typing import Final

from kasane.access.policy import Action
from kasane.audit.presenters import presents
from kasane.cases.registry import register_list_link, register_tab
from kasane.documents import case_papers, packets
from kasane.documents.domain.jobs import JobKind
from kasane.screens.desk import desk

_SENTENCES: Final = {
    "make_document": "書類を作った",
    "correct_forms": "書類の様式の画面を扱った",
    "correct_form": "書類の様式を直した",
    "end_form_correction": "書類の様式の直しを終えた",
    "ask_packet": "綴りを頼んだ",
    "take_in_form": "書き込まれた Excel を取り入れた",
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    register_tab("papers", "書類", "documents:papers", 95)
    desk.register_nav(label="会議と決定の書類", url_name="documents:desk", action=Action.MAKE_DOCUMENT, order=59)
    desk.register_nav(label="頼んだ綴り", url_name="documents:jobs", action=Action.MAKE_DOCUMENT, order=60)
    desk.register_nav(label="書類の様式", url_name="documents:forms", action=Action.CORRECT_FORMS, order=61)
    register_list_link("選んだ事案の綴りを作る", "documents:asking_cases")
    case_papers.register()
    for kind in (JobKind.CASE_FILE, JobKind.CASES):
        packets.register_packet(packets.Packet(kind, packets.people_of_case, packets.papers_of_case))
    packets.register_packet(packets.Packet(JobKind.CONFERENCE, packets.people_of_item, packets.papers_of_item, packets.lines_of_item))
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)
