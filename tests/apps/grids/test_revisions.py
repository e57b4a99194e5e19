"""The life of a plan: who may do what when, and what is refused."""

from datetime import timedelta

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.grids.models import Cell, GridRevision
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.geojson import Feature
from linli.apps.grids.rules.partition import divide
from linli.apps.grids.rules.revisions import (
    FLOW,
    RevisionAction,
    RevisionAlreadyWaiting,
    RevisionDateTooEarly,
    RevisionNotClean,
    RevisionNotDue,
    RevisionOutdated,
    RevisionState,
)
from linli.apps.grids.services import revisions as services
from linli.apps.grids.services.drafts import (
    CellNameTaken,
    CellStillNeeded,
    MoveOutsidePlace,
    ParentMissing,
    RevisionCellUnknown,
    SuccessorClosed,
    add_cell,
    close_cell,
    draw_boundaries,
    forget_moves,
    keep_cell,
    plan_moves,
    rename_cell,
)
from linli.apps.grids.services.switching import publish_for_today, switch_revision
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed
from linli.core.machine import IllegalTransition
from tests.factories.grids import NOW, OUTLINE, SYSTEM, TODAY, make_grid
from tests.factories.places import make_building, make_compound, make_tree

pytestmark = pytest.mark.django_db
LATER, AFTER = TODAY + timedelta(days=10), NOW + timedelta(days=10)


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def grid(tree):
    return make_grid(tree.community, cells=2)


def actor(role, path):
    return Actor(account_id=1, grants=(Grant(role, path, "test:1"),), name="test")


def draft(grid, **options):
    return services.begin_revision(
        actor=SYSTEM, place_id=grid.place.pk, title="方案", now=NOW, **options
    )


def checked(grid):
    return services.check_revision(actor=SYSTEM, revision_id=draft(grid).pk, now=NOW)


def published(grid):
    return services.publish_revision(
        actor=SYSTEM, revision_id=checked(grid).pk, valid_from=LATER, now=NOW
    )


def test_every_state_knows_its_actions_and_no_others():
    allowed = {(row.state, row.action): row.next for row in FLOW}

    for state in RevisionState:
        for action in RevisionAction:
            if (state, action) in allowed:
                assert FLOW.step(state, action).next == allowed[state, action]
            else:
                with pytest.raises(IllegalTransition):
                    FLOW.step(state, action)
    assert FLOW.final_states() == {
        RevisionState.REPLACED, RevisionState.WITHDRAWN, RevisionState.DISCARDED,
    }  # fmt: skip


def test_draft_begins_with_the_present_cells(grid):
    revision = draft(grid)

    assert revision.based_on == grid.revision
    assert [(row.cell, row.name, row.area_m2) for row in revision.cells.order_by("pk")] == [
        (row.cell, row.name, row.area_m2) for row in grid.revision.cells.order_by("pk")
    ]


@pytest.mark.parametrize(
    ("role", "where", "may_draft", "may_publish"),
    [
        (Role.COMMUNITY_WORKER, "community", True, False),
        (Role.TOWNSHIP_ADMIN, "township", True, True),
        (Role.DISTRICT_ADMIN, "county", True, True),
        (Role.TOWNSHIP_ADMIN, "other_township", False, False),
        (Role.COMMUNITY_WORKER, "sibling_community", False, False),
        (Role.GRID_WORKER, "community", False, False),
        (Role.SYSTEM_ADMIN, "county", False, False),
    ],
)
def test_who_may_draft_and_publish(tree, grid, role, where, may_draft, may_publish):
    who = actor(role, getattr(tree, where).path)
    ready = checked(grid)

    def drafts():
        services.begin_revision(actor=who, place_id=grid.place.pk, title="x", now=NOW)

    def publishes():
        services.publish_revision(actor=who, revision_id=ready.pk, valid_from=LATER, now=NOW)

    for act, allowed in ((drafts, may_draft), (publishes, may_publish)):
        if allowed:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()


def test_only_the_clock_switches(tree, grid):
    revision = published(grid)

    with pytest.raises(NotAllowed):
        switch_revision(
            actor=actor(Role.DISTRICT_ADMIN, tree.county.path), revision_id=revision.pk, now=AFTER
        )


