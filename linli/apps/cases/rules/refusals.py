"""What is refused about cases, whoever asks: one class for each reason."""

from linli.core.errors import InvalidInput, RuleViolation


class BodyHasNoPost(RuleViolation):
    """Neither the body nor a body above it has a post that could take the task."""

    code = "cases.body_has_no_post"


class EvidenceMissing(InvalidInput):
    """The act needs something more: a text, or the law it rests on."""

    code = "cases.evidence_missing"


class SettingEnded(RuleViolation):
    """The limit, category, day or hours no longer hold, or end on that day already."""

    code = "cases.setting_ended"


class SettingBackdated(RuleViolation):
    """A setting holds from today or a later day on; what was due before stays as it was."""

    code = "cases.setting_backdated"


class DayAlreadyGone(RuleViolation):
    """A day becomes a working day only ahead, and a day of rest at most a week afterwards."""

    code = "cases.day_already_gone"


class DaySetAlready(RuleViolation):
    """The place has set this day already: the entry is withdrawn first."""

    code = "cases.day_set_already"


class CategoryThere(RuleViolation):
    """The place has a category with this code."""

    code = "cases.category_there"


class CategoryWithoutAddress(InvalidInput):
    """A category that is not ours says where to go, in both languages."""

    code = "cases.category_without_address"
