"""Addresses of pages: each application brings its own; here they are put together."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.health import show_health


def include_if_present(module: str) -> list[URLPattern | URLResolver]:
    """Include the pages of an application that has some; an application without pages is complete too."""
    parent = module.rpartition(".")[0]
    present = find_spec(parent) is not None and find_spec(module) is not None
    return [path("", include(module))] if present else []


urlpatterns = [
    path("healthz", show_health, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api.urls")),
    *include_if_present("config.home.urls"),
    *include_if_present("registry.staff.urls"),
    *include_if_present("certificates.staff.urls"),
    *include_if_present("exercises.staff.urls"),
    *include_if_present("registry.portal.urls"),
    *include_if_present("certificates.portal.urls"),
    *include_if_present("exercises.portal.urls"),
]
