"""What every page is given, whoever made it."""

import json

from django.conf import settings
from django.http import HttpRequest


def page_surroundings(request: HttpRequest) -> dict[str, object]:
    """Give templates the htmx settings for the `htmx-config` meta tag, and whether this is the demo."""
    return {"htmx_config": json.dumps(settings.HTMX_CONFIG), "is_demo": settings.DEMO}
