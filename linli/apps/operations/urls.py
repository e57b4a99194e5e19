"""Routes of the worker's jobs."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from linli.apps.operations import views


class DottedName(StringConverter):
    """The dotted name of a tick."""

    regex = r"[a-z_]+(?:\.[a-z_]+)+"


register_converter(DottedName, "dotted")

app_name = "operations"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("clock/<dotted:name>/run/", views.run_job, name="run"),
    path("<slug:queue>/<slug:number>/retry/", views.retry, name="retry"),
    path("<slug:queue>/<slug:number>/drop/", views.drop, name="drop"),
]
