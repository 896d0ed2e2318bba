"""書類の URL。氏名は、どの URL にもファイルの名前にも入れない。"""

from __future__ import annotations

from django.urls import path

from kasane.documents.views import forms, packets, papers, reading

app_name = "documents"
_P = "cases/<uuid:case_id>/papers/"
_K = f"{_P}<slug:kind>/"
_S = f"{_K}<uuid:subject>/"
_D = "documents/papers/<slug:kind>/<uuid:subject>/"
_F = "documents/forms/"
_J = "documents/packets/"
urlpatterns = [
    path(_P, papers.papers, name="papers"),
    path(_P + "packet/", packets.asking_case_file, name="asking_case_file"),
    path(_P + "packet/ask/", packets.ask_case_file, name="ask_case_file"),
    path(_K + "pdf/", papers.paper_pdf, name="paper_pdf"),
    path(_K + "excel/", papers.paper_excel, name="paper_excel"),
    path(_K + "read/", reading.reading, name="reading"),
    path(_K + "read/save/", reading.take_in, name="take_in"),
    path(_S + "pdf/", papers.paper_pdf, name="paper_pdf_of"),
    path(_S + "excel/", papers.paper_excel, name="paper_excel_of"),
    path(_S + "read/", reading.reading, name="reading_of"),
    path(_S + "read/save/", reading.take_in, name="take_in_of"),
    path(_S + "read/confirm/", reading.confirm, name="confirm_of"),
    path("documents/papers/", papers.desk, name="desk"),
    path(_D + "pdf/", papers.desk_pdf, name="desk_pdf"),
    path(_D + "excel/", papers.desk_excel, name="desk_excel"),
    path("conferences/<uuid:conference_id>/papers/packet/ask/", packets.ask_conference, name="ask_conference"),
    path("documents/case-list/pdf/", papers.case_list_pdf, name="case_list_pdf"),
    path("documents/case-list/excel/", papers.case_list_excel, name="case_list_excel"),
    path(_J, packets.jobs, name="jobs"),
    path(_J + "cases/", packets.asking_cases, name="asking_cases"),
    path(_J + "cases/ask/", packets.ask_cases, name="ask_cases"),
    path(_J + "<uuid:job_id>/", packets.job, name="job"),
    path(_J + "<uuid:job_id>/pdf/", packets.job_pdf, name="job_pdf"),
    path(_F, forms.forms, name="forms"),
    path(_F + "corrections/<uuid:correction_id>/end/", forms.ending, name="ending"),
    path(_F + "corrections/<uuid:correction_id>/end/save/", forms.end, name="end"),
    path(_F + "<slug:form_code>/", forms.form, name="form"),
    path(_F + "<slug:form_code>/blank/", forms.form_pdf, name="form_pdf"),
    path(_F + "<slug:form_code>/correct/", forms.correcting, name="correcting"),
    path(_F + "<slug:form_code>/correct/save/", forms.correct, name="correct"),
]
