"""機関・職員・サインイン・市の決めごとの URL。"""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from kasane.agencies.views import days, own, register, staff, synonyms, town


class _AccountActConverter(StringConverter):
    """アカウントに行うこと: 停止・再開・ロックの解除。ほかの語は、無い URL になる。"""

    regex = "suspend|resume|unlock"


register_converter(_AccountActConverter, "account_act")

register_pages = [
    path("agencies/", register.table, name="table"),
    path("agencies/all/", register.directory, name="directory"),
    path("agencies/new/", register.new, name="new"),
    path("agencies/register/", register.register, name="register"),
    path("agencies/areas/", town.areas, name="areas"),
    path("agencies/areas/new/", town.area_new, name="area_new"),
    path("agencies/areas/add/", town.area_add, name="area_add"),
    path("agencies/operators/new/", town.operator_new, name="operator_new"),
    path("agencies/operators/add/", town.operator_add, name="operator_add"),
    path("agencies/bodies/", town.bodies, name="bodies"),
    path("agencies/bodies/new/", town.body_new, name="body_new"),
    path("agencies/bodies/add/", town.body_add, name="body_add"),
    path("agencies/outside/", town.outside, name="outside"),
    path("agencies/outside/new/", town.outside_new, name="outside_new"),
    path("agencies/outside/add/", town.outside_add, name="outside_add"),
    path("agencies/outside/<uuid:member_id>/ending/", town.outside_ending, name="outside_ending"),
    path("agencies/outside/<uuid:member_id>/end/", town.outside_end, name="outside_end"),
    path("agencies/bases/<uuid:base_id>/closing/", town.base_closing, name="base_closing"),
    path("agencies/bases/<uuid:base_id>/close/", town.base_close, name="base_close"),
    path("agencies/<uuid:agency_id>/", register.detail, name="detail"),
    path("agencies/<uuid:agency_id>/edit/", register.edit, name="edit"),
    path("agencies/<uuid:agency_id>/correct/", register.correct, name="correct"),
    path("agencies/<uuid:agency_id>/closing/", register.closing, name="closing"),
    path("agencies/<uuid:agency_id>/close/", register.close, name="close"),
    path("agencies/<uuid:agency_id>/bases/new/", town.base_new, name="base_new"),
    path("agencies/<uuid:agency_id>/bases/add/", town.base_add, name="base_add"),
]
staff_pages = [
    path("staff/", staff.staff, name="list"),
    path("staff/new/", staff.account_new, name="account_new"),
    path("staff/add/", staff.account_add, name="account_add"),
    path("staff/<uuid:account_id>/", staff.staff_detail, name="detail"),
    path("staff/<uuid:account_id>/edit/", staff.profile_edit, name="profile_edit"),
    path("staff/<uuid:account_id>/save/", staff.profile_save, name="profile_save"),
    path("staff/<uuid:account_id>/posting/", staff.appointing, name="appointing"),
    path("staff/<uuid:account_id>/appoint/", staff.appoint, name="appoint"),
    path("staff/<uuid:account_id>/resetting/", staff.resetting, name="resetting"),
    path("staff/<uuid:account_id>/reset/", staff.reset, name="reset"),
    path("staff/postings/<uuid:posting_id>/hand-over/", staff.hand_over, name="hand_over"),
    path("staff/postings/<uuid:posting_id>/hand-over/save/", staff.hand_over_save, name="hand_over_save"),
    path("staff/<uuid:account_id>/<account_act:act>/", staff.account_state, name="account_state"),
    path("staff/<uuid:account_id>/<account_act:act>/save/", staff.account_state_save, name="account_state_save"),
]
rule_pages = [
    path("rules/synonyms/", synonyms.synonyms, name="synonyms"),
    path("rules/synonyms/new/", synonyms.adding, name="adding_synonyms"),
    path("rules/synonyms/add/", synonyms.add, name="add_synonyms"),
    path("rules/synonyms/<uuid:group_id>/", synonyms.group, name="synonym"),
    path("rules/synonyms/<uuid:group_id>/edit/", synonyms.revising, name="revising_synonyms"),
    path("rules/synonyms/<uuid:group_id>/revise/", synonyms.revise, name="revise_synonyms"),
    path("rules/synonyms/<uuid:group_id>/ending/", synonyms.ending, name="ending_synonyms"),
    path("rules/synonyms/<uuid:group_id>/end/", synonyms.end, name="end_synonyms"),
    path("rules/days/", days.days, name="days"),
    path("rules/days/<slug:days_key>/", days.setting, name="setting_days"),
    path("rules/days/<slug:days_key>/set/", days.set_to, name="set_days"),
]
own_pages = [
    path("sign-in/posting/", own.choose_posting, name="choose_posting"),
    path("sign-in/keys/", own.set_up_keys, name="set_up_keys"),
    path("sign-out/", own.sign_out, name="sign_out"),
    path("own/", own.own_account, name="own_account"),
    path("own/posting/", own.switch_posting, name="switch_posting"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((register_pages + rule_pages + own_pages, "agencies"))),
    path("", include((staff_pages, "staff"))),
    path("", include("kasane.agencies.sign_in.urls")),
]
if settings.KASANE_DEMO:
    urlpatterns.append(path("demo/", include("kasane.agencies.demo_door")))