def test_editing_a_checked_plan_makes_it_a_draft_again(grid):
    revision = checked(grid)
    row = revision.cells.first()

    rename_cell(actor=SYSTEM, revision_id=revision.pk, row_id=row.pk, name="甲", now=NOW)

    revision.refresh_from_db()
    assert revision.state == RevisionState.DRAFT
    with pytest.raises(IllegalTransition):
        services.publish_revision(actor=SYSTEM, revision_id=revision.pk, valid_from=LATER, now=NOW)


def test_published_plan_cannot_be_edited(grid):
    revision = published(grid)
    row = revision.cells.first()

    with pytest.raises(IllegalTransition):
        rename_cell(actor=SYSTEM, revision_id=revision.pk, row_id=row.pk, name="甲", now=NOW)


def test_plan_that_leaves_a_dwelling_without_cell_is_not_clean(grid):
    revision = draft(grid)
    for row in revision.cells.order_by("-pk"):
        close_cell(actor=SYSTEM, revision_id=revision.pk, row_id=row.pk, now=NOW)

    with pytest.raises(RevisionNotClean):
        services.check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)


def test_plan_with_an_overlap_is_not_clean(grid):
    revision = draft(grid)
    feature = Feature(number=1, shape=OUTLINE, name=grid.cells[0].name, code=grid.cells[0].code)
    draw_boundaries(actor=SYSTEM, revision_id=revision.pk, features=[feature], now=NOW)

    with pytest.raises(RevisionNotClean):
        services.check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)


def test_what_changed_since_the_check_is_found_when_publishing(tree):
    grid = make_grid(tree.community, cells=2, drawn=False)
    Cell.objects.get(pk=grid.cells[0].pk).assignments.filter(place=tree.community).delete()
    revision = checked(grid)
    make_building(make_compound(tree.community, "新小区"))

    with pytest.raises(RevisionNotClean):
        services.publish_revision(actor=SYSTEM, revision_id=revision.pk, valid_from=LATER, now=NOW)


def test_first_plan_may_look_back_and_later_ones_may_not(grid):
    revision = checked(grid)

    with pytest.raises(RevisionDateTooEarly):
        services.publish_revision(
            actor=SYSTEM, revision_id=revision.pk, valid_from=TODAY - timedelta(days=1), now=NOW
        )


def test_a_plan_holds_for_a_day_before_the_next(grid):
    publish_for_today(actor=SYSTEM, revision_id=checked(grid).pk, now=NOW)
    second = checked(grid)

    with pytest.raises(RevisionDateTooEarly) as refused:
        publish_for_today(actor=SYSTEM, revision_id=second.pk, now=NOW)

    assert refused.value.facts["earliest"] == TODAY + timedelta(days=1)
    publish_for_today(actor=SYSTEM, revision_id=second.pk, now=NOW + timedelta(days=1))


def test_one_plan_waits_at_a_time(grid):
    second = checked(grid)
    published(grid)

    with pytest.raises(RevisionAlreadyWaiting):
        services.publish_revision(actor=SYSTEM, revision_id=second.pk, valid_from=LATER, now=NOW)


def test_plan_begun_before_another_took_effect_is_outdated(grid):
    second = checked(grid)
    publish_for_today(actor=SYSTEM, revision_id=checked(grid).pk, now=NOW)

    with pytest.raises(RevisionOutdated):
        services.publish_revision(actor=SYSTEM, revision_id=second.pk, valid_from=LATER, now=NOW)


def test_switch_before_its_day_is_refused(grid):
    revision = published(grid)

    with pytest.raises(RevisionNotDue):
        switch_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)


