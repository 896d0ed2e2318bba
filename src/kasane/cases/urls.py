"""事案の URL。氏名は、どの URL にも入れない。"""

from __future__ import annotations

from django.urls import path

from kasane.cases.views import case, consents, letters, listing, notes, opening, referrals, stages, team

app_name = "cases"
_C = "cases/<uuid:case_id>/"
_R = "referrals/<uuid:referral_id>/"
urlpatterns = [
    path("cases/", listing.cases, name="list"),
    path("cases/of/<uuid:person_id>/", opening.of_person, name="of_person"),
    path("cases/of/<uuid:person_id>/new/", opening.new, name="new"),
    path("cases/of/<uuid:person_id>/open/", opening.open_case, name="open_case"),
    path(_C, case.case, name="case"),
    path(_C + "print/", case.case_print, name="case_print"),
    path(_C + "team/", case.team, name="team"),
    path(_C + "referrals/", case.referrals, name="referrals"),
    path(_C + "notes/new/", notes.note, name="note"),
    path(_C + "notes/add/", notes.add_note, name="add_note"),
    path(_C + "notes/<uuid:note_id>/correct/", notes.correcting, name="correcting"),
    path(_C + "notes/<uuid:note_id>/correct/save/", notes.correct, name="correct"),
    path(_C + "notes/<uuid:note_id>/done/", notes.finish, name="finish"),
    path(_C + "cautions/new/", team.cautioning, name="cautioning"),
    path(_C + "cautions/add/", team.set_caution, name="set_caution"),
    path(_C + "cautions/<uuid:caution_id>/end/", team.lifting, name="lifting"),
    path(_C + "cautions/<uuid:caution_id>/end/save/", team.end_caution, name="end_caution"),
    path(_C + "persons/new/", opening.adding, name="adding"),
    path(_C + "persons/add/", opening.add_person, name="add_person"),
    path(_C + "stage/", stages.moving, name="moving"),
    path(_C + "stage/save/", stages.move, name="move"),
    path(_C + "close/", stages.closing, name="closing"),
    path(_C + "close/save/", stages.close, name="close"),
    path(_C + "reopen/", stages.reopening, name="reopening"),
    path(_C + "reopen/save/", stages.reopen, name="reopen"),
    path(_C + "rhythm/", stages.spacing, name="spacing"),
    path(_C + "rhythm/save/", stages.space, name="space"),
    path(_C + "companion/", team.handing_on, name="handing_on"),
    path(_C + "companion/save/", team.hand_on, name="hand_on"),
    path(_C + "lead/", team.appointing, name="appointing"),
    path(_C + "lead/save/", team.appoint, name="appoint"),
    path(_C + "team/new/", team.joining, name="joining"),
    path(_C + "team/add/", team.add_member, name="add_member"),
    path(_C + "team/<uuid:involvement_id>/end/", team.leaving, name="leaving"),
    path(_C + "team/<uuid:involvement_id>/end/save/", team.end_involvement, name="end_involvement"),
    path(_C + "referrals/new/", referrals.referring, name="referring"),
    path(_C + "referrals/preview/", referrals.preview, name="preview"),
    path(_C + "referrals/send/", referrals.refer, name="refer"),
    path(_C + "referrals/<uuid:referral_id>/recall/", referrals.recalling, name="recalling"),
    path(_C + "referrals/<uuid:referral_id>/recall/save/", referrals.recall, name="recall"),
    path(_C + "consents/", consents.consents, name="consents"),
    path(_C + "consents/persons/<uuid:person_id>/grant/", consents.granting, name="granting"),
    path(_C + "consents/persons/<uuid:person_id>/grant/save/", consents.grant_consent, name="grant_consent"),
    path(_C + "consents/persons/<uuid:person_id>/refuse/", consents.refusing, name="refusing"),
    path(_C + "consents/persons/<uuid:person_id>/refuse/save/", consents.refuse_consent, name="refuse_consent"),
    path(_C + "consents/<uuid:consent_id>/withdraw/", consents.withdrawing, name="withdrawing"),
    path(_C + "consents/<uuid:consent_id>/withdraw/save/", consents.withdraw_consent, name="withdraw_consent"),
    path("referrals/overdue/", letters.overdue, name="overdue"),
    path(_R, letters.letter, name="letter"),
    path(_R + "accept/", letters.accept, name="accept"),
    path(_R + "acknowledge/", letters.acknowledge, name="acknowledge"),
    path(_R + "decline/", letters.declining, name="declining"),
    path(_R + "decline/save/", letters.decline, name="decline"),
    path(_R + "return/", letters.returning, name="returning"),
    path(_R + "return/save/", letters.give_back, name="give_back"),
]
