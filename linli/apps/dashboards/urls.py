"""Routes of figures."""

from django.urls import path, re_path

from linli.apps.dashboards.views import figures, organised

app_name = "dashboards"

urlpatterns = [
    path("", figures.index, name="index"),
    path("<str:code>/", figures.place, name="place"),
    path("<str:code>/organised/", organised.organised, name="organised"),
    path("<str:code>/public/", figures.public, name="public"),
    path("<str:code>/bulletin/", figures.bulletin, name="bulletin"),
    re_path(r"^(?P<code>\w+)/public\.(?P<kind>csv|json)$", figures.open_data, name="open_data"),
    re_path(r"^(?P<code>\w+)/figures\.(?P<kind>csv|xlsx)$", figures.table, name="table"),
]
