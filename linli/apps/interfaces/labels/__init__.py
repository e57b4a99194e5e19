"""Words for keys, calls, refusals, and what they say in the trail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.interfaces.rules.keys import KeyAct, KeyState
from linli.kit.sentences import register_sentences
from linli.kit.trail_words import Says, register_facts, register_things

Words = "str | Promise"

ACTS: "dict[KeyAct, str | Promise]" = {
    KeyAct.READ_CASES: _("Read cases: lists, files, pictures"),
    KeyAct.READ_CONTACT: _("Read name and phone of reporters who show them to this body"),
    KeyAct.REPORT: _("Report for people who use the other program"),
    KeyAct.ACT: _("Act on cases as the posts of the body may"),
    KeyAct.WORK: _("Read and do the tasks of the body"),
    KeyAct.READ_REGISTERS: _("Read places, bodies, cells and categories"),
    KeyAct.READ_FIGURES: _("Read published figures"),
    KeyAct.READ_SUBSCRIPTIONS: _("Read which events are pushed where"),
}
STATES: "dict[KeyState, str | Promise]" = {
    KeyState.ASKED: pgettext_lazy("key", "waits to be granted"),
    KeyState.REFUSED: pgettext_lazy("key", "refused"),
    KeyState.GRANTED: pgettext_lazy("key", "granted, secret not drawn"),
    KeyState.ACTIVE: pgettext_lazy("key", "works"),
    KeyState.EXPIRED: pgettext_lazy("key", "expired"),
    KeyState.REVOKED: pgettext_lazy("key", "revoked"),
}
STATE_MARKS = {
    KeyState.ASKED: "warn",
    KeyState.REFUSED: "muted",
    KeyState.GRANTED: "info",
    KeyState.ACTIVE: "ok",
    KeyState.EXPIRED: "muted",
    KeyState.REVOKED: "danger",
}
OPERATIONS: "dict[str, str | Promise]" = {
    "read_case": _("File of a case"),
    "read_contact": _("Contact of a reporter"),
    "read_photo": _("Picture of a case"),
    "read_video": _("Video of a case"),
    "read_voice": _("Voice note of a case"),
    "read_tasks": _("Task of a body"),
}

TITLES: "dict[int, str | Promise]" = {
    400: _("This could not be understood"),
    401: _("No key that works"),
    403: _("This key may not do this"),
    404: _("There is nothing here for this key"),
    405: _("This address does not take this method"),
    409: _("This is not possible now"),
    412: _("The case has changed meanwhile"),
    422: _("Some values cannot be used"),
    428: _("The version of the case is missing"),
    429: _("Too many calls"),
    500: _("The platform has failed"),
    503: _("The platform is away for a moment"),
}
ADVICE: "dict[int, str | Promise]" = {
    400: _("Correct the call and send it again with a new Idempotency-Key."),
    401: _("Send the secret as Authorization: Bearer; a new one is drawn by an administrator."),
    403: _("Ask the administrator for a key with this act, or leave the act to the body itself."),
    404: _("Check the address, the number and the scope of the key."),
    405: _("See the documentation for the methods of this address."),
    409: _("Read the object again; repeat only if the act still makes sense."),
    412: _("Read the case again, and send its version in If-Match."),
    422: _("Correct the values that are named and send the call again."),
    428: _("Read the case, and send its version in If-Match."),
    429: _("Wait as long as Retry-After says, then go on."),
    500: _(
        "Send the call again later with the same Idempotency-Key: what was done is not done twice."
    ),
    503: _("Wait as long as Retry-After says, then repeat the call with the same Idempotency-Key."),
}

register_sentences(
    {
        "interfaces.key_missing": _("The call carries no key that works."),
        "interfaces.act_not_in_key": _("The key does not hold the act %(act)s."),
        "interfaces.too_many_calls": _(
            "More than %(most)s calls of this kind came in this minute. Go on in %(seconds)s"
            " seconds."
        ),
        "interfaces.command_key_missing": _(
            "Every write carries an Idempotency-Key of 8 to 80 characters, so that it acts once."
        ),
        "interfaces.version_missing": _(
            "An act on a case carries the version it was decided on, in If-Match."
        ),
        "interfaces.version_malformed": _('The version is a number in quotation marks: "3".'),
        "interfaces.value_malformed": _("The value of %(field)s cannot be read."),
        "interfaces.contact_hidden": _("The reporter does not show name and phone to this body."),
        "interfaces.place_outside": _(
            "This place does not exist, or lies outside the key's scope."
        ),
        "interfaces.scope_outside": _("A key reaches no further than the place of its body."),
        "interfaces.acts_missing": _("Choose at least one act."),
        "interfaces.purpose_missing": _("Say for what the key is used."),
        "interfaces.expiry_impossible": _("A key ends after today and within a year."),
        "interfaces.body_without_rights": _(
            "The posts of %(body)s hold nothing that a program could use here."
        ),
        "interfaces.key_not_waiting": _("This request was decided already."),
        "interfaces.key_not_granted": _(
            "There is no secret for this key: it is not granted or over."
        ),
        "interfaces.key_over": _("This key was ended already."),
        "interfaces.second_person": _(
            "Somebody else than whoever asked for it has to grant a key."
        ),
        "interfaces.jurisdiction_unknown": _("No division has the jurisdiction_id %(given)s."),
        "interfaces.service_missing": _("The service_code is missing."),
        "interfaces.service_unknown": _(
            "There is no service with the service_code %(given)s here."
        ),
        "interfaces.location_missing": _(
            "The location is missing: lat and long, address_id or address_string."
        ),
        "interfaces.location_unknown": _(
            "The place is not found. Send the code on a plate as address_id, or lat and long."
        ),
        "interfaces.span_too_long": _("A search spans at most %(days)s days."),
        "interfaces.too_many_numbers": _("At most %(most)s numbers are looked up at once."),
        "data.api_key": _("Who asked for, granted, drew and ended the key of a program"),
        "data.api_reading": _("Which cases a program has opened"),
        "purpose.interfaces.keys": _("know which program acted and read for whom"),
        "event.interfaces.key_asked": _("Key of a program asked for"),
        "event.interfaces.key_granted": _("Key of a program granted"),
        "event.interfaces.key_refused": _("Key of a program refused"),
        "event.interfaces.key_revoked": _("Key of a program revoked"),
        "event.interfaces.secret_drawn": _("Secret of a key drawn"),
        "event.interfaces.secret_renewed": _("Secret of a key renewed"),
    }
)

register_things(api_key=pgettext_lazy("trail", "Key of a program"))
register_facts(
    "interfaces",
    purpose=pgettext_lazy("trail", "Purpose"),
    acts=Says(pgettext_lazy("trail", "What it may do"), values=ACTS),
    expires_at=pgettext_lazy("trail", "Expires at"),
    hint=pgettext_lazy("trail", "Last characters of the secret"),
    at_once=pgettext_lazy("trail", "The secret before ended at once"),
)
