"""Whoever copies a path is registered, so that no move leaves a copy behind."""

from django.apps import apps

from linli.apps.places.selectors.attachments import attachments

# Rewritten by name in places.services.paths, or never: the trail says where things were.
BY_NAME = {"places.Unit", "accounts.Account", "accounts.RoleGrant", "audit.AuditEvent"}


def test_every_copy_of_a_path_is_registered():
    copies = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.name.endswith("scope_path")
    }

    registered = {(one.model._meta.label, one.scope) for one in attachments()}

    assert {copy for copy in copies if copy[0] not in BY_NAME} - registered == set()
