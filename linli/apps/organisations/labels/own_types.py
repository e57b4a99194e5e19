"""Sentences about types of bodies that places set up for themselves."""

from django.utils.translation import gettext_lazy as _

from linli.kit.sentences import register_sentences

register_sentences(
    {
        "organisations.seat_word_unknown": _(
            "%(body)s has no such post. Write one of: %(allowed)s."
        ),
        "event.own_type.set": _("Own type of body set up"),
        "event.own_type.ended": _("Own type of body ended"),
        "event.own_type.voided": _("Own type of body taken out again"),
        "organisations.rule_beside_what": _(
            "Name the bodies in which nobody may sit as well; only this rule has them."
        ),
        "organisations.rule_of_no_type": _("There is no such type of body."),
        "organisations.own_type_places_unknown": _(
            "Choose on which kinds of place such a body can stand."
        ),
        "organisations.own_type_numbers": _("Up to 9 deputies and 99 members are possible."),
        "organisations.own_type_titles": _("Every kind of seat needs a title."),
        "organisations.own_type_named": _(
            "A type of body with this name is there already. Choose another name."
        ),
        "organisations.own_type_unfit": _(
            "Such a body cannot be set up at this place on that day: the type has ended, or was "
            "set up for other places."
        ),
    }
)
