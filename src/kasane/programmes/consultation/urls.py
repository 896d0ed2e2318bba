"""包括的相談支援の URL。氏名や検索の言葉は、どの URL にも入れない。"""

from __future__ import annotations

from django.urls import path

from kasane.programmes.consultation.views import deciding, listing, near_misses, reading, receiving, subjects

app_name = "consultation"
_C = "consultations/<uuid:consultation_id>/"
urlpatterns = [
    path("consultations/", listing.consultations, name="list"),
    path("consultations/new/", receiving.new, name="new"),
    path("consultations/find/", receiving.find, name="find"),
    path("consultations/receive/", receiving.receive, name="receive"),
    path(_C, reading.consultation, name="consultation"),
    path(_C + "print/", reading.consultation_print, name="print"),
    path(_C + "correct/", receiving.correct, name="correct"),
    path(_C + "correct/save/", receiving.save_correction, name="save_correction"),
    path(_C + "step/", deciding.step, name="step"),
    path(_C + "step/decide/", deciding.decide, name="decide"),
    path(_C + "step/finish/", deciding.finish, name="finish"),
    path(_C + "step/keep/", deciding.keep, name="keep"),
    path(_C + "notice/", deciding.notice, name="notice"),
    path(_C + "subjects/", subjects.adding, name="subjects"),
    path(_C + "subjects/find/", subjects.find, name="find_subjects"),
    path(_C + "subjects/add/", subjects.add, name="add_subjects"),
    path(_C + "subjects/<uuid:subject_id>/", subjects.removing, name="removing"),
    path(_C + "subjects/<uuid:subject_id>/remove/", subjects.remove, name="remove_subject"),
    path(_C + "near-miss/", near_misses.mark, name="mark_near_miss"),
    path("cases/<uuid:case_id>/consultations/", reading.of_case, name="of_case"),
    path("consultations/of/<uuid:person_id>/", reading.of_person, name="of_person"),
    path("near-misses/", near_misses.review, name="near_misses"),
]
