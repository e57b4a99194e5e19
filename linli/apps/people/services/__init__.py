"""Acts on people: each locks, asks permission, applies the rule, writes, and records."""

from linli.apps.people.services.bindings import (
    bind_number,
    confirm_binding,
    decline_binding,
)
from linli.apps.people.services.consents import (
    enter_guardians_consent,
    give_consent,
    record_care_note,
    void_consents,
    withdraw_consent,
)
from linli.apps.people.services.duties import assess_impact, record_incident
from linli.apps.people.services.handlers import HandlerData, set_handler
from linli.apps.people.services.households import (
    join_household,
    leave_household,
    open_household,
    restate_relations,
)
from linli.apps.people.services.lifecycle import (
    end_ties,
    erase_person,
    record_death,
    restore_person,
    restrict_person,
)
from linli.apps.people.services.merging import (
    confirm_merge,
    decline_merge,
    propose_merge,
    reverse_merge,
    suspect_duplicates,
    take_up_merge,
)
from linli.apps.people.services.notice import publish_notice
from linli.apps.people.services.ownership import (
    OwnerShare,
    add_tenant,
    designate_representative,
    end_tenancy,
    revoke_transfer,
    transfer_unit,
)
from linli.apps.people.services.readings import note_own_reading, note_view, open_record, reveal
from linli.apps.people.services.registration import (
    NewPerson,
    PersonChange,
    correct_person,
    register_person,
)
from linli.apps.people.services.representation import (
    appoint_agent,
    end_representation,
    void_representations,
)
from linli.apps.people.services.requests import (
    decide_request,
    submit_request,
    withdraw_request,
)
from linli.apps.people.services.retention import apply_retention
from linli.apps.people.services.roster import (
    Holder,
    Resident,
    RosterCounts,
    RosterDwelling,
    RosterEntry,
    RosterPerson,
    enter_roster,
)
from linli.apps.people.services.roster_gathered import GatheredEntry
from linli.apps.people.services.roster_voiding import void_roster
from linli.apps.people.services.rotation import (
    reseal_batch,
    retire_keys,
    rotate_keys,
    sealed_models,
)
from linli.apps.people.services.searching import look_up
from linli.apps.people.services.sign_in import open_account

__all__ = [
    "GatheredEntry",
    "HandlerData",
    "Holder",
    "NewPerson",
    "OwnerShare",
    "PersonChange",
    "Resident",
    "RosterCounts",
    "RosterDwelling",
    "RosterEntry",
    "RosterPerson",
    "add_tenant",
    "apply_retention",
    "appoint_agent",
    "assess_impact",
    "bind_number",
    "confirm_binding",
    "confirm_merge",
    "correct_person",
    "decide_request",
    "decline_binding",
    "decline_merge",
    "designate_representative",
    "end_representation",
    "end_tenancy",
    "end_ties",
    "enter_guardians_consent",
    "enter_roster",
    "erase_person",
    "give_consent",
    "join_household",
    "leave_household",
    "look_up",
    "note_own_reading",
    "note_view",
    "open_account",
    "open_household",
    "open_record",
    "propose_merge",
    "publish_notice",
    "record_care_note",
    "record_death",
    "record_incident",
    "register_person",
    "reseal_batch",
    "restate_relations",
    "restore_person",
    "restrict_person",
    "retire_keys",
    "reveal",
    "reverse_merge",
    "revoke_transfer",
    "rotate_keys",
    "sealed_models",
    "set_handler",
    "submit_request",
    "suspect_duplicates",
    "take_up_merge",
    "transfer_unit",
    "void_consents",
    "void_representations",
    "void_roster",
    "withdraw_consent",
    "withdraw_request",
]
