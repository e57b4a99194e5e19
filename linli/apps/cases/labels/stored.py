"""How what cases store about people reads on “My data”."""

from django.utils.translation import gettext_lazy as _

from linli.apps.cases.labels.clips import KINDS
from linli.core.identifiers import masked_name, masked_phone
from linli.kit.stored_words import Reads, register_stored

register_stored(
    "cases.Case",
    reporter_name=Reads(_("Name given with the report"), mask=masked_name),
    reporter_phone=Reads(_("Phone given with the report"), mask=masked_phone),
    reporter_email=_("Mail address given with the report"),
    slip_code=_("Code of the slip"),
    text=_("What was reported"),
    unit=_("Dwelling"),
    spot=_("Where exactly"),
)
register_stored("cases.CaseStep", text=_("What was written"), post=_("In which post"))
register_stored(
    "cases.Clip",
    kind=Reads(_("Video or voice note"), KINDS),
    said=_("What is said in it"),
)
register_stored(
    "cases.Follower",
    name=Reads(_("Name given"), mask=masked_name),
    phone=Reads(_("Phone given"), mask=masked_phone),
)
