"""Routes of notices."""

from django.urls import path

from linli.apps.notices.views import channels, deliveries, inbox, webhooks

app_name = "notices"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("read/", inbox.read_all, name="read_all"),
    path("<int:entry_id>/open/", inbox.open_entry, name="open"),
    path("channels/", channels.channels, name="channels"),
    path("channels/language/", channels.language, name="language"),
    path("channels/<slug:name>/address/", channels.address, name="address"),
    path("channels/<slug:name>/confirm/", channels.confirm, name="confirm"),
    path("channels/<slug:name>/reach/", channels.reach, name="reach"),
    path("channels/<slug:name>/remove/", channels.remove, name="remove"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/waiting/", deliveries.waiting, name="waiting"),
    path("deliveries/<int:delivery_id>/retry/", deliveries.retry, name="retry"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/add/", webhooks.add_webhook, name="add_webhook"),
    path("webhooks/<int:webhook_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:webhook_id>/secret/", webhooks.renew_secret, name="renew_secret"),
    path(
        "webhooks/<int:webhook_id>/events/<int:delivery_id>/retry/",
        webhooks.retry_event,
        name="retry_event",
    ),
    path("webhooks/<int:webhook_id>/<slug:name>/", webhooks.act, name="webhook_act"),
]
