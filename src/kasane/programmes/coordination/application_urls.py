"""様式1-1の URL。"""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern, path

from kasane.programmes.coordination.views import application as views

_C = "cases/<uuid:case_id>/application/"
_A = _C + "<uuid:application_id>/"
application_patterns: Final[list[URLPattern]] = [
    path(_C, views.applications, name="applications"),
    path(_C + "persons/<uuid:person_id>/", views.application_starting, name="application_starting"),
    path(_C + "persons/<uuid:person_id>/start/", views.start_application, name="start_application"),
    path(_A, views.application, name="application"),
    path(_A + "print/", views.application_print, name="application_print"),
    path(_A + "consent/", views.applying, name="application_consent"),
    path(_A + "consent/save/", views.apply, name="apply_application"),
    path(_A + "efforts/", views.application_effort, name="application_effort"),
    path(_A + "efforts/add/", views.add_application_effort, name="add_application_effort"),
    path(_A + "sections/<slug:section>/", views.application_section, name="application_section"),
    path(_A + "sections/<slug:section>/save/", views.write_application, name="write_application"),
]
