"""Which roles see bodies, names in party bodies, and figures over posts."""

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_READERS, REGISTER_WRITERS, Role

# Whoever has one of these at a place sees its bodies; the rest see the public page.
BODY_READERS = frozenset(
    REGISTER_READERS
    | {
        Role.MEDIATOR,
        Role.COMMITTEE_MEMBER,
        Role.PROPERTY_STAFF,
        Role.BRANCH_OFFICER,
        Role.DEPARTMENT_OFFICER,
    }
)
OPERATOR_READERS = frozenset({Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
# Names in party bodies say something about membership: fewer see them.
PARTY_READERS = frozenset(REGISTER_READERS | {Role.BRANCH_OFFICER})
TRAINING_KEEPERS = PLACE_ADMINS
POST_ANALYSTS = frozenset(REGISTER_WRITERS | {Role.BRANCH_OFFICER})
