"""Data of an older version is brought along: what is filled equals what acts write."""

from collections import Counter
from dataclasses import replace

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.apps.accounts.models import Account
from linli.apps.cases import services
from linli.apps.cases.models import (
    Agreement,
    ApprovalRule,
    Case,
    CategoryFigure,
    CellFigure,
    Clock,
    DayFigure,
    Delay,
    FigureChange,
    LeadFigure,
    StandingFigure,
    Task,
)
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.clocks import DelayKind, Step
from linli.apps.cases.rules.counts import Count, Plight
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Channel, Disclosure, Level, PauseReason
from linli.apps.cases.selectors.figures import facts_of, figure_faults
from linli.apps.cases.services import delays, report_on_behalf
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.apps.cases.services.figures import fold_all, fold_changes, note_change
from linli.kit.days import local_day
from tests.factories.accounts import make_account
from tests.factories.cases import (
    EVIDENCE,
    NOW,
    SERVICES,
    SYSTEM,
    WAYS,
    act,
    case_in,
    give_cell,
    make_case,
    make_town,
    report_of,
)
from tests.factories.copies import wrong_copies
from tests.factories.films import a_clip
from tests.factories.voices import a_voice

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = ("cases", "0003_lists_that_stay_small")
AFTER = ("cases", "0004_fill_lists")


@pytest.fixture
def migrated():
    """Return how to bring the database to a migration; at the end it is at the last again."""

    def to(*targets):
        executor = MigrationExecutor(connection)
        executor.loader.build_graph()
        executor.migrate(list(targets))
        return executor.loader.project_state(list(targets)).apps

    yield to
    to(*MigrationExecutor(connection).loader.graph.leaf_nodes("cases"))


def make_cases():
    """Make cases at all stages, some of them urgent, with a request for more time."""
    town = make_town()
    give_cell(town)
    for state in WAYS:
        case_in(town, state)
        case_in(town, state, level=Level.DANGER)
    fold_changes(size=FigureChange.objects.count() // 2)
    case_in(town, CaseState.DISPATCHED)
    case = case_in(town, CaseState.HANDLING)
    return delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=DelayKind.PAUSE, reason=PauseReason.PARTS,
        text="等待配件", until=town.at(24 * 15), now=town.at(2),
    )  # fmt: skip


def forget_what_came_later(apps):
    """Take out what the version before did not write."""
    later = [*map(str, Plight), str(Count.REPEATED)]
    for name in ("FigureChange", "StandingFigure", "DayFigure", "CategoryFigure", "CellFigure"):
        apps.get_model("cases", name).objects.filter(name__in=later).delete()
    apps.get_model("cases", "LeadFigure").objects.all().delete()
    delay = apps.get_model("cases", "Delay").objects
    delay.update(county_id=None, township_id=None, community_id=None)


def test_lists_are_filled_for_cases_that_were_there(migrated):
    delay = make_cases()
    cases = Case.objects.count()
    forget_what_came_later(migrated(BEFORE))

    old = migrated(AFTER)

    assert old.get_model("cases", "Case").objects.count() == cases
    row = old.get_model("cases", "Delay").objects.get(pk=delay.pk)
    case = Case.objects.only("county", "township", "community").get(pk=delay.case_id)
    assert (row.county_id, row.township_id, row.community_id) == (
        case.county_id, case.township_id, case.community_id,
    )  # fmt: skip
    migrated(*MigrationExecutor(connection).loader.graph.leaf_nodes("cases"))
    assert FigureChange.objects.exists()
    assert list(figure_faults()) == []
    fold_all()
    assert list(figure_faults()) == []
    assert Task.objects.exists()
    assert wrong_copies() == []
    brought = Delay.objects.get(pk=delay.pk)
    assert (brought.case_id, brought.body_id) == (delay.case_id, delay.body_id)
    assert delay.body_id is not None
    assert Counter(LeadFigure.objects.values_list("name", flat=True))[Plight.OPEN] > 0
    assert Delay.objects.filter(township_id__isnull=True).count() == 0


