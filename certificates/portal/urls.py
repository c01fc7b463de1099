"""Pages of holders that show what was printed and mailed."""

from django.urls import path

from certificates.portal import letters, summary, verification

urlpatterns = [
    path("verify/", verification.verify_certificate, name="verify_certificate"),
    path("portal/accounts/<int:access_id>/summary/", summary.show_summary, name="portal_summary"),
    path("portal/accounts/<int:access_id>/letters/", letters.list_letters, name="portal_letters"),
    path(
        "portal/accounts/<int:access_id>/letters/<int:number>.pdf",
        letters.take_letter,
        name="portal_letter",
    ),
]
