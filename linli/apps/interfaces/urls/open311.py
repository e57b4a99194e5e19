"""The Open311 façade (GeoReport v2)."""

from django.urls import path

from linli.apps.interfaces.views import open311

app_name = "open311"
urlpatterns = [
    path("discovery.<slug:form>", open311.discovery, name="discovery"),
    path("v2/services.<slug:form>", open311.services, name="services"),
    path("v2/services/<slug:service_code>.<slug:form>", open311.definition, name="definition"),
    path("v2/requests.<slug:form>", open311.requests, name="requests"),
    path("v2/requests/<slug:request_id>.<slug:form>", open311.request_status, name="request"),
    path("v2/tokens/<slug:token>.<slug:form>", open311.token, name="token"),
]
