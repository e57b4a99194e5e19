"""Types of bodies that a place sets up for itself: shape, where used, rules, files, trail."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.apps.accounts.models import RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.organisations import services
from linli.apps.organisations.models import Appointment, Body, LocalRule, OwnType
from linli.apps.organisations.rules.bodies import BodyType, SeatKind, SizeImpossible
from linli.apps.organisations.rules.limits import Severity, Test
from linli.apps.organisations.rules.own import (
    OwnShape,
    OwnTypeNamed,
    OwnTypeNumbers,
    OwnTypePlacesUnknown,
    OwnTypeTitles,
    OwnTypeUnfit,
    check_shape,
    seats_of_own,
)
from linli.apps.organisations.rules.refusals import (
    AlreadyEnded,
    AppointmentBarred,
    RuleBesideWhat,
    RuleOfNoType,
)
from linli.apps.organisations.rules.replay import replay
from linli.apps.organisations.selectors.facts import body_findings
from linli.apps.organisations.selectors.own_types import own_types_for, own_types_seen
from linli.apps.places.rules import PlaceKind
from linli.core.errors import NotAllowed
from tests.factories.organisations import (
    LONG_AGO,
    NOW,
    SYSTEM,
    TODAY,
    actor_with,
    make_body,
    make_post,
    make_seat,
    seat_of,
)
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree
from tests.factories.transfers import bring, sent, staff, told, written

pytestmark = pytest.mark.django_db
WHO = {"actor": SYSTEM, "now": NOW}
COUNCIL = OwnShape(
    places=frozenset({PlaceKind.COMMUNITY, PlaceKind.COMPOUND}),
    head_title="会长",
    deputy_title="副会长",
    deputies=1,
    member_title="理事",
    members=3,
    helper_title="联络员",
)


@pytest.fixture
def tree(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_tree()


def make_type(place, name="邻里议事会", shape=COUNCIL, **options):
    said = {"source": "街道文件", "valid_from": LONG_AGO} | options
    return services.set_own_type(place_id=place.pk, name=name, shape=shape, **said, **WHO)


def make_rule(own, test, **options):
    said = {"source": "议事会章程", "valid_from": LONG_AGO, "jurisdiction": "371702"} | options
    return services.set_local_rule(
        test=test, body_type=BodyType.OWN, own_type_id=own.pk, **said, **WHO
    )


def council(place, own, **options):
    return make_body(place, BodyType.OWN, own_type_id=own.pk, name="议事会", **options)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"places": frozenset()}, OwnTypePlacesUnknown),
        ({"places": frozenset({PlaceKind.ENTRANCE})}, OwnTypePlacesUnknown),
        ({"deputies": 10}, OwnTypeNumbers),
        ({"members": 100}, OwnTypeNumbers),
        ({"head_title": ""}, OwnTypeTitles),
        ({"deputy_title": ""}, OwnTypeTitles),
        ({"member_title": ""}, OwnTypeTitles),
    ],
)
def test_a_shape_no_body_can_have_is_refused(change, refusal):
    check_shape(COUNCIL)
    with pytest.raises(refusal):
        check_shape(replace(COUNCIL, **change))


def test_the_size_changes_the_number_of_members_only():
    assert [kind for kind, _position in seats_of_own(COUNCIL, 7)] == [
        SeatKind.HEAD, SeatKind.VICE_CHAIR, *[SeatKind.MEMBER] * 5,
    ]  # fmt: skip
    with pytest.raises(SizeImpossible):
        seats_of_own(COUNCIL, 1)
    with pytest.raises(SizeImpossible):
        seats_of_own(OwnShape(COUNCIL.places, "组长"), 2)


def test_a_body_gets_the_seats_of_its_type_under_their_titles_and_no_rights(tree):
    own = make_type(tree.township)

    body = council(tree.community, own)
    make_seat(body, SeatKind.STAFF)
    make_post(seat_of(body, SeatKind.HEAD), person := make_person(tree.community))

    titles = list(body.seats.order_by("pk").values_list("kind", "title"))
    assert titles == [
        ("HEAD", "会长"), ("VICE_CHAIR", "副会长"), *[("MEMBER", "理事")] * 3, ("STAFF", "联络员"),
    ]  # fmt: skip
    assert not RoleGrant.objects.filter(person_id=person.pk).exists()


def test_a_body_is_set_up_only_where_and_while_its_type_is_in_use(tree):
    own = make_type(tree.township)
    compound = make_compound(tree.community)
    council(compound, own)

    for place, since in (
        (tree.village, TODAY),
        (tree.township, TODAY),
        (compound, date(2014, 1, 1)),
    ):
        with pytest.raises(OwnTypeUnfit):
            council(place, own, valid_from=since)
    with pytest.raises(OwnTypeUnfit):
        make_body(tree.community, BodyType.RESIDENTS_COMMITTEE, own_type_id=own.pk)
    with pytest.raises(OwnTypeUnfit):
        make_body(tree.community, BodyType.OWN)
    services.end_own_type(own_type_id=own.pk, valid_to=TODAY, **WHO)
    with pytest.raises(OwnTypeUnfit):
        council(compound, own, valid_from=TODAY)
    with pytest.raises(AlreadyEnded):
        services.end_own_type(own_type_id=own.pk, valid_to=TODAY, **WHO)
    assert Body.objects.get(own_type=own).valid_to is None
    assert own_types_for(compound, TODAY) == []


def test_the_database_itself_keeps_type_and_own_type_together(tree):
    body = council(tree.community, make_type(tree.township))

    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.filter(pk=body.pk).update(own_type=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.filter(pk=body.pk).update(type=BodyType.VOLUNTEER_TEAM)


def test_a_name_is_given_once_on_a_line_of_places_and_never_of_a_built_in_type(tree):
    make_type(tree.township)

    for place in (tree.county, tree.community):
        with pytest.raises(OwnTypeNamed):
            make_type(place)
    with pytest.raises(OwnTypeNamed):
        make_type(tree.other_township, "业主委员会")
    assert make_type(tree.other_township).name == "邻里议事会"


def test_types_belong_to_the_administrators_of_the_place(tree):
    def set_by(role, place):
        actor = actor_with(role, place)
        return services.set_own_type(
            actor=actor, place_id=tree.township.pk, name=f"{role}", shape=COUNCIL, source="x",
            valid_from=TODAY, now=NOW,
        )  # fmt: skip

    assert set_by(Role.TOWNSHIP_ADMIN, tree.township)
    assert set_by(Role.DISTRICT_ADMIN, tree.county)
    for role, place in (
        (Role.COMMUNITY_WORKER, tree.township),
        (Role.TOWNSHIP_ADMIN, tree.other_township),
        (Role.SYSTEM_ADMIN, tree.county),
    ):
        with pytest.raises(NotAllowed):
            set_by(role, place)
    clerk = actor_with(Role.COMMUNITY_WORKER, tree.community)
    stranger = actor_with(Role.COMMUNITY_WORKER, tree.village)
    assert len(own_types_seen(clerk, frozenset({Role.COMMUNITY_WORKER}), TODAY)) == 2
    assert own_types_seen(stranger, frozenset({Role.COMMUNITY_WORKER}), TODAY) == []


def codes(body):
    return sorted(finding.code.rpartition(".")[2] for finding in body_findings(body, TODAY))


def test_size_and_term_are_asked_of_bodies_of_that_type_only(tree):
    own, other = make_type(tree.township), make_type(tree.township, "志愿协会")
    mine, theirs = council(tree.community, own), council(tree.community, other)
    make_post(
        seat_of(mine, SeatKind.HEAD), make_person(), since=LONG_AGO, term_ends=date(2030, 1, 1)
    )

    assert codes(mine) == []
    make_rule(own, Test.SIZE, least=7, is_odd=True)
    make_rule(own, Test.TERM, most=3)

    assert codes(mine) == ["term_long", "too_few"]
    assert codes(theirs) == []
    assert {finding.limit.source for finding in body_findings(mine, TODAY)} == {"议事会章程"}


def test_eligibility_and_conflicts_bar_an_appointment(tree):
    own = make_type(tree.township)
    body = council(tree.community, own)
    make_rule(own, Test.ADULTS)
    make_rule(own, Test.NOT_BESIDE, beside=BodyType.RESIDENTS_COMMITTEE)
    chair = make_person(tree.community)
    make_post(
        seat_of(make_body(tree.community, BodyType.RESIDENTS_COMMITTEE), SeatKind.CHAIR), chair
    )
    child = make_person(tree.community, born=date(2015, 1, 1))

    for person in (chair, child):
        with pytest.raises(AppointmentBarred):
            make_post(seat_of(body, SeatKind.HEAD), person, since=TODAY)
    assert make_post(seat_of(body, SeatKind.HEAD), make_person(tree.community), since=TODAY)


def test_a_rule_names_its_type_and_what_it_keeps_apart(tree):
    own = make_type(tree.township)

    for test, beside in ((Test.NOT_BESIDE, None), (Test.SIZE, BodyType.RESIDENTS_COMMITTEE)):
        with pytest.raises(RuleBesideWhat):
            make_rule(own, test, beside=beside)
    for body_type, number in ((BodyType.OWN, None), (BodyType.OWN, own.pk + 99)):
        with pytest.raises(RuleOfNoType):
            services.set_local_rule(
                test=Test.SIZE, body_type=body_type, own_type_id=number, jurisdiction="371702",
                source="x", valid_from=TODAY, severity=Severity.WARNING, **WHO,
            )  # fmt: skip


TYPES = (
    "组织类型,适用地点,设立层级,负责人职务,副职职务,副职人数,成员职务,成员人数,依据,起始日期\n"
    "邻里议事会,,社区、小区,会长,副会长,1,理事,3,街道文件,2026-01-01\n"
)
BODIES = (
    "组织类型,组织名称,所在地点,成立日期\n邻里议事会,王堤口议事会,王堤口社区居民委员会,2026-02-01\n"
)
RULES = (
    "组织类型,规则,不少于,不得兼任的组织,依据,施行日期\n"
    "邻里议事会,人数,9,,议事会章程,2026-01-01\n"
    "邻里议事会,不得兼任,,居民委员会,议事会章程,2026-01-01\n"
)


def test_types_bodies_and_rules_come_in_go_out_and_come_back_the_same(tree, now):
    place = tree.township
    admin = staff(place, Role.TOWNSHIP_ADMIN, now)
    for key, text in (
        ("own_types", TYPES), ("bodies", BODIES), ("local_rules", RULES),
    ):  # fmt: skip
        written(admin, f"organisations.{key}", place, now, text)

    own = OwnType.objects.get()
    assert own.shape == OwnShape(
        places=COUNCIL.places, head_title="会长", deputy_title="副会长", deputies=1,
        member_title="理事", members=3,
    )  # fmt: skip
    assert Body.objects.get().own_type == own
    assert set(LocalRule.objects.values_list("test", "own_type", "beside")) == {
        ("SIZE", own.pk, None), ("NOT_BESIDE", own.pk, "RESIDENTS_COMMITTEE"),
    }  # fmt: skip
    for key in ("own_types", "bodies", "local_rules"):
        assert "邻里议事会" in str(sent(f"organisations.{key}", admin, place, now))


def test_posts_and_absences_take_and_send_the_words_of_the_type(tree, now):
    council(tree.community, make_type(tree.township))
    admin = staff(tree.township, Role.TOWNSHIP_ADMIN, now)
    people = [make_person(tree.community, name=name) for name in ("王一一", "李二二", "张三三")]
    head = "组织,职务,姓名,任职日期\n"
    rows = zip(("会长", "理事", "联络员"), ("王一一", "李二二", "张三三"), strict=True)
    text = head + "".join(f"议事会,{word},{name},2026-02-01\n" for word, name in rows)

    written(admin, "organisations.posts", tree.township, now, text)

    held = Appointment.objects.order_by("seat__kind").values_list("seat__kind", "person")
    assert dict(held) == {
        SeatKind.HEAD: people[0].pk, SeatKind.MEMBER: people[1].pk, SeatKind.STAFF: people[2].pk,
    }  # fmt: skip
    lines = sent("organisations.posts", admin, tree.township, now)
    assert {line[1] for line in lines} == {"会长", "理事", "联络员"}
    away = "组织,职务,姓名,事由,开始日期,结束日期\n议事会,理事,李二二,休假,2026-03-09,2026-03-20\n"
    written(admin, "organisations.absences", tree.township, now, away)
    assert sent("organisations.absences", admin, tree.township, now)[0][1] == "理事"


def test_a_word_the_type_does_not_have_is_told_with_those_it_has(tree, now):
    council(tree.community, make_type(tree.township))
    make_person(tree.community, name="王一一")
    admin = staff(tree.township, Role.TOWNSHIP_ADMIN, now)
    text = "组织,职务,姓名,任职日期\n议事会,主任,王一一,2026-02-01\n"

    item = bring(admin, "organisations.posts", tree.township, now, text)

    assert told(item) == [(2, "kind", "organisations.seat_word_unknown")]
    assert item.problems[0]["facts"]["allowed"] in {
        "会长、副会长、理事、联络员", "会长, 副会长, 理事, 联络员",
    }  # fmt: skip
    assert not Appointment.objects.exists()


def test_replaying_the_trail_reaches_types_bodies_and_rules(tree):
    own = make_type(tree.township)
    council(tree.community, own)
    make_rule(own, Test.NOT_BESIDE, beside=BodyType.RESIDENTS_COMMITTEE)
    services.end_own_type(own_type_id=own.pk, valid_to=TODAY, **WHO)
    gone = make_type(tree.township, "写错的类型")
    services.void_own_types(own_type_ids=[gone.pk], **WHO)

    state = replay((event.kind, facts_of(event)) for event in AuditEvent.objects.order_by("pk"))

    (row,) = OwnType.objects.all()
    reached = state["own_type"][row.pk]
    assert set(state["own_type"]) == {row.pk}
    for column in (
        "name", "stands_on", "head_title", "deputies", "members", "source", "place_id",
    ):  # fmt: skip
        assert reached[column] == getattr(row, column)
    assert str(reached["valid_to"]) == str(row.valid_to)
    assert [one["own_type_id"] for one in state["body"].values()] == [own.pk]
    (rule,) = state["local_rule"].values()
    assert (rule["own_type_id"], rule["beside"]) == (own.pk, "RESIDENTS_COMMITTEE")
