"""Words for kinds, states, reasons and refusals, and for what is kept about people and why."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.people.rules.kinds import (
    ConsentSubject,
    DuplicateGround,
    IdKind,
    LeaveReason,
    Look,
    PersonKind,
    ReadingReason,
    Relation,
    RepresentationKind,
    RequestKind,
    Tenure,
)
from linli.apps.people.rules.lifecycle import (
    MergeState,
    PersonState,
    RequestAction,
    RequestState,
)
from linli.apps.people.rules.roll import Standing
from linli.core.identifiers import Sex
from linli.core.personal import After, Basis
from linli.kit.sentences import register_sentences

PERSON_KINDS: dict[PersonKind, Promise] = {
    PersonKind.NATURAL: pgettext_lazy("kind of person", "Person"),
    PersonKind.COMPANY: _("Company"),
    PersonKind.DEVELOPER: _("Developer"),
}
ID_KINDS: dict[IdKind, Promise] = {
    IdKind.RESIDENT_ID: _("Resident identity card"),
    IdKind.PASSPORT: _("Passport or other document"),
    IdKind.CREDIT_CODE: _("Unified social credit code"),
}
SEXES: dict[Sex, Promise] = {Sex.FEMALE: _("Female"), Sex.MALE: _("Male")}
TENURES: dict[Tenure, Promise] = {
    Tenure.OWNER: _("Owner"),
    Tenure.CO_OWNER: _("Co-owner"),
    Tenure.UNSOLD: _("Unsold, with the developer"),
    Tenure.UNDELIVERED: _("Sold, not yet handed over"),
    Tenure.TENANT: _("Tenant"),
}
RELATIONS: dict[Relation, Promise] = {
    Relation.HEAD: _("Head of household"),
    Relation.SPOUSE: _("Spouse"),
    Relation.CHILD: _("Child"),
    Relation.CHILD_IN_LAW: _("Son- or daughter-in-law"),
    Relation.PARENT: _("Parent"),
    Relation.PARENT_IN_LAW: _("Parent-in-law"),
    Relation.GRANDPARENT: _("Grandparent"),
    Relation.GRANDCHILD: _("Grandchild"),
    Relation.SIBLING: _("Brother or sister"),
    Relation.OTHER_KIN: _("Other relative"),
    Relation.NOT_KIN: _("Not related"),
}
LEAVE_REASONS: dict[LeaveReason, Promise] = {
    LeaveReason.MOVED_OUT: _("Moved away"),
    LeaveReason.MOVED_WITHIN: _("Moved to another dwelling here"),
    LeaveReason.DIED: _("Died"),
    LeaveReason.SPLIT: _("Own household"),
    LeaveReason.DWELLING_ENDED: _("The dwelling is gone"),
    LeaveReason.MISTAKE: _("Entered by mistake"),
}
# What somebody can choose; the other reason comes with the end of the dwelling.
CHOSEN_LEAVE_REASONS = {
    reason: label
    for reason, label in LEAVE_REASONS.items()
    if reason is not LeaveReason.DWELLING_ENDED
}
REPRESENTATION_KINDS: dict[RepresentationKind, Promise] = {
    RepresentationKind.GUARDIAN: _("Guardian"),
    RepresentationKind.AUTHORISED: _("Authorised person"),
}
READING_REASONS: dict[ReadingReason, Promise] = {
    ReadingReason.IDENTITY_CHECK: _("Check the identity"),
    ReadingReason.CONTACT: _("Contact the person"),
    ReadingReason.CASE: _("Handle a report or case"),
    ReadingReason.VISIT: _("Visit the household"),
    ReadingReason.REGISTER: _("Check or correct the register"),
    ReadingReason.VOTE: _("Check an owners' or voters' roll"),
    ReadingReason.EMERGENCY: _("Emergency"),
    ReadingReason.BY_LAW: _("Required by law"),
    ReadingReason.PERSON_ASKED: _("The person asked for it"),
}
LOOKS: dict[Look, Promise] = {
    Look.VIEWED: _("Looked at the masked record"),
    Look.OPENED: _("Opened the record"),
    Look.REVEALED: _("Read in clear"),
    Look.SENT: _("Took out a list in which you stand, masked"),
}
DUPLICATE_GROUNDS: dict[DuplicateGround, Promise] = {
    DuplicateGround.SAME_ID_NUMBER: _("Same identity number"),
    DuplicateGround.SAME_PHONE_AND_NAME: _("Same phone and name"),
    DuplicateGround.SAME_NAME_AND_HOME: _("Same name in the same home"),
}
PERSON_STATES: dict[PersonState, Promise] = {
    PersonState.ACTIVE: _("In use"),
    PersonState.RESTRICTED: _("Restricted: stored, no longer used"),
    PersonState.ERASED: _("Erased"),
    PersonState.MERGED: _("Merged into another record"),
}
MERGE_STATES: dict[MergeState, Promise] = {
    MergeState.SUSPECTED: _("Suspected by the system"),
    MergeState.PROPOSED: _("Waits for a second person"),
    MergeState.MERGED: _("Merged"),
    MergeState.DECLINED: _("Two different people"),
    MergeState.REVERSED: _("Merge undone"),
}
REQUEST_KINDS: dict[RequestKind, Promise] = {
    RequestKind.CORRECT: _("Correct or complete"),
    RequestKind.DELETE: _("Delete"),
    RequestKind.EXPLAIN: _("Explain"),
}
REQUEST_STATES: dict[RequestState, Promise] = {
    RequestState.SUBMITTED: _("Waiting for an answer"),
    RequestState.GRANTED: _("Done"),
    RequestState.RESTRICTED: _("Restricted, the legal period still runs"),
    RequestState.REFUSED: _("Refused with a reason"),
    RequestState.WITHDRAWN: _("Taken back"),
}
REQUEST_ACTIONS: dict[RequestAction, Promise] = {
    RequestAction.GRANT: _("Do it"),
    RequestAction.RESTRICT: _("Restrict the record"),
    RequestAction.REFUSE: _("Refuse with a reason"),
    RequestAction.WITHDRAW: _("Take back"),
}
CONSENT_SUBJECTS: dict[ConsentSubject, Promise] = {
    ConsentSubject.CARE_NOTE: _("Keep a note on my health or care for helpers"),
    ConsentSubject.CHILD_RECORD: _("Register a child under fourteen"),
}
STANDINGS: dict[Standing, Promise] = {
    Standing.READY: _("Settled"),
    Standing.UNDECIDED: _("Co-owners have named nobody"),
    Standing.NO_AGENT: _("Nobody may act for the owner"),
}
FIELDS: dict[str, Promise] = {
    "name": _("Name"),
    "id_number": _("Identity number"),
    "phone": _("Phone"),
    "other_phone": _("Second phone"),
    "care_note": _("Care note"),
}
# What a correction may leave empty.
EMPTIED: dict[str, Promise] = {
    "id_number": _("Identity number"),
    "phone": _("Phone"),
    "other_phone": _("Second phone"),
    "birth_date": _("Date of birth"),
    "sex": _("Sex"),
    "died_on": _("Day of death"),
}
BASES: dict[Basis, Promise] = {
    Basis.CONSENT: _("your consent"),
    Basis.SEPARATE_CONSENT: _("your separate consent"),
    Basis.CONTRACT: _("a contract with you"),
    Basis.STATUTORY_DUTY: _("a duty laid down by law"),
    Basis.EMERGENCY: _("an emergency"),
    Basis.OTHER_LAW: _("another provision of law"),
}
PERIODS: dict[After, Promise] = {
    After.END_OF_TIES: _("after you no longer live, own or serve here"),
    After.END_OF_ACCOUNT: _("after your account is closed"),
    After.END_OF_SESSION: _("after you have signed out or the sign-in has run out"),
    After.END_OF_POST: _("after the end of your post"),
    After.RECORDED: _("after it was recorded"),
    After.CLOSED: _("after the matter was closed"),
    After.WITHDRAWN: _("after you withdraw your consent"),
}

# What followed units that were joined or divided, as the preview says it.
FOLLOWING = {
    "owners": _("Owners"),
    "tenants": _("Tenants"),
    "households": _("Households"),
    "alike": _("own the new units as they owned the old ones"),
    "differently": _(
        "owned different units and become co-owners: enter their shares and whom they name"
    ),
    "first_part": _("go to the first part"),
    "new_unit": _("go to the new unit"),
}

# What happens to the people of a dwelling that ends, as the preview says it.
ENDING = {
    "households": _("end on this day; they stay in the history"),
    "residents": _("People who live there"),
    "stay": _("keep their records; enter where they live from this day on"),
    "owned": _("their ownership ends on this day; it stays in the history"),
    "let": _("their tenancy ends on this day; it stays in the history"),
    "care": _("Care notes"),
    "care_stays": _("stay with the person"),
}

# What happens when the ending of a dwelling is taken back.
RESTORING = {
    "households": _("are open again, as if they had never ended"),
    "stay": _("live there as before"),
    "owned": _("own it as before"),
    "let": _("rent it as before"),
    "care_stays": _("stay with the person"),
}

register_sentences(
    {
        "data.name": _("Name"),
        "data.id_number": _("Kind and number of the identity document"),
        "data.phone": _("Phone numbers"),
        "data.birth_and_sex": _("Date of birth, sex, and date of death"),
        "data.home": _("Place of residence"),
        "data.care": _("Notes on health and care"),
        "data.household": _("Household and relation to its head"),
        "data.holding": _("Dwellings owned or rented"),
        "data.representation": _("Guardians and authorised persons"),
        "data.consent": _("Consents given and withdrawn"),
        "data.reading": _("Who has read a record, and why"),
        "data.request": _("Requests about personal data, and their answers"),
        "data.merging": _("Proposals to merge two records"),
        "purpose.people.register": _("know who lives here and needs public services"),
        "purpose.people.identify": _("tell people apart and register nobody twice"),
        "purpose.people.contact": _("reach you"),
        "purpose.people.ownership": _("draw up the roll for common decisions of the owners"),
        "purpose.people.care": _("help people who need care"),
        "purpose.people.accountability": _("show you who has read your record"),
        "purpose.people.rights": _("handle your rights over your data"),
        "identifier.id_number_malformed": _(
            "This is no valid identity number. It has 18 characters; the last may be an X."
        ),
        "identifier.id_number_of_fifteen": _(
            "Identity numbers of 15 digits are no longer valid. Ask for the number of 18 "
            "characters on the present card."
        ),
        "identifier.id_number_mangled": _(
            "A spreadsheet has changed this number. Format the column as text and type the "
            "number again."
        ),
        "identifier.id_number_check": _(
            "The last character does not fit this identity number. Please compare it with the card."
        ),
        "identifier.credit_code": _(
            "This is no valid unified social credit code. It has 18 characters."
        ),
        "identifier.phone": _("This is no valid phone number."),
        "identifier.fictional": _(
            "This number belongs to the invented people of the demonstration."
        ),
        "people.name_malformed": _("This is no name that can be registered."),
        "people.similar_exists": _(
            "%(count)s similar records exist. Look at them first; go on only if none of them is "
            "this person."
        ),
        "people.id_number_taken": _(
            "A record with this identity number exists already. Search for the number and use "
            "that record."
        ),
        "people.guardian_missing": _(
            "A child under fourteen is registered together with a guardian."
        ),
        "people.kind_mismatch": _("This kind of document does not fit."),
        "people.date_in_future": _("This day has not come yet."),
        "people.born_after_event": _("This day lies before the birth of the person."),
        "people.record_closed": _("This record is no longer in use."),
        "people.account_opened": _("This person has an account already."),
        "people.no_phone_for_codes": _(
            "The record has no phone number, and codes to sign in with go only there. Enter the "
            "number first."
        ),
        "people.already_member": _("This person belongs to the household already."),
        "people.household_ended": _("This has ended already."),
        "people.head_needed": _("A household has exactly one head."),
        "people.ends_before_start": _("This day lies before the beginning."),
        "people.ownership_overlaps": _(
            "For this day the register already knows somebody else. Check the date, or take back "
            "the later entry first."
        ),
        "people.owners_unclear": _(
            "Name at least one owner, nobody twice, and for a developer's stock the developer "
            "alone."
        ),
        "people.shares": _("Give no shares at all, or shares that add up to the whole."),
        "people.not_co_owner": _("Only a present co-owner can be the representative."),
        "people.agent_unfit": _(
            "A guardian or authorised person is another, living adult who can act alone."
        ),
        "people.agent_named": _("Somebody acts already. End the old entry first."),
        "people.consent_missing": _("This needs a separate consent, and there is none."),
        "people.consent_given": _("This consent has been given already."),
        "people.consent_not_asked": _(
            "Only the record of a child under fourteen needs a guardian's consent."
        ),
        "people.no_guardian_then": _(
            "On %(on)s this person was not the guardian in the register. Check both days."
        ),
        "people.reason_missing": _("Please say why, in some words of your own."),
        "people.still_tied": _(
            "This person still lives, owns or serves here. The record can be deleted only after "
            "that has ended."
        ),
        "people.merge_impossible": _(
            "These two cannot be merged: both can sign in, or they are of different kinds. Close "
            "one of the accounts first."
        ),
        "people.later_merge": _(
            "The record that was kept has gone into another one since. Undo that merge first."
        ),
        "people.posts_concerned": _(
            "Posts or rights would pass from one record to the other. Only somebody who may give "
            "all of them can decide this."
        ),
        "people.person_unknown": _(
            "Nobody in the register answers to this number, or more than one does. Register the "
            "person first, or use the record number."
        ),
        "people.owners_missing": _(
            "Some of these units have owners in the register, others have none. Enter them first."
        ),
        "people.stock_mixed": _(
            "Units that a developer has not sold or handed over are joined only with their like."
        ),
        "people.name_differs": _("The register has this number under another name. Check both."),
        "people.ended_since": _("It has ended meanwhile, and stays in the history."),
        "people.closed_rows_changed": _(
            "What ended here has been changed since: a record was erased or merged, or something "
            "new was entered. It cannot be opened again as it was."
        ),
        "people.lives_elsewhere": _(
            "Of those who lived here, %(count)s have been entered in another household, from "
            "%(since)s on. End those entries first."
        ),
        "people.nothing_corrected": _("Nothing in the form differs from what is registered."),
        "people.number_settles": _(
            "The resident identity number says the date of birth and the sex. If they are wrong, "
            "the number is: correct or empty it."
        ),
        "people.kind_fixed": _(
            "The kind can change between company and developer only, and not while the developer "
            "holds unsold dwellings."
        ),
        "people.unknown_act": _("The form asked for something that cannot be done here."),
        "people.keys_in_use": _("Values still lie under older keys; seal them again first."),
        "people.reason_needed": _("This record opens after you say why."),
        "people.child_record": _("Records of children are open to community workers only."),
        "people.no_person": _("Your account is not linked to a person."),
        "people.assessment_incomplete": _("Write at least a sentence for each part."),
        "people.incident_incomplete": _("Each part needs a word, and at least one kind of data."),
        "people.handler_incomplete": _(
            "The notice needs the name, the address, the person in charge and a phone."
        ),
        "people.own_record": _("Nobody decides on their own record."),
        "people.second_person": _("Somebody else must confirm what you have proposed."),
        "people.roster_in_use": _(
            "%(rows)s rows have been changed since. Correct them one by one instead."
        ),
        "count.dwellings": _("Dwellings"),
        "count.households": _("Households"),
        "count.persons": _("New people"),
        "count.linked": _("Linked with people registered already"),
        "roster.place_unknown": _("There is no such compound or village at this place."),
        "roster.building_unknown": _("There is no such building."),
        "roster.entrance_unknown": _("There is no such entrance."),
        "roster.number_unknown": _(
            "There is no such dwelling. Bring in the dwellings first, in their own register."
        ),
        "roster.several": _("More than one fits. Give the code, or building and entrance too."),
        "roster.dwelling_again": _(
            "The rows of a dwelling stand together; this one occurred further up."
        ),
        "roster.no_tie": _("Say what ties the person to the dwelling: a relation or a tenure."),
        "roster.relation": _("This is no relation to the head that can be chosen."),
        "roster.tenure": _("This is no tenure that can be chosen."),
        "roster.company_lives": _("A company does not live in a dwelling."),
        "roster.developer_number": _(
            "Unsold and undelivered dwellings need the developer's credit code."
        ),
        "roster.person_twice": _("The same person stands twice in this dwelling."),
        "roster.second_head": _("This household has a head already."),
        "roster.no_head": _("This household has no head."),
        "roster.lived_in": _(
            "A household is registered in this dwelling already. Change it on its page."
        ),
        "roster.owned": _("Owners of this dwelling are registered already."),
        "roster.co_owner_alone": _("A co-owner needs another; a sole owner is an owner."),
        "roster.second_owner": _("Several owners of one dwelling are all co-owners."),
        "roster.child_alone": _("No adult lives with this child according to the list."),
        "roster.other_name": _("This number is registered under another name."),
        "roster.other_name_before": _("This number stood further up with another name."),
        "roster.lives_elsewhere": _("This person is registered as living in another dwelling."),
        "roster.lives_twice": _("This person lives in another dwelling further up."),
    }
)
