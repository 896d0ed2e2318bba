"""支援プランの URL。氏名は、どの URL にも入れない。"""

from __future__ import annotations

from django.urls import path

from kasane.plans.views import acts, deciding, listing, plan, rows

app_name = "plans"
_C = "cases/<uuid:case_id>/plans/"
_P = "plans/<uuid:plan_id>/"
_D = "plan-decisions/<uuid:decision_id>/"
_E = "evaluations/<uuid:evaluation_id>/"
_R = "progress/<uuid:request_id>/"
urlpatterns = [
    path(_C, listing.plans, name="plans"),
    path(_C + "new/", listing.starting, name="starting"),
    path(_C + "start/", listing.start, name="start"),
    path("cases/<uuid:case_id>/resume/", listing.resuming, name="resuming"),
    path("cases/<uuid:case_id>/resume/save/", listing.resume, name="resume"),
    path(_P, plan.plan, name="plan"),
    path(_P + "print/", plan.plan_print, name="plan_print"),
    path(_P + "versions/", plan.versions, name="versions"),
    path(_P + "write/", plan.writing, name="writing"),
    path(_P + "write/save/", plan.write, name="write"),
    path(_P + "goals/new/", rows.adding_goal, name="adding_goal"),
    path(_P + "goals/add/", rows.add_goal, name="add_goal"),
    path(_P + "goals/<uuid:goal_id>/", rows.revising_goal, name="revising_goal"),
    path(_P + "goals/<uuid:goal_id>/save/", rows.revise_goal, name="revise_goal"),
    path(_P + "steps/new/", rows.adding_step, name="adding_step"),
    path(_P + "steps/add/", rows.add_step, name="add_step"),
    path(_P + "steps/<uuid:step_id>/", rows.revising_step, name="revising_step"),
    path(_P + "steps/<uuid:step_id>/save/", rows.revise_step, name="revise_step"),
    path(_P + "steps/<uuid:step_id>/drop/", rows.dropping_step, name="dropping_step"),
    path(_P + "steps/<uuid:step_id>/drop/save/", rows.drop_step, name="drop_step"),
    path(_P + "explain/", acts.explaining, name="explaining"),
    path(_P + "explain/save/", acts.explain, name="explain"),
    path(_P + "table/", acts.tabling, name="tabling"),
    path(_P + "table/save/", acts.table, name="table"),
    path(_P + "withdraw/", acts.withdrawing, name="withdrawing"),
    path(_P + "withdraw/save/", acts.withdraw, name="withdraw"),
    path(_P + "submit/", acts.submitting, name="submitting"),
    path(_P + "submit/save/", acts.submit, name="submit"),
    path("plan-decisions/", deciding.desk, name="desk"),
    path(_D, deciding.dossier, name="dossier"),
    path(_D + "decide/", deciding.decide, name="decide"),
    path(_D + "return/", deciding.sending_back, name="sending_back"),
    path(_D + "return/save/", deciding.send_back, name="send_back"),
    path(_D + "notice/", deciding.notice, name="notice"),
]
