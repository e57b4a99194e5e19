"""Every route: each application includes its own."""

from django.urls import include, path

from linli.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("trail/", include("linli.apps.audit.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
