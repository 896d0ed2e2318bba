"""多機関協働の URL。氏名や検索の言葉は、どの URL にも入れない。"""

from __future__ import annotations

from django.urls import path

from kasane.programmes.coordination.application_urls import application_patterns
from kasane.programmes.coordination.views import assessment, entry, inquiries, issues

app_name = "coordination"
_C = "cases/<uuid:case_id>/"
_R = "coordination/<uuid:referral_id>/"
_A = f"{_C}assessment/"
_I = f"{_C}inquiries/<uuid:inquiry_id>/"
_Q = "information-requests/<uuid:inquiry_id>/"
urlpatterns = [
    *application_patterns,
    path(_C + "coordination/", entry.requesting, name="requesting"),
    path(_C + "coordination/send/", entry.send_request, name="send_request"),
    path("coordination/", entry.desk, name="desk"),
    path(_R, entry.entry, name="entry"),
    path(_R + "sent/", entry.sent, name="sent"),
    path(_R + "talk/", entry.talk, name="talk"),
    path(_R + "take-on/", entry.taking_on, name="taking_on"),
    path(_R + "take-on/save/", entry.take_on, name="take_on"),
    path(_R + "send-back/", entry.sending_back, name="sending_back"),
    path(_R + "send-back/save/", entry.send_back, name="send_back"),
    path(_A, assessment.assessment, name="assessment"),
    path(_A + "proposals/<slug:subject>/<uuid:ref>/take/", assessment.take, name="take_proposal"),
    path(_A + "print/", assessment.assessment_print, name="assessment_print"),
    path(_A + "issues/new/", issues.attaching, name="attaching_issue"),
    path(_A + "issues/attach/", issues.attach, name="attach_issue"),
    path(_A + "issues/<uuid:issue_id>/", issues.revising, name="revising_issue"),
    path(_A + "issues/<uuid:issue_id>/revise/", issues.revise, name="revise_issue"),
    path(_A + "items/<str:item_key>/", assessment.history, name="history"),
    path(_A + "items/<str:item_key>/<uuid:person_id>/", assessment.history, name="history_of"),
    path(_A + "section/<str:section>/", assessment.section, name="section"),
    path(_A + "section/<str:section>/save/", assessment.save_section, name="save_section"),
    path(_A + "section/<str:section>/<uuid:person_id>/", assessment.section, name="section_of"),
    path(_A + "section/<str:section>/<uuid:person_id>/save/", assessment.save_section, name="save_section_of"),
    path(_C + "inquiries/", inquiries.inquiries, name="inquiries"),
    path(_C + "inquiries/new/", inquiries.asking, name="asking"),
    path(_C + "inquiries/ask/", inquiries.ask, name="ask"),
    path(_I, inquiries.inquiry, name="inquiry"),
    path(_I + "questions/<uuid:question_id>/take/", inquiries.take_over, name="take_over"),
    path(_I + "withdraw/", inquiries.withdrawing, name="withdrawing"),
    path(_I + "withdraw/save/", inquiries.withdraw, name="withdraw"),
    path("information-requests/", inquiries.waiting, name="waiting_inquiries"),
    path(_Q, inquiries.answering, name="answering"),
    path(_Q + "answer/", inquiries.answer, name="answer"),
]
