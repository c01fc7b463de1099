"""What every page is given, whoever made it."""

import json

from django.conf import settings
from django.http import HttpRequest

from config.home.places import frame


def page_surroundings(request: HttpRequest) -> dict[str, object]:
    """Give templates the htmx settings for the `htmx-config` meta tag, the navigation and the moved date."""
    return {"htmx_config": json.dumps(settings.HTMX_CONFIG), "is_demo": settings.DEMO, **frame(request)}
