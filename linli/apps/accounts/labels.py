"""Words for roles and refusals."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.apps.accounts.rules import Role

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
