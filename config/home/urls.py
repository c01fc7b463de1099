"""The home page, and the Company's desk."""

from django.urls import path

from config.home.company_desk import lay_in, show_desk
from config.home.views import show_home

urlpatterns = [
    path("", show_home, name="home"),
    path("agreements/<str:code>/company/", show_desk, name="company_desk"),
    path("agreements/<str:code>/company/paper/", lay_in, name="company_paper"),
]
