"""監査の画面の URL。"""

from django.urls import path

from kasane.web.oversight import views

app_name = "oversight"
urlpatterns = [
    path("audit/", views.ledger, name="ledger"),
    path("audit/own/", views.own, name="own"),
    path("audit/emergencies/", views.emergencies, name="emergencies"),
    path("audit/emergencies/<uuid:emergency_id>/review/", views.review, name="review"),
    path("people/<uuid:person_id>/looks/", views.looks, name="looks"),
]
