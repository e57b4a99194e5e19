"""Guardians and authorised persons as a table (监护人、授权代表): taken row by row, sent masked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from linli.apps.people import permissions, services
from linli.apps.people.labels import REPRESENTATION_KINDS
from linli.apps.people.selectors.agents import agent_lines
from linli.apps.people.selectors.entries import person_listed
from linli.apps.people.selectors.persons import is_guardian
from linli.core.access import Actor, Decision
from linli.kit.days import local_day
from linli.kit.registers import Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import clean_day

_HELP = _("Full number; tells people of one name apart. Format the column as text.")


class AgentRegister(ActRegister):
    """Who acts for whom: guardians of children and of adults, and whom companies authorise."""

    key = "people.agents"
    label = _("Guardians and authorised persons")
    subjects: ClassVar[Mapping[str, str]] = {
        "people.Representation": "person",
        "people.Consent": "person",
    }
    columns = (
        Column(
            "principal",
            _("For whom: name"),
            required=True,
            example="王小宝",
            headings=("被监护人", "被监护人姓名", "被代表人", "单位名称"),
        ),
        Column(
            "principal_number",
            _("Their identity number or credit code"),
            help=_HELP,
            headings=("被监护人证件号码", "被监护人身份证号", "统一社会信用代码"),
        ),
        Column(
            "agent",
            _("Who acts: name"),
            required=True,
            example="王小明",
            headings=("监护人", "监护人姓名", "授权代表"),
        ),
        Column(
            "agent_number",
            _("Their identity or phone number"),
            help=_HELP,
            headings=("监护人证件号码", "监护人身份证号", "监护人电话", "授权代表证件号码"),
        ),
        Column("since", _("Since"), clean=clean_day, example="2024-06-01", headings=("起始日期",)),
        Column(
            "consent",
            _("Guardian consented on"),
            clean=clean_day,
            example="2024-06-01",
            help=_(
                "Only for a child under fourteen: the day on which this guardian agreed to the "
                "record. Whoever is the guardian already may stand here again for that alone."
            ),
            headings=("监护人同意日期", "同意日期"),
        ),
        Column("kind", _("Kind"), help=_("Follows from for whom; only sent."), headings=("类别",)),
    )

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow whoever keeps the register at the place."""
        return permissions.can_register_at(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow whoever keeps the register at the place."""
        return permissions.can_register_at(actor, path)

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Note who acts for one person or company, and that a guardian has agreed to the record."""
        for given in rows:
            values = given.values
            principal = person_listed(
                desk.path,
                values["principal"],
                values["principal_number"] or "",
                field="principal",
                number_field="principal_number",
                natural=False,
            )
            agent = person_listed(
                desk.path,
                values["agent"],
                values["agent_number"] or "",
                field="agent",
                number_field="agent_number",
            )
            agreed = values["consent"]
            if agreed is None or not is_guardian(agent, principal):
                row = services.appoint_agent(
                    actor=desk.actor,
                    principal_id=principal,
                    agent_id=agent,
                    on=values["since"] or desk.today,
                    now=desk.now,
                )
                yield "people.Representation", row.pk
            if agreed is not None:
                consent = services.enter_guardians_consent(
                    actor=desk.actor,
                    person_id=principal,
                    guardian_id=agent,
                    on=agreed,
                    now=desk.now,
                )
                yield "people.Consent", consent.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out what rows have entered."""
        if model == "people.Consent":
            services.void_consents(actor=desk.actor, consent_ids=numbers, now=desk.now)
            return
        services.void_representations(actor=desk.actor, representation_ids=numbers, now=desk.now)

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield who acts for whom now, masked."""
        for line in agent_lines(path, day=local_day(now)):
            yield [
                line.principal.name,
                line.principal.id_number,
                line.agent.name,
                line.agent.id_number,
                line.since,
                line.consented_on or "",
                REPRESENTATION_KINDS[line.kind],
            ]
