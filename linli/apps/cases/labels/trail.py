"""How the acts on cases and their settings read in the trail: on what, and with which facts."""

from django.utils.translation import pgettext_lazy

from linli.apps.cases.labels import (
    ACTIONS,
    CHANNELS,
    DELAY_KINDS,
    DISCLOSURES,
    EXCLUSION_REASONS,
    LEVELS,
    OUTCOMES,
    PARTS,
    PAUSE_REASONS,
    RULINGS,
    STATES,
    STEPS,
    TIME_UNITS,
)
from linli.apps.cases.labels.approvals import APPROVAL_KINDS
from linli.apps.cases.labels.contacts import CONTACT_WAYS
from linli.apps.cases.labels.revisits import WAYS
from linli.apps.cases.labels.spoken import CAUSES
from linli.apps.cases.labels.timing import RUNGS
from linli.apps.cases.rules.escalations import EscalationState
from linli.apps.cases.rules.kinds import Confirmation
from linli.kit.trail_words import Says, Thing, register_facts, register_models, register_things

register_things(
    case=pgettext_lazy("trail", "Case"),
    cases=Thing(pgettext_lazy("trail", "Search for cases"), is_numbered=False),
    category=pgettext_lazy("trail", "Category of cases"),
    case_limit=pgettext_lazy("trail", "Time limit"),
    office_hours=pgettext_lazy("trail", "Office hours"),
    work_day=pgettext_lazy("trail", "Changed working day"),
    ladder_post=pgettext_lazy("trail", "Post that hears of overdue steps"),
    approval_rule=pgettext_lazy("trail", "Rule on how many agree"),
)
_CATEGORY = Says(pgettext_lazy("trail", "Category of cases"), thing="category")
_LEVEL = Says(pgettext_lazy("trail", "Level"), values=LEVELS)
_CONFIRMATIONS = {
    Confirmation.CONFIRMED: pgettext_lazy("trail", "The reporter agreed"),
    Confirmation.ASSISTED: pgettext_lazy("trail", "The desk recorded that the reporter agrees"),
    Confirmation.SILENT: pgettext_lazy("trail", "Asked, and no answer in time"),
    Confirmation.UNREACHED: pgettext_lazy("trail", "Could not be asked"),
    Confirmation.LAPSED: pgettext_lazy("trail", "No word in time; not recorded whether asked"),
}
_TASKS = Says(pgettext_lazy("trail", "Tasks"), thing="case_task")

