"""Pages of print runs and of the paper of a certificate."""

from django.urls import path

from certificates.staff import paper

urlpatterns = [
    path(
        "agreements/<str:code>/certificates/<int:number>/paper/",
        paper.show_paper,
        name="certificate_paper",
    ),
]
