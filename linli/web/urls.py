"""Every route: each application includes its own."""

from django.conf import settings
from django.urls import include, path

from linli.web import views

urlpatterns = [
    # Asked most often by far, and by programs: found first.
    path("api/v1/", include("linli.apps.interfaces.urls.json")),
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("language/", views.set_language, name="set_language"),
    path("large-text/", views.large_text, name="large_text"),
    path("", include("linli.web.sign_in_urls")),
    path("codes/", views.demo_codes, name="demo_codes"),
    path("people/", include("linli.apps.people.urls")),
    path("accounts/", include("linli.apps.accounts.urls")),
    path("api/", include("linli.apps.interfaces.urls")),
    path("open311/", include("linli.apps.interfaces.urls.open311")),
    path("trail/", include("linli.apps.audit.urls")),
    path("files/", include("linli.apps.transfers.urls")),
    path("figures/", include("linli.apps.dashboards.urls")),
    path("cases/", include("linli.apps.cases.urls")),
    path("grid/", include("linli.apps.grids.urls")),
    path("notices/", include("linli.apps.notices.urls")),
    path("organisations/", include("linli.apps.organisations.urls")),
    path("jobs/", include("linli.apps.operations.urls")),
    path("places/", include("linli.apps.places.urls")),
]
if settings.STYLE_PAGE:
    urlpatterns.append(path("style/", views.style, name="style"))

handler400 = "linli.web.errors.bad_request"
handler403 = "linli.web.errors.not_allowed"
handler404 = "linli.web.errors.not_found"
handler500 = "linli.web.errors.broken"