register_facts(
    "case",
    version=pgettext_lazy("trail", "Version of the case"),
    part=Says(pgettext_lazy("trail", "Acted as"), values=PARTS),
    action=Says(pgettext_lazy("trail", "Act in the flow"), values=ACTIONS),
    state=Says(pgettext_lazy("trail", "State"), values=STATES),
    category=_CATEGORY,
    level=_LEVEL,
    channel=Says(pgettext_lazy("trail", "How it was reported"), values=CHANNELS),
    wanted_place=Says(pgettext_lazy("trail", "Place said by the reporter"), thing="place"),
    wanted=Says(pgettext_lazy("trail", "Place asked for"), thing="place"),
    cell=Says(pgettext_lazy("trail", "Cell"), thing="cell"),
    disclosure=Says(pgettext_lazy("trail", "Who may see the name"), values=DISCLOSURES),
    lead=Says(pgettext_lazy("trail", "Leading body"), thing="body"),
    is_overdue=pgettext_lazy("trail", "Overdue"),
    returned=pgettext_lazy("trail", "Times returned"),
    failed_checks=pgettext_lazy("trail", "Times the check failed"),
    reopened=pgettext_lazy("trail", "Times opened again"),
    take_due_at=pgettext_lazy("trail", "To be taken by"),
    taken_at=pgettext_lazy("trail", "Taken at"),
    handle_due_at=pgettext_lazy("trail", "To be handled by"),
    handled_at=pgettext_lazy("trail", "Handled at"),
    put_off=Says(pgettext_lazy("trail", "Time given"), values=DELAY_KINDS),
    put_off_due_at=pgettext_lazy("trail", "Due before the time was given"),
    was_delayed=pgettext_lazy("trail", "More time was given"),
    is_repeat=pgettext_lazy("trail", "Reported again"),
    is_to_call=pgettext_lazy("trail", "Wants to be called"),
    contact_due_at=pgettext_lazy("trail", "To be contacted by"),
    contacted_at=pgettext_lazy("trail", "Contacted at"),
    contact_way=Says(pgettext_lazy("trail", "How the reporter was contacted"), values=CONTACT_WAYS),
    contact_tries=pgettext_lazy("trail", "Tries to contact the reporter"),
    outcome=Says(pgettext_lazy("trail", "Outcome"), values=OUTCOMES),
    exclusion=Says(pgettext_lazy("trail", "Why it is excluded"), values=EXCLUSION_REASONS),
    merged_into=Says(pgettext_lazy("trail", "Merged into"), thing="case"),
    confirmation=Says(pgettext_lazy("trail", "Word of the reporter"), values=_CONFIRMATIONS),
    rating=pgettext_lazy("trail", "Rating"),
    reported_at=pgettext_lazy("trail", "Reported at"),
    local_day=pgettext_lazy("trail", "Day of the report"),
    opened_at=pgettext_lazy("trail", "Accepted at"),
    closed_at=pgettext_lazy("trail", "Closed at"),
    rated_at=pgettext_lazy("trail", "Rated at"),
    erased_at=pgettext_lazy("trail", "Emptied of people at"),
    into=Says(pgettext_lazy("trail", "Merged into"), thing="case"),
    case=Says(pgettext_lazy("trail", "Case"), thing="case"),
    proposed=Says(pgettext_lazy("trail", "Body proposed"), thing="body"),
    mediator=Says(pgettext_lazy("trail", "Mediation committee"), thing="body"),
    mediator_seat=Says(pgettext_lazy("trail", "Post of the mediation committee"), thing="seat"),
    basis=pgettext_lazy("trail", "Legal basis"),
    legal_basis=pgettext_lazy("trail", "Legal basis"),
    assists=Says(pgettext_lazy("trail", "Bodies that assist"), thing="body"),
    assists_gate=pgettext_lazy("trail", "Waits for those who assist"),
    bodies=Says(pgettext_lazy("trail", "Bodies called"), thing="body"),
    task=Says(pgettext_lazy("trail", "Task"), thing="case_task"),
    tasks=_TASKS,
    ended=Says(pgettext_lazy("trail", "Tasks that ended with it"), thing="case_task"),
    ruling=Says(pgettext_lazy("trail", "Ruling"), values=RULINGS),
    delay=Says(pgettext_lazy("trail", "More time, no."), thing="delay"),
    kind=Says(pgettext_lazy("trail", "Kind of delay"), values=DELAY_KINDS),
    reason=Says(pgettext_lazy("trail", "Reason"), values=PAUSE_REASONS),
    cause=Says(pgettext_lazy("trail", "Cause"), values=CAUSES),
    review_on=pgettext_lazy("trail", "Review on"),
    clock=Says(pgettext_lazy("trail", "Clock no."), thing="clock"),
    escalations=Says(pgettext_lazy("trail", "Escalations answered"), thing="escalation"),
    item=Says(pgettext_lazy("trail", "Line of the check-list"), thing="check_item"),
    came_from=Says(pgettext_lazy("trail", "Where it lay before"), thing="place"),
    exclusion_needed=pgettext_lazy("trail", "How many have to agree to the exclusion"),
    needed=pgettext_lazy("trail", "How many have to agree"),
    agreed=pgettext_lazy("trail", "How many have agreed"),
    clip=Says(pgettext_lazy("trail", "Recording"), thing="clip"),
    way=Says(pgettext_lazy("trail", "How it was heard"), values={**CONTACT_WAYS, **WAYS}),
    unit=Says(pgettext_lazy("trail", "Unit"), thing="unit"),
    **{
        "from": Says(pgettext_lazy("trail", "From the case"), thing="case"),
        "to": Says(pgettext_lazy("trail", "To the case"), thing="case"),
    },
)
register_facts(
    "case.refiled",
    **{
        "from": Says(pgettext_lazy("trail", "Category before"), thing="category"),
        "to": Says(pgettext_lazy("trail", "Category after"), thing="category"),
    },
)
for _kind in ("case.place_corrected", "case.recalled"):
    register_facts(
        _kind,
        **{
            "from": Says(pgettext_lazy("trail", "Place before"), thing="place"),
            "to": Says(pgettext_lazy("trail", "Place after"), thing="place"),
        },
    )
