"""庁内の画面の URL: 外の窓口の札と、外から届いた文（外の窓口そのものの URL は config/portal_urls.py）。"""

from __future__ import annotations

from django.urls import path

from kasane.portal import views

app_name = "portal"
_T = "portal-tickets/<uuid:ticket_id>/"
_M = "portal-messages/<uuid:message_id>/"
urlpatterns = [
    path("conference-items/<uuid:item_id>/outside/", views.desk, name="desk"),
    path("conference-items/<uuid:item_id>/outside/seats/<uuid:member_id>/ticket/", views.issue, name="issue"),
    path("conference-items/<uuid:item_id>/outside/cooperation/<uuid:cooperation_id>/ticket/", views.issue_asked, name="issue_asked"),
    path(_T + "revoking/", views.revoking, name="revoking"),
    path(_T + "revoke/", views.revoke, name="revoke"),
    path(_M, views.message, name="message"),
    path(_M + "take/", views.take, name="take"),
    path(_M + "receive/", views.receive, name="receive"),
    path(_M + "declining/", views.declining, name="declining"),
    path(_M + "decline/", views.decline, name="decline"),
]
