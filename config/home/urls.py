"""The home page."""

from django.urls import path

from config.home.views import show_home

urlpatterns = [path("", show_home, name="home")]
