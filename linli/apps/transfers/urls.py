"""Routes of files in and out."""

from django.urls import path, re_path

from linli.apps.transfers import views

app_name = "transfers"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(
        r"^registers/(?P<key>[a-z_.]+)/template\.(?P<kind>csv|xlsx)$",
        views.template,
        name="template",
    ),
    path("registers/<str:key>/places/<str:code>/import/", views.upload, name="upload"),
    path("registers/<str:key>/places/<str:code>/export/", views.export, name="export"),
    path("imports/<int:number>/", views.import_page, name="import"),
    re_path(
        r"^imports/(?P<number>[0-9]+)/checked\.(?P<kind>csv|xlsx)$", views.problems, name="problems"
    ),
    re_path(r"^imports/(?P<number>[0-9]+)/(?P<name>confirm|discard|undo)/$", views.act, name="act"),
    path("exports/<int:number>/", views.export_page, name="export-page"),
    re_path(r"^exports/(?P<number>[0-9]+)/rows\.(?P<kind>csv|xlsx)$", views.fetch, name="fetch"),
]
