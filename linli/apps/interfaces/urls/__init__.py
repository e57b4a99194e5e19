"""Pages: keys of programs, and the documentation of the interfaces."""

from django.urls import path

from linli.apps.interfaces.urls.json import described
from linli.apps.interfaces.views import docs, keys

app_name = "interfaces"
urlpatterns = [
    path("docs/", docs.documentation, {"describe": described}, name="docs"),
    path("openapi.json", docs.description, {"describe": described}, name="openapi"),
    path("keys/", keys.keys, name="keys"),
    path("keys/ask/", keys.ask, name="ask"),
    path("keys/<int:key_id>/", keys.key, name="key"),
    path("keys/<int:key_id>/secret/", keys.secret, name="secret"),
    path("keys/<int:key_id>/grant/", keys.grant, name="grant"),
    path("keys/<int:key_id>/end/", keys.end, name="end"),
]
