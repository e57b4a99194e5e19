"""Routes of the trail."""

from django.urls import path

from linli.apps.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.events, name="events"),
    path("<int:number>/", views.event, name="event"),
    path("file/", views.export, name="export"),
    path("seals/", views.seals, name="seals"),
    path("seals/check/", views.check, name="check"),
    path("seals/heads.jsonl", views.heads, name="heads"),
]
