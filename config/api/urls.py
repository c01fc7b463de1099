"""The addresses of version 1 of the API: the operations of every application, and their reference."""

from django.urls import include, path, re_path

from config.api.reference import GiveDescription, show_reference
from registry.api.operations import NotFound

app_name = "api"
urlpatterns = [
    path("", include("registry.api.urls")),
    path("", include("certificates.api.urls")),
    path("", include("exercises.api.urls")),
    path("docs/", show_reference, name="reference"),
    path("openapi.json", GiveDescription.as_view(), name="description"),
    # Whatever else is asked for is told so as a problem, and only to whoever is signed in.
    re_path(r"^[\s\S]*$", NotFound.as_view(), name="nothing"),
]
