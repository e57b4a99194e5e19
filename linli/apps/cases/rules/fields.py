"""Every column of this application: personal or not, what for, on which basis, how long.

Source: [rule:case-retention]. What a report says about people is erased three years after the
case was closed (`services.retention`); what remains is countable and names nobody.
"""

from linli.core.personal import After, Basis, Period, personal, years

REPORTS, HANDLING = "cases.reports", "cases.handling"
AFTER_CLOSING = years(3, After.CLOSED)
AFTER_COMMAND = Period(days=30, after=After.RECORDED)

_DUTY = Basis.STATUTORY_DUTY

PERSONAL = (
    personal(
        "Case",
        "reporter reporter_account_id reporter_name reporter_phone reporter_phone_index"
        " reporter_email contact_language"
        " slip_code slip_index",
        data="reporter",
        purpose=REPORTS,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "Case",
        "text unit spot lon lat",
        data="report",
        purpose=REPORTS,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "Case",
        "entered_by_id entered_post handler_account_id",
        data="case_work",
        purpose=HANDLING,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "CaseStep",
        "account_id person_id post text facts",
        data="case_work",
        purpose=HANDLING,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "Photo",
        "digest account_id",
        data="report",
        purpose=REPORTS,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "Clip",
        "kind digest said account_id person_id",
        data="clip",
        purpose=REPORTS,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "Follower",
        "person account_id name phone phone_index texts_in entered_by_id slip_case",
        data="reporter",
        purpose=REPORTS,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "Task",
        "caller_account_id account_id text answer case_text",
        data="case_work",
        purpose=HANDLING,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "CheckMark",
        "account_id",
        data="case_work",
        purpose=HANDLING,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "ClockEvent",
        "account_id facts",
        data="case_work",
        purpose=HANDLING,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "Delay",
        "asked_by_id decided_by_id text decision_text",
        data="case_work",
        purpose=HANDLING,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "Agreement",
        "account_id post text",
        data="case_work",
        purpose=HANDLING,
        basis=_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "CommandKey",
        "owner answer",
        data="commands",
        purpose=HANDLING,
        basis=_DUTY,
        keep=AFTER_COMMAND,
    ),
)

IMPERSONAL = {
    "Category": "id code place scope_path name_zh name_en icon order is_ours redirect_zh"
    " redirect_en level least lead valid_from valid_to",
    "CheckItem": "id category action text_zh text_en is_gate position valid_from valid_to",
    "Limit": "id place scope_path category level step amount unit valid_from valid_to",
    "DayOverride": "id place scope_path day is_worked reason entered_at withdrawn_at",
    "OfficeHours": "id place scope_path hours valid_from valid_to",
    "Case": "id number state version category level channel place wanted_place came_from scope_path"
    " county township community cell disclosure lead seat due_at is_overdue returned failed_checks"
    " reopened"
    " take_due_at taken_at handle_due_at put_off put_off_due_at handled_at was_delayed is_repeat"
    " is_to_call contact_due_at contacted_at contact_way contact_tries outcome exclusion"
    " exclusion_needed merged_into confirmation rating reported_at local_day opened_at closed_at"
    " rated_at erased_at",
    "CaseStep": "id case number at kind action state part body seat is_inner",
    "Photo": "id case step width height size taken_on added_at",
    "Clip": "id case step state width height seconds size taken_on added_at",
    "Follower": "id case merged_from joined_at left_at",
    "Task": "id case kind state body seat scope_path county_id township_id community_id cell"
    " case_scope_path case_number category_id case_level case_is_open legal_basis basis due_at"
    " arrive_due_at result_due_at sent_at taken_at ended_at news_at is_gate is_binding"
    " ruling ruled_at contact_by",
    "LadderPost": "id place scope_path rung seat valid_from valid_to",
    "CheckMark": "id case item at",
    "Clock": "id case task step limit_id amount unit started_at due_at paused_at stopped_at"
    " breached_at rung next_rung_at is_provisional recheck_at",
    "ClockEvent": "id clock number kind at due_at left_minutes reason",
    "Delay": "id case body clock kind state county_id township_id community_id case_scope_path"
    " case_number category_id reason until decide_by review_on needed agreed asked_at decided_at"
    " ended_at",
    "Agreement": "id case delay role at counts",
    "ApprovalRule": "id place scope_path kind category level needed valid_from valid_to",
    "Escalation": "id case clock seat body rung step due_at state climbed_at settled_at county_id"
    " township_id community_id case_scope_path case_number category_id",
    "CommandKey": "id key digest case_id at",
    "FigureChange": "id name day county_id township_id community_id cell_id category_id body_id"
    " change",
    "DayFigure": "id place_id day name count",
    "CategoryFigure": "id place_id month category_id name count",
    "CellFigure": "id cell_id month name count",
    "CallFigure": "id place_id month body_id name count",
    "LeadFigure": "id place_id body_id name count",
    "StandingFigure": "id kind subject_id name count",
}
