"""人・世帯の URL。氏名や検索の言葉は、どの URL にも入れない。"""

from __future__ import annotations

from django.urls import path

from kasane.people.views import facts, finding, households, kin, merging, person, protection

app_name = "people"
_P = "people/<uuid:person_id>/"
_H = "households/<uuid:household_id>/"
urlpatterns = [
    path("people/", finding.people, name="list"),
    path("people/find/", finding.find, name="find"),
    path("people/search/", finding.search, name="search"),
    path("people/export/", finding.export, name="export"),
    path("people/emergency/", finding.emergency, name="emergency"),
    path("people/emergency/open/", finding.open_emergency, name="open_emergency"),
    path("people/new/", person.new, name="new"),
    path("people/register/", person.register, name="register"),
    path(_P, person.person, name="person"),
    path(_P + "print/", person.person_print, name="person_print"),
    path(_P + "correct/", person.correct, name="correct"),
    path(_P + "correct/save/", person.save_correction, name="save_correction"),
    path(_P + "alias/", facts.alias, name="alias"),
    path(_P + "alias/add/", facts.add_alias, name="add_alias"),
    path(_P + "place/", facts.place, name="place"),
    path(_P + "place/add/", facts.add_place, name="add_place"),
    path(_P + "place/<uuid:row_id>/", facts.place_end, name="place_end"),
    path(_P + "place/<uuid:row_id>/end/", facts.end_place, name="end_place"),
    path(_P + "condition/", facts.condition, name="condition"),
    path(_P + "condition/add/", facts.add_condition, name="add_condition"),
    path(_P + "condition/<uuid:row_id>/", facts.condition_end, name="condition_end"),
    path(_P + "condition/<uuid:row_id>/end/", facts.end_condition, name="end_condition"),
    path(_P + "relations/", kin.relations, name="relations"),
    path(_P + "relations/add/", kin.add_relation, name="add_relation"),
    path(_P + "relations/<uuid:row_id>/", kin.relation_end, name="relation_end"),
    path(_P + "relations/<uuid:row_id>/end/", kin.end_relation, name="end_relation"),
    path(_P + "tie/", kin.tie, name="tie"),
    path(_P + "tie/add/", kin.add_tie, name="add_tie"),
    path(_P + "tie/<uuid:row_id>/", kin.tie_end, name="tie_end"),
    path(_P + "tie/<uuid:row_id>/end/", kin.end_tie, name="end_tie"),
    path(_P + "household/", households.form_new, name="form_new"),
    path(_P + "household/form/", households.form_household, name="form_household"),
    path(_P + "protection/", protection.protection, name="protection"),
    path(_P + "protection/start/", protection.protect, name="protect"),
    path(_P + "protection/<uuid:measure_id>/extend/", protection.extending, name="extending"),
    path(_P + "protection/<uuid:measure_id>/extend/save/", protection.extend, name="extend_protection"),
    path(_P + "protection/<uuid:measure_id>/keepers/", protection.naming, name="naming"),
    path(_P + "protection/<uuid:measure_id>/keepers/add/", protection.name_keeper, name="name_keeper"),
    path(_P + "protection/<uuid:measure_id>/end/", protection.ending, name="ending"),
    path(_P + "protection/<uuid:measure_id>/end/save/", protection.end, name="end_protection"),
    path(_P + "merge/", merging.choose, name="choose"),
    path(_P + "merge/<uuid:other_id>/", merging.comparing, name="comparing"),
    path(_P + "merge/<uuid:other_id>/do/", merging.merge, name="merge"),
    path(_P + "doubt/<uuid:other_id>/", merging.doubting, name="doubting"),
    path(_P + "doubt/<uuid:other_id>/note/", merging.doubt, name="doubt"),
    path(_P + "merges/<uuid:merge_id>/undo/", merging.undoing, name="undoing"),
    path(_P + "merges/<uuid:merge_id>/undo/do/", merging.undo, name="undo"),
    path(_H, households.household, name="household"),
    path(_H + "join/", households.joining, name="joining"),
    path(_H + "join/add/", households.join_household, name="join_household"),
    path(_H + "members/<uuid:row_id>/", households.leaving, name="leaving"),
    path(_H + "members/<uuid:row_id>/leave/", households.leave_household, name="leave_household"),
    path(_H + "tie/", households.tie, name="household_tie"),
    path(_H + "tie/add/", households.add_tie, name="add_household_tie"),
]