def test_withdrawn_plan_leaves_everything_and_its_codes_are_used_up(grid):
    revision = draft(grid)
    add_cell(actor=SYSTEM, revision_id=revision.pk, name="丙", kind=CellKind.DEDICATED, now=NOW)
    west, east = divide(OUTLINE, [(115.472, 35.246), (115.488, 35.246)])
    middle = divide(west, [(115.471, 35.246), (115.478, 35.246)])
    names = [grid.cells[0].name, "丙", grid.cells[1].name]
    features = [
        Feature(number=n, shape=shape, name=name)
        for n, (shape, name) in enumerate(zip([*middle, east], names, strict=True), 1)
    ]
    draw_boundaries(actor=SYSTEM, revision_id=revision.pk, features=features, now=NOW)
    services.check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)
    services.publish_revision(actor=SYSTEM, revision_id=revision.pk, valid_from=LATER, now=NOW)
    assert Cell.objects.get(name="丙").code == "371702004002003"

    services.withdraw_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    gone = Cell.objects.get(name="丙")
    assert gone.valid_to == gone.valid_from
    assert not Cell.objects.on(LATER).filter(pk=gone.pk).exists()
    again = draft(grid)
    add_cell(actor=SYSTEM, revision_id=again.pk, name="丁", kind=CellKind.UNIT, now=NOW)
    draw_boundaries(
        actor=SYSTEM,
        revision_id=again.pk,
        features=[
            Feature(number=f.number, shape=f.shape, name="丁" if f.name == "丙" else f.name)
            for f in features
        ],
        now=NOW,
    )
    services.check_revision(actor=SYSTEM, revision_id=again.pk, now=NOW)
    publish_for_today(actor=SYSTEM, revision_id=again.pk, now=NOW)
    assert Cell.objects.get(name="丁").code == "371702004002004"


def test_discarded_draft_is_closed(grid):
    revision = draft(grid)

    services.discard_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    assert GridRevision.objects.get(pk=revision.pk).state == RevisionState.DISCARDED
    with pytest.raises(IllegalTransition):
        services.check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)


def test_compounds_and_townships_have_no_grid(tree):
    for place in (make_compound(tree.community), tree.township):
        with pytest.raises(services.PlaceHasNoGrid):
            services.begin_revision(actor=SYSTEM, place_id=place.pk, title="x", now=NOW)


def test_renamed_cell_keeps_its_old_name_in_the_former_plan(grid):
    revision = draft(grid)
    row = revision.cells.get(cell=grid.cells[0])
    rename_cell(actor=SYSTEM, revision_id=revision.pk, row_id=row.pk, name="花园网格", now=NOW)
    services.check_revision(actor=SYSTEM, revision_id=revision.pk, now=NOW)
    publish_for_today(actor=SYSTEM, revision_id=revision.pk, now=NOW)

    assert Cell.objects.get(pk=grid.cells[0].pk).name == "花园网格"
    assert grid.revision.cells.get(cell=grid.cells[0]).name == "第1网格"


def test_draft_refuses_what_does_not_fit(tree, grid):
    revision = draft(grid)
    first, second = revision.cells.order_by("pk")
    plan = {"actor": SYSTEM, "revision_id": revision.pk, "now": NOW}
    foreign = make_compound(tree.sibling_community)

    with pytest.raises(CellNameTaken):
        add_cell(**plan, name=" 第1网格 ", kind=CellKind.UNIT)
    with pytest.raises(ParentMissing):
        add_cell(**plan, name="组", kind=CellKind.GROUP)
    with pytest.raises(MoveOutsidePlace):
        plan_moves(**plan, places={foreign.pk: first.pk})
    with pytest.raises(RevisionCellUnknown):
        plan_moves(**plan, places={grid.compound.pk: grid.revision.cells.first().pk})
    with pytest.raises(RevisionCellUnknown):
        draw_boundaries(**plan, features=[Feature(number=1, shape=OUTLINE, code="371702004003001")])
    with pytest.raises(SuccessorClosed):
        close_cell(**plan, row_id=first.pk, successor_id=first.pk)
    plan_moves(**plan, places={grid.compound.pk: first.pk})
    with pytest.raises(CellStillNeeded):
        close_cell(**plan, row_id=first.pk)
    forget_moves(**plan, places=[grid.compound.pk])
    close_cell(**plan, row_id=first.pk)
    assert keep_cell(**plan, row_id=first.pk).area_m2 == grid.revision.cells.first().area_m2
    assert not second.is_closed
