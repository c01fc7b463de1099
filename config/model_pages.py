"""The site of the model pages at /admin/: who comes in, its name, rows whose key has several parts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

NO_TEXT = "\x00"
OWN = {"registry": 1, "certificates": 2, "exercises": 3}


class ModelPagesSite(AdminSite):
    """Staff and auditors come in by their roles, a superuser by being one; the sign-in is everybody's own."""

    site_header = "Rights Agent: records"
    site_title = "Rights Agent"
    index_title = "Records and reference data"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person who is signed in reads the records; the flag `is_staff` opens nothing."""
        from registry.roles import READERS, has_any_role

        user = request.user
        return user.is_active and (bool(getattr(user, "is_superuser", False)) or has_any_role(user, READERS))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Refuse at once who is signed in and may not come in, and what PostgreSQL cannot hold as text."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            is_leaving = request.path == reverse("admin:logout", current_app=self.name)
            if request.user.is_authenticated and not is_leaving and not self.has_permission(request):
                raise PermissionDenied
            if any(NO_TEXT in part for name in request.GET for part in (name, *request.GET.getlist(name))):
                raise SuspiciousOperation("The address holds a character that is no text.")
            answer: HttpResponseBase = guarded(request, *args, **kwargs)
            return answer

        return page

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One sign-in for everybody: a form of the admin's own would know nothing of second factors."""
        asked = request.GET.get(REDIRECT_FIELD_NAME, "")
        is_own = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
        onward = asked if is_own else reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(onward)
        if request.user.is_authenticated:
            raise PermissionDenied
        from django.contrib.auth.views import redirect_to_login  # it needs the models

        return redirect_to_login(onward, settings.LOGIN_URL)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The applications with the books first, as they are built upon one another, libraries last."""
        found: list[Any] = super().get_app_list(request, app_label)
        return sorted(found, key=lambda one: (one["app_label"] not in OWN, OWN.get(one["app_label"], 0)))

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Register as Django does; rows whose key has several parts too, for pages that read them."""
        is_many = isinstance(model_or_iterable, Iterable) and not isinstance(model_or_iterable, type)
        for model in model_or_iterable if is_many else [model_or_iterable]:
            if model._meta.is_composite_pk and getattr(admin_class, "reads_keys_of_parts", False):
                self._registry[model] = admin_class(model, self)
            else:
                super().register(model, admin_class, **options)


class ModelPagesConfig(AdminConfig):
    """Django's admin with the product's own site; what libraries registered is narrowed afterwards."""

    default = False
    default_site = "config.model_pages.ModelPagesSite"

    def ready(self) -> None:
        """Find every application's pages, then put ours in the place of the libraries'."""
        super().ready()
        import_module("config.library_pages")
