"""Words for roles and refusals."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.accounts.rules import Role
from linli.kit.scope_names import scope_names
from linli.kit.sentences import register_sentences
from linli.kit.stored_words import Reads, register_stored
from linli.kit.trail_words import (
    Says,
    register_facts,
    register_models,
    register_things,
)

ROLES: "dict[Role, str | Promise]" = {
    Role.GRID_WORKER: _("Grid worker"),
    Role.COMMUNITY_WORKER: _("Community worker"),
    Role.MEDIATOR: _("Mediator"),
    Role.COMMITTEE_MEMBER: _("Owners' committee member"),
    Role.PROPERTY_STAFF: _("Property service staff"),
    Role.BRANCH_OFFICER: _("Branch officer"),
    Role.DEPARTMENT_OFFICER: _("Department officer"),
    Role.TOWNSHIP_ADMIN: _("Sub-district administrator"),
    Role.DISTRICT_ADMIN: _("District administrator"),
    Role.SYSTEM_ADMIN: _("System administrator"),
    Role.SECURITY_ADMIN: _("Security administrator"),
    Role.AUDIT_ADMIN: _("Audit administrator"),
}
# What somebody sees through a role, for the review of access; the permissions of each application
# are the truth, the access table of the tests holds them.
SEES: "dict[Role, str | Promise]" = {
    Role.GRID_WORKER: _("Households, persons and dwellings of the place; numbers masked"),
    Role.COMMUNITY_WORKER: _("The whole register of the place; keeps it"),
    Role.MEDIATOR: _("Disputes entrusted to them"),
    Role.COMMITTEE_MEMBER: _("The compound, its bodies and its counted figures"),
    Role.PROPERTY_STAFF: _("The compound, its buildings and reports sent to them"),
    Role.BRANCH_OFFICER: _("The bodies of the place and the membership of their own"),
    Role.DEPARTMENT_OFFICER: _("Tasks and calls of the department"),
    Role.TOWNSHIP_ADMIN: _("All registers below the place; appoints and imports"),
    Role.DISTRICT_ADMIN: _("All registers below the place; appoints and imports"),
    Role.SYSTEM_ADMIN: _("Settings and the state of the system; no register"),
    Role.SECURITY_ADMIN: _("Accounts and roles; no register"),
    Role.AUDIT_ADMIN: _("The trail; no register"),
}

register_sentences(
    {
        "accounts.already_started": _("This installation has administrators already."),
        "accounts.unknown": _("There is no such account."),
        "accounts.username_taken": _("Another account uses this name."),
        "accounts.phone_taken": _("Another account uses this phone number."),
        "accounts.phone_malformed": _("Type a mobile number of eleven digits."),
        "accounts.takes_two": _(
            "Whoever holds a post gets a new number at the counter, on the page “Sign-in of this "
            "person”, and somebody else confirms it. Here the number can only be taken off."
        ),
        "accounts.of_program": _(
            "A program works with this account through its key; nobody signs in with it. "
            "Draw another secret for the key, or revoke it, on the page of keys."
        ),
        "accounts.emptied": _(
            "This account was closed so long ago that nothing says any more whose it was. Open a "
            "new one."
        ),
        "accounts.password_too_short": _("The password needs at least %(least)s characters."),
        "accounts.separated_duties": _(
            "System, security and audit administration lie with different persons."
        ),
        "accounts.not_to_oneself": _("Somebody else has to do this for you."),
        "accounts.grant_unknown": _("There is no such role, or it is over."),
        "accounts.follows_from_post": _("This role follows from a post and ends with it."),
        "accounts.too_many_codes": _(
            "Too many codes were asked for. Wait an hour, or go to your community's counter."
        ),
        "data.account": _("Account: name to sign in, mail address, phone number for codes"),
        "data.sign_in": _("Secrets and second factors for sign-in, encrypted or hashed"),
        "data.last_sign_in": _("When you last signed in and used your second factor"),
        "data.mail_address": _("Mail address confirmed for sign-in"),
        "data.codes": _("Codes asked for, with a keyed hash of the number and the network address"),
        "data.attempts": _("Attempts to sign in, with address and browser"),
        "data.sessions": _("Open sessions, with address and browser"),
        "purpose.accounts.sign_in": _("let you sign in"),
        "purpose.accounts.security": _("protect accounts, and find misuse"),
        "event.accounts.account_created": _("Account opened"),
        "event.accounts.account_deactivated": _("Account closed"),
        "event.accounts.account_emptied": _("Closed account emptied of name and number"),
        "event.accounts.sign_in_forgotten": _("Means to sign in of a closed account deleted"),
        "event.accounts.retention_applied": _("Old sign-ins and ended roles deleted"),
        "event.accounts.account_reactivated": _("Account opened again"),
        "event.accounts.password_set": _("Password set"),
        "event.accounts.phone_set": _("Phone number for codes set"),
        "event.accounts.role_granted": _("Role given"),
        "event.accounts.role_ended": _("Role ended"),
        "event.accounts.role_taken_back": _("Role taken back before it began"),
        "event.accounts.grants_repathed": _("Roles moved with their place"),
        "event.accounts.account_unlocked": _("Lock of an account removed"),
        "event.accounts.second_factor_reset": _("Second factor taken off"),
        "event.accounts.signed_in": pgettext_lazy("event", "Signed in"),
        "event.accounts.signed_out": _("Signed out"),
    }
)

register_stored(
    "accounts.Account",
    username=_("Name to sign in"),
    display_name=_("Name shown"),
    phone=_("Phone for codes"),
    email=_("Mail address"),
    password=_("Password"),
    last_login=_("Last sign-in"),
)
register_stored("account.EmailAddress", email=_("Mail address"))
register_stored("mfa.Authenticator", last_used_at=_("Second factor last used"))
register_stored(
    "accounts.RoleGrant",
    role=Reads(_("Role"), ROLES),
    scope_path=Reads(_("Place"), lambda path: scope_names({path}).get(path, "")),
    acting=_("Standing in"),
)
register_stored("usersessions.UserSession", ip=_("Network address"), user_agent=_("Browser"))

_OLD_ROWS = {
    "attempts": pgettext_lazy("trail", "Attempts to sign in"),
    "codes": pgettext_lazy("trail", "Codes asked for"),
    "sessions": pgettext_lazy("trail", "Sessions"),
    "roles": pgettext_lazy("trail", "Roles"),
}
register_things(
    account=pgettext_lazy("trail", "Account"), grant=pgettext_lazy("trail", "Role of somebody")
)
register_facts(
    "accounts",
    username=pgettext_lazy("trail", "Name to sign in"),
    role=Says(pgettext_lazy("trail", "Role"), values=ROLES),
    source=Says(pgettext_lazy("trail", "From which post"), thing="post"),
    acting=pgettext_lazy("trail", "Standing in"),
    starts_at=pgettext_lazy("trail", "From"),
    ends_at=pgettext_lazy("trail", "Until"),
    closed_at=pgettext_lazy("trail", "Closed at"),
    moves=Says(
        pgettext_lazy("trail", "Old and new place"), thing="place", keys=Says("", thing="place")
    ),
    grants=pgettext_lazy("trail", "Number of roles"),
)
register_facts(
    "accounts.retention_applied",
    rows=Says(pgettext_lazy("trail", "What was deleted"), values=_OLD_ROWS),
)
register_models(
    {
        "sessions.Session": pgettext_lazy("trail", "Sessions"),
        "accounts.RoleGrant": pgettext_lazy("trail", "Roles"),
        "accounts.CodeRequest": pgettext_lazy("trail", "Codes asked for"),
        "axes.AccessAttempt": pgettext_lazy("trail", "Attempts to sign in"),
        "axes.AccessLog": pgettext_lazy("trail", "Sign-ins"),
        "axes.AccessFailureLog": pgettext_lazy("trail", "Failed sign-ins"),
    }
)
