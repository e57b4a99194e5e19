"""Routes of accounts and of the review of access."""

from django.urls import path

from linli.apps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.accounts, name="accounts"),
    path("access/", views.access, name="access"),
    path("open/", views.open_account, name="open"),
    path("<int:account_id>/", views.account, name="account"),
    path("<int:account_id>/password/", views.new_password, name="password"),
    path("<int:account_id>/phone/", views.new_phone, name="phone"),
    path("<int:account_id>/unlock/", views.unlock, name="unlock"),
    path("<int:account_id>/roles/<int:grant_id>/end/", views.end_role, name="end_role"),
    path("<int:account_id>/<slug:name>/", views.act, name="act"),
]
