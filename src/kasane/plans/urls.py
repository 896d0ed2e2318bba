"""支援プランの URL。氏名は、どの URL にも入れない。"""

from __future__ import annotations

from django.urls import path

from kasane.plans.domain.settings import CitySetting
from kasane.plans.views import acts, deciding, evaluating, listing, notice, plan, progress, resuming, rows, settings

app_name = "plans"
_C = "cases/<uuid:case_id>/plans/"
_P = "plans/<uuid:plan_id>/"
_T = _P + "texts/<slug:item>/"
_D = "plan-decisions/<uuid:decision_id>/"
_E = "evaluations/<uuid:evaluation_id>/"
_R = "progress/<uuid:request_id>/"
urlpatterns = [
    path(_C, listing.plans, name="plans"),
    path(_C + "new/", listing.starting, name="starting"),
    path(_C + "start/", listing.start, name="start"),
    path("cases/<uuid:case_id>/resume/", resuming.resuming, name="resuming"),
    path("cases/<uuid:case_id>/resume/save/", resuming.resume, name="resume"),
    path(_P, plan.plan, name="plan"),
    path(_P + "print/", plan.plan_print, name="plan_print"),
    path(_P + "versions/", plan.versions, name="versions"),
    path(_P + "write/", plan.writing, name="writing"),
    path(_P + "write/save/", plan.write, name="write"),
    path(_T, plan.writing_text, name="writing_text"),
    path(_T + "save/", plan.write_text, name="write_text"),
    path(_T + "<uuid:person_id>/", plan.writing_text, name="writing_text_of"),
    path(_T + "<uuid:person_id>/save/", plan.write_text, name="write_text_of"),
    path(_P + "goals/new/", rows.adding_goal, name="adding_goal"),
    path(_P + "goals/add/", rows.add_goal, name="add_goal"),
    path(_P + "goals/<uuid:goal_id>/", rows.revising_goal, name="revising_goal"),
    path(_P + "goals/<uuid:goal_id>/save/", rows.revise_goal, name="revise_goal"),
    path(_P + "goals/<uuid:goal_id>/drop/", rows.dropping_goal, name="dropping_goal"),
    path(_P + "goals/<uuid:goal_id>/drop/save/", rows.drop_goal, name="drop_goal"),
    path(_P + "steps/new/", rows.adding_step, name="adding_step"),
    path(_P + "steps/add/", rows.add_step, name="add_step"),
    path(_P + "steps/<uuid:step_id>/", rows.revising_step, name="revising_step"),
    path(_P + "steps/<uuid:step_id>/save/", rows.revise_step, name="revise_step"),
    path(_P + "steps/<uuid:step_id>/drop/", rows.dropping_step, name="dropping_step"),
    path(_P + "steps/<uuid:step_id>/drop/save/", rows.drop_step, name="drop_step"),
    path(_P + "consent/", acts.take_consent, name="take_consent"),
    path(_P + "explain/", acts.explaining, name="explaining"),
    path(_P + "explain/save/", acts.explain, name="explain"),
    path(_P + "table/", acts.tabling, name="tabling"),
    path(_P + "table/save/", acts.table, name="table"),
    path(_P + "recall/", acts.recalling, name="recalling"),
    path(_P + "recall/save/", acts.recall, name="recall"),
    path(_P + "withdraw/", acts.withdrawing, name="withdrawing"),
    path(_P + "withdraw/save/", acts.withdraw, name="withdraw"),
    path(_P + "submit/", acts.submitting, name="submitting"),
    path(_P + "submit/save/", acts.submit, name="submit"),
    path(_P + "following/", progress.following, name="following"),
    path(_P + "progress/", progress.asking, name="asking"),
    path(_P + "progress/save/", progress.ask, name="ask"),
    path(_P + "monitoring/", progress.monitoring, name="monitoring"),
    path(_P + "monitoring/save/", progress.monitor, name="monitor"),
    path(_P + "evaluate/", evaluating.start_evaluation, name="start_evaluation"),
    path("plan-decisions/", deciding.desk, name="desk"),
    path("plan-decisions/notice-rule/", notice.setting_notice, name="setting_notice"),
    path("plan-decisions/notice-rule/save/", notice.set_notice, name="set_notice"),
    path("plan-decisions/rules/", settings.rules, name="rules"),
    path("plan-decisions/rules/reporting/", settings.setting, {"which": CitySetting.REPORTING}, name="setting_reporting"),
    path("plan-decisions/rules/reporting/save/", settings.set_rule, {"which": CitySetting.REPORTING}, name="set_reporting"),
    path("plan-decisions/rules/preconsent/", settings.setting, {"which": CitySetting.PRECONSENT}, name="setting_preconsent"),
    path("plan-decisions/rules/preconsent/save/", settings.set_rule, {"which": CitySetting.PRECONSENT}, name="set_preconsent"),
    path(_D, deciding.dossier, name="dossier"),
    path(_D + "decide/", deciding.decide, name="decide"),
    path(_D + "return/", deciding.sending_back, name="sending_back"),
    path(_D + "return/save/", deciding.send_back, name="send_back"),
    path(_D + "notice/", notice.notice, name="notice"),
    path(_E, evaluating.evaluation, name="evaluation"),
    path(_E + "print/", evaluating.evaluation_print, name="evaluation_print"),
    path(_E + "write/", evaluating.writing_evaluation, name="writing_evaluation"),
    path(_E + "write/save/", evaluating.write_evaluation, name="write_evaluation"),
    path(_E + "household/", evaluating.writing_part, name="writing_part"),
    path(_E + "household/save/", evaluating.write_part, name="write_part"),
    path(_E + "persons/<uuid:person_id>/", evaluating.writing_part, name="writing_part_of"),
    path(_E + "persons/<uuid:person_id>/save/", evaluating.write_part, name="write_part_of"),
    path(_E + "goals/<uuid:goal_id>/", evaluating.grading, name="grading"),
    path(_E + "goals/<uuid:goal_id>/save/", evaluating.grade, name="grade"),
    path(_E + "finish/", evaluating.finish, name="finish"),
    path(_E + "reopen/", evaluating.reopen, name="reopen"),
    path(_E + "carry-out/", evaluating.carrying_out, name="carrying_out"),
    path(_E + "carry-out/save/", evaluating.carry_out, name="carry_out"),
    path(_R, progress.progress, name="progress"),
    path(_R + "<uuid:agency_id>/", progress.progress, name="progress_of"),
    path(_R + "<uuid:agency_id>/save/", progress.report, name="report"),
]