def put_off(town, kind):
    """Return a case whose clock stands."""
    case = case_in(town, CaseState.HANDLING)
    hangs = kind == DelayKind.HANG_UP
    delay = delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=kind, reason=PauseReason.FUNDS, text="等款",
        until=town.at(24 * 50), now=town.at(2),
        review_on=local_day(town.at(24 * 20)) if hangs else None,
    )  # fmt: skip
    delays.decide_delay(
        actor=town.dispatcher, delay_id=delay.pk, is_granted=True, text="同意", now=town.at(3)
    )
    return Case.objects.get(pk=case.pk)


def as_before(case, **columns):
    """Let a case and the figures stand as the version before left them."""
    facts = facts_of(case)
    for name, value in columns.items():
        setattr(case, name, value)
    case.save()
    note_change(facts, facts_of(case))


def test_what_stands_leaves_the_day_it_was_due(migrated):
    town = make_town()
    kinds = (DelayKind.PAUSE, DelayKind.HANG_UP)
    standing = {kind: put_off(town, kind) for kind in kinds}
    done, closed = put_off(town, DelayKind.PAUSE), put_off(town, DelayKind.HANG_UP)
    was_due = {case.pk: case.put_off_due_at for case in (*standing.values(), done, closed)}
    at = town.at(24 * 30)
    for case in (done, closed):
        given = EVIDENCE[CaseAction.FEED_BACK](town)
        SERVICES[CaseAction.FEED_BACK](actor=town.handler, case_id=case.pk, now=at, **given)
        clock = Clock.objects.filter(case=case, step=Step.HANDLE)
        clock.update(paused_at=town.at(2), due_at=None)
    delays.ask_delay(
        actor=town.handler, case_id=case_in(town, CaseState.HANDLING).pk, text="等款",
        kind=DelayKind.EXTENSION, reason=PauseReason.PARTS, until=town.at(24 * 15), now=town.at(2),
    )  # fmt: skip
    for case in (*standing.values(), done, closed):
        row = Case.objects.get(pk=case.pk)
        as_before(row, handle_due_at=was_due[case.pk], put_off=None, put_off_due_at=None)
    in_time = Case.objects.get(pk=closed.pk)
    as_before(in_time, state="CLOSED", outcome="SOLVED", closed_at=at, handled_at=at)
    extended = case_in(town, CaseState.CLOSED)
    as_before(extended, was_delayed=True)
    fold_changes(size=FigureChange.objects.count() // 2)
    later = ["PAUSED", "HUNG_UP", "STANDS", "HANGS", "DELAYED_IN_TIME"]
    for table in (FigureChange, DayFigure, CategoryFigure, CellFigure, StandingFigure, LeadFigure):
        table.objects.filter(name__in=later).delete()
    migrated(("cases", "0015_every_row_has_its_case"))

    migrated(*MigrationExecutor(connection).loader.graph.leaf_nodes("cases"))

    for kind, case in standing.items():
        row = Case.objects.get(pk=case.pk)
        assert (row.handle_due_at, row.put_off) == (None, kind)
        assert row.put_off_due_at == was_due[case.pk]
    assert Case.objects.get(pk=done.pk).handle_due_at == at
    assert list(figure_faults()) == []
    fold_all()
    assert list(figure_faults()) == []
    assert DayFigure.objects.filter(name="DELAYED_IN_TIME", count__gt=0).exists()


def test_an_empty_database_stays_empty(migrated):
    migrated(BEFORE)

    migrated(*MigrationExecutor(connection).loader.graph.leaf_nodes("cases"))

    assert not LeadFigure.objects.exists()
    assert not Case.objects.exists()


def checked_cases(town):
    """Return cases that wait for their reporters' word, one for each way they can be reached."""
    by_account = make_account()
    by_person = make_account(person_id=town.neighbour.person_id)
    closed = make_account()
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    reporters = {
        "account": replace(town.reporter, person_id=None, account_id=by_account.pk),
        "person": replace(town.neighbour, account_id=by_person.pk),
        "closed account": replace(town.reporter, person_id=None, account_id=closed.pk),
    }
    cases = {
        name: case_in(town, CaseState.CHECKED, actor=actor) for name, actor in reporters.items()
    }
    cases["nameless"] = case_in(
        town, CaseState.CHECKED, actor=reporters["closed account"], disclosure=Disclosure.ANONYMOUS
    )
    for name, disclosure in (("counter", Disclosure.SEALED), ("open", Disclosure.OPEN)):
        report = report_of(
            town, channel=Channel.TELEPHONE, name="赵大爷", phone="13800001234",
            disclosure=disclosure,
        )  # fmt: skip
        case = report_on_behalf(actor=town.clerk, report=report, now=town.at(0))
        for action, player in WAYS[CaseState.CHECKED]:
            case = act(town, case, action, getattr(town, player))
        cases[name] = case
    return cases


def test_whoever_only_a_call_reaches_comes_on_the_list_of_calls(migrated):
    town = make_town()
    cases = checked_cases(town)
    for state in (CaseState.HANDLING, CaseState.CLOSED):
        cases[state] = case_in(town, state)
    # Known by the person alone, as whoever was entered at the counter before they had an account.
    Case.objects.filter(pk=cases["person"].pk).update(reporter_account_id=None)
    written = dict(Case.objects.values_list("pk", "is_to_call"))
    before = migrated(("cases", "0024_asked_reporters"))
    before.get_model("cases", "Case").objects.update(is_to_call=False)

    after = migrated(("cases", "0025_fill_asked_reporters"))

    filled = after.get_model("cases", "Case").objects.values_list("pk", "is_to_call")
    assert dict(filled) == written
    called = {name for name, case in cases.items() if written[case.pk]}
    assert called == {"closed account", "counter", "open"}


def test_videos_become_clips_and_a_version_before_knows_no_voice_notes(
    migrated, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    case = make_case(make_town(), clips=(a_clip(), a_voice()))

    old = migrated(("cases", "0034_climbed_to_posts"))
    (video,) = old.get_model("cases", "Video").objects.filter(case=case.pk)
    new = migrated(("cases", "0038_fill_persons_of_clips"))

    assert video.digest == a_clip().digest
    (clip,) = new.get_model("cases", "Clip").objects.filter(case=case.pk)
    assert (clip.digest, clip.kind, clip.said) == (video.digest, "VIDEO", "")
    assert clip.person_id == case.reporter_id is not None


def test_back_before_several_agreed_their_words_stay_as_remarks(migrated):
    town = make_town()
    for kind in (ApprovalKind.PAUSE, ApprovalKind.EXCLUSION):
        set_needed(
            actor=SYSTEM, place_id=town.tree.county.pk, what=For(kind), needed=2,
            valid_from=local_day(NOW), now=NOW,
        )  # fmt: skip
    case, excluded = case_in(town, CaseState.HANDLING), case_in(town, CaseState.EXCLUSION_PROPOSED)
    services.confirm_exclusion(
        actor=town.second_clerk, case_id=excluded.pk, text="已核", now=town.at(2)
    )
    delay = delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=DelayKind.PAUSE, reason=PauseReason.PARTS,
        text="等配件", until=town.at(240), now=town.at(2),
    )  # fmt: skip
    for actor, at in ((town.dispatcher, 3), (town.district, 4)):
        delays.decide_delay(
            actor=actor, delay_id=delay.pk, is_granted=True, text="同意", now=town.at(at)
        )

    before = migrated(("cases", "0038_fill_persons_of_clips"))
    steps = before.get_model("cases", "CaseStep").objects
    told = steps.filter(text__in=("已核", "同意")).order_by("pk")
    assert list(told.values_list("kind", "action", "is_inner")) == [
        ("remark", None, True), ("remark", None, True), ("delay_granted", None, False),
    ]  # fmt: skip

    migrated(("cases", "0040_fill_agreed"))

    assert Delay.objects.values_list("needed", "agreed").get() == (1, 1)
    assert Agreement.objects.count() == ApprovalRule.objects.count() == 0
