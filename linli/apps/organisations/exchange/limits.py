"""Rules a place sets for its bodies as a table (地方规则)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.organisations import permissions, services
from linli.apps.organisations.exchange.bodies import TYPES, clean_type, typed
from linli.apps.organisations.labels import BODY_TYPES, SEVERITIES, TESTS
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.limits import MOST_NUMBER, Severity, Test
from linli.apps.organisations.selectors.own_types import rule_words
from linli.apps.organisations.selectors.tables import local_rule_there, local_rules_below
from linli.apps.places.selectors.tables import named_place
from linli.core.access import Actor, Decision
from linli.kit.days import local_day
from linli.kit.registers import Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import choice, clean_between, clean_day, clean_line, clean_yes

_number = clean_between(0, MOST_NUMBER)


class LocalRuleRegister(ActRegister):
    """What a place asks of its bodies instead of the built-in rules, one rule a row."""

    key = "organisations.local_rules"
    label = _("Local rules of bodies")
    subjects: ClassVar = {"organisations.LocalRule": "local_rule"}
    columns = (
        Column(
            "jurisdiction",
            _("Division"),
            example="371702",
            help=_("Name or code; the rule holds in it and everywhere below. Empty: where the "
                   "file is brought in."),
            headings=("行政区划", "适用区划", "区划代码"),
        ),
        Column(
            "body_type", _("Type of body"), clean=clean_type, required=True,
            example="业主委员会", headings=("组织类型",),
            help=_("A built-in type, or one that was set up for the place."),
        ),
        Column(
            "test",
            _("What it asks"),
            clean=choice({one: TESTS[one] for one in Test if one != Test.FEES_NO_BAR}),
            required=True,
            example="人数",
            headings=("规则", "规则类别"),
        ),
        Column("least", _("At least"), clean=_number, example="5", headings=("不少于",)),
        Column(
            "most", _("At most"), clean=_number, example="11", headings=("不多于",),
            help=_("Members for their number, years for a term, days for how long it may exist."),
        ),
        Column(
            "is_odd", _("The number must be odd"), clean=clean_yes, example="是",
            headings=("须为单数",), help=_("No where it is empty."),
        ),
        Column(
            "beside", _("Not beside a seat in"), clean=choice(TYPES),
            help=_("Only for the rule about seats held beside."), headings=("不得兼任的组织",),
        ),
        Column(
            "severity",
            _("Weight"),
            clean=choice({one: SEVERITIES[one] for one in Severity}),
            help=_("Against the rule, where it is empty."),
            headings=("严重程度",),
        ),
        Column(
            "source",
            pgettext_lazy("of a rule", "Source"),
            clean=clean_line(200),
            required=True,
            example="山东省物业管理条例 第三十条",
            help=_("The text and its article."),
            headings=("依据", "法规依据"),
        ),
        Column(
            "valid_from", _("In force since"), clean=clean_day, required=True,
            example="2026-01-01", headings=("施行日期", "生效日期"),
        ),
    )  # fmt: skip

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_local_rules(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow the administrators of the place."""
        return permissions.can_keep_local_rules(actor, path)

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Enter one rule; one that is entered already changes nothing."""
        for given in rows:
            values = given.values
            place = named_place(desk.path, values["jurisdiction"] or "", field="jurisdiction")
            body_type, own_type_id = typed(values["body_type"], place.path, column="body_type")
            said = {
                "test": values["test"],
                "body_type": body_type,
                "own_type_id": own_type_id,
                "beside": values["beside"],
                "jurisdiction": place.code,
                "least": values["least"],
                "most": values["most"],
                "is_odd": values["is_odd"] or False,
                "severity": values["severity"] or Severity.ERROR,
                "source": values["source"],
                "valid_from": values["valid_from"],
            }
            if not local_rule_there(**said):
                made = services.set_local_rule(actor=desk.actor, now=desk.now, **said)
                yield "organisations.LocalRule", made.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike the rules out."""
        services.void_local_rules(actor=desk.actor, local_rule_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield the rules of the place and of those below it that hold today or later."""
        for row in local_rules_below(path, local_day(now)):
            yield [
                row.jurisdiction,
                rule_words(row),
                TESTS[Test(row.test)],
                "" if row.least is None else row.least,
                "" if row.most is None else row.most,
                _("yes") if row.is_odd else _("no"),
                BODY_TYPES[BodyType(row.beside)] if row.beside else "",
                SEVERITIES[Severity(row.severity)],
                row.source,
                row.valid_from,
            ]
