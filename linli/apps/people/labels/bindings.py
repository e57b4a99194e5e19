"""Words for new numbers bound at the counter."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.people.rules.bindings import BindingState, IdentityDocument
from linli.kit.sentences import register_sentences

IDENTITY_DOCUMENTS: dict[IdentityDocument, Promise] = {
    IdentityDocument.RESIDENT_CARD: _("Resident identity card"),
    IdentityDocument.TEMPORARY_CARD: _("Temporary resident identity card"),
    IdentityDocument.RESIDENCE_PERMIT: _("Residence permit for Hong Kong, Macao and Taiwan"),
    IdentityDocument.PASSPORT: _("Passport"),
    IdentityDocument.FOREIGNER_CARD: _("Foreigner's permanent residence card"),
}
BINDING_STATES: dict[BindingState, Promise] = {
    BindingState.WAITING: _("Waits for a second person"),
    BindingState.BOUND: pgettext_lazy("new number", "In force"),
    BindingState.DECLINED: pgettext_lazy("new number", "Not bound"),
}

register_sentences(
    {
        "data.number_binding": _("Identity checks at the counter for a new phone number"),
        "people.no_account": _("This person has no open account. Open one first."),
        "event.person.identity_checked": _("Identity checked for a new phone number"),
        "event.person.number_bound": _("New phone number bound at the counter"),
        "event.person.number_declined": _("New phone number not bound"),
    }
)
