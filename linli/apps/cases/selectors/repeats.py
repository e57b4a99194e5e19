"""Whether a reporter says the same once more: for the figures, never for the eye of a handler."""

from datetime import timedelta

from linli.apps.cases.models import Case
from linli.apps.cases.rules.figures import REPEAT_DAYS
from linli.kit.sealed_fields import candidates, opened


def is_repeated(case: Case) -> bool:
    """Tell whether the same reporter reported the same kind of matter in the days before.

    The case need not be stored. A reporter is known by account, by their entry in the register or
    by the number they gave; of an anonymous one nothing is known. What was taken back by the
    reporter or merged counts like any other: it was said. Source: [rule:case-figures].
    """
    earlier = Case.objects.filter(
        category__code=case.category.code,
        local_day__gte=case.local_day - timedelta(days=REPEAT_DAYS),
        reported_at__lte=case.reported_at,
    ).exclude(pk=case.pk)
    phone = opened(case.reporter_phone)
    known = [
        {"reporter_id": case.reporter_id} if case.reporter_id else None,
        {"reporter_account_id": case.reporter_account_id} if case.reporter_account_id else None,
        {"reporter_phone_index__in": candidates(Case, "reporter_phone_index", phone)}
        if phone
        else None,
    ]
    return any(earlier.filter(**by).exists() for by in known if by)
