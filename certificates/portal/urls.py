"""Pages of holders that show what was printed and mailed."""

from django.urls import path

from certificates.portal import summary

urlpatterns = [
    path("portal/accounts/<int:access_id>/summary/", summary.show_summary, name="portal_summary"),
]
