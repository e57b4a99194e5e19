"""The act of the first contact with the reporter."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.apps.cases import services
from linli.apps.cases.rules.contacts import ContactWay
from linli.apps.cases.views.contacted import contact_form
from linli.apps.cases.views.dossier import seen_case
from linli.apps.cases.views.finishing import finished
from linli.kit.request import Request


@require_POST
def first_contact(request: Request, number: str) -> HttpResponse:
    """Record that the reporter was contacted, or tried to be."""
    found = seen_case(request, number)
    form = contact_form(request.POST)

    def act() -> None:
        services.record_contact(
            actor=request.actor,
            case_id=found.pk,
            way=ContactWay(form.cleaned_data["way"]),
            is_reached=form.cleaned_data["reached"] == "yes",
            text=form.cleaned_data["text"],
            now=request.now,
        )

    return finished(request, found, "first_contact", form, act, _("The contact is noted."))
