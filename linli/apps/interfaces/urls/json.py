"""The JSON interface, and an answer in its own shape for every other address below it."""

import json
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from linli.apps.interfaces.api.calling import unknown_address
from linli.apps.interfaces.api.described import INTERFACE, open_to_keys

app_name = "api-1"
# A call carries its key in a header and no cookie counts: there is nothing to forge.
urlpatterns = [
    *(one for one in open_to_keys(INTERFACE.urls[0]) if getattr(one, "name", "") != "api-root"),
    re_path("", csrf_exempt(login_not_required(unknown_address)), name="unknown"),
]


@cache
def described() -> dict[str, Any]:
    """Return the description of the interface as OpenAPI 3.1."""
    schema = INTERFACE.get_openapi_schema(path_prefix="/api/v1/")
    plain: dict[str, Any] = json.loads(json.dumps(schema))
    return plain