register_facts(
    "case.instructed",
    state=Says(
        pgettext_lazy("trail", "Escalation"),
        values={EscalationState.ANSWERED: pgettext_lazy("trail", "answered from above")},
    ),
)
register_facts(
    "cases",
    photos=pgettext_lazy("trail", "Photos deleted"),
    videos=pgettext_lazy("trail", "Videos deleted"),
    clips=pgettext_lazy("trail", "Recordings deleted"),
    by=Says(
        pgettext_lazy("trail", "Searched by"),
        values={"phone": pgettext_lazy("trail", "phone number")},
    ),
)
register_facts(
    "category",
    "check_item",
    "case_limit",
    "office_hours",
    "work_day",
    "ladder_post",
    "approval_rule",
    category=_CATEGORY,
    level=_LEVEL,
    step=Says(pgettext_lazy("trail", "Step"), values=STEPS),
    amount=pgettext_lazy("trail", "Amount"),
    unit=Says(pgettext_lazy("trail", "Unit of time"), values=TIME_UNITS),
    before=Says(pgettext_lazy("trail", "Limit before"), thing="case_limit"),
    previous=Says(pgettext_lazy("trail", "Setting before"), thing="setting"),
    hours=pgettext_lazy("trail", "Office hours"),
    approval=Says(pgettext_lazy("trail", "What is agreed to"), values=APPROVAL_KINDS),
    of_level=_LEVEL,
    needed=pgettext_lazy("trail", "How many have to agree"),
    is_worked=pgettext_lazy("trail", "Is worked"),
    rung=Says(pgettext_lazy("trail", "Rung"), values=RUNGS),
    name_zh=pgettext_lazy("trail", "Name in Chinese"),
    name_en=pgettext_lazy("trail", "Name in English"),
    icon=pgettext_lazy("trail", "Icon"),
    order=pgettext_lazy("trail", "Order"),
    is_ours=pgettext_lazy("trail", "Is ours"),
    redirect_zh=pgettext_lazy("trail", "Where to go, in Chinese"),
    redirect_en=pgettext_lazy("trail", "Where to go, in English"),
    least=Says(pgettext_lazy("trail", "Least the reporter may disclose"), values=DISCLOSURES),
    lead_id=Says(pgettext_lazy("trail", "Leading body"), thing="body"),
    item=Says(pgettext_lazy("trail", "Line of the check-list"), thing="check_item"),
    action=Says(pgettext_lazy("trail", "Act it belongs to"), values=ACTIONS),
    text_zh=pgettext_lazy("trail", "Text in Chinese"),
    text_en=pgettext_lazy("trail", "Text in English"),
    is_gate=pgettext_lazy("trail", "Has to be marked"),
)
register_models(
    {
        "cases.Case": pgettext_lazy("trail", "Cases"),
        "cases.Category": pgettext_lazy("trail", "Categories of cases"),
        "cases.CheckItem": pgettext_lazy("trail", "Lines of check-lists"),
        "cases.Limit": pgettext_lazy("trail", "Time limits"),
        "cases.OfficeHours": pgettext_lazy("trail", "Office hours"),
        "cases.DayOverride": pgettext_lazy("trail", "Changed working days"),
        "cases.LadderPost": pgettext_lazy("trail", "Posts that hear of overdue steps"),
    }
)
register_facts("approval_rule.set", before=pgettext_lazy("trail", "How many had to agree before"))
