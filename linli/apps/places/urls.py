"""Routes of places and units."""

from django.urls import path

from linli.apps.places.views import adding, browsing, changing, measuring, redividing

app_name = "places"

urlpatterns = [
    path("", browsing.index, name="index"),
    path("search/", browsing.search, name="search"),
    path("unmeasured/", measuring.unmeasured, name="unmeasured"),
    path("unit/<str:code>/", adding.unit, name="unit"),
    path("unit/<str:code>/change/", adding.change_unit, name="change_unit"),
    path("unit/<str:code>/end/", adding.end_unit, name="end_unit"),
    path("unit/<str:code>/restore/", adding.restore_unit, name="restore_unit"),
    path("unit/<str:code>/join/", redividing.join, name="join_units"),
    path("unit/<str:code>/divide/", redividing.divide, name="divide_unit"),
    path("plans/<int:number>/withdraw/", changing.withdraw, name="withdraw_plan"),
    path("<str:code>/", browsing.detail, name="detail"),
    path("<str:code>/inside/", browsing.children, name="children"),
    path("<str:code>/add/<str:kind>/", adding.add_place, name="add"),
    path("<str:code>/add-building/", adding.add_building, name="add_building"),
    path("<str:code>/add-unit/", adding.add_unit, name="add_unit"),
    path("<str:code>/restore/", adding.restore_place, name="restore"),
    path("<str:code>/change/<str:act>/", changing.change, name="change"),
]
