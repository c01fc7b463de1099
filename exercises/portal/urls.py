"""Pages on which holders prepare an exercise and follow it."""

from django.urls import path, re_path

from exercises.portal import exercises, status
from exercises.selectors.drafts import QUESTIONS

_ACCOUNT = "portal/accounts/<int:access_id>/exercises/"
_DRAFT = "portal/exercises/<str:cover_code>/"

urlpatterns = [
    path(_ACCOUNT + "begin/", exercises.begin, name="portal_exercise_begin"),
    path(
        "portal/accounts/<int:access_id>/exercises/<int:number>/",
        status.show_exercise,
        name="portal_exercise",
    ),
    path(_DRAFT, exercises.show_draft, name="portal_exercise_draft"),
    path(_DRAFT + "check/", exercises.check, name="portal_exercise_check"),
    path(_DRAFT + "confirmed/", exercises.confirm, name="portal_exercise_confirmed"),
    path(_DRAFT + "papers.pdf", exercises.print_papers, name="portal_exercise_papers"),
    path(_DRAFT + "withdraw/", exercises.withdraw, name="portal_exercise_withdraw"),
    re_path(
        rf"^portal/exercises/(?P<cover_code>[^/]+)/(?P<question>{'|'.join(QUESTIONS)})/$",
        exercises.ask,
        name="portal_exercise_question",
    ),
]
