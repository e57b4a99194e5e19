"""The groups: print, membership, and public arithmetic against single powers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.belenios.groups import GROUP_NAMES, Group, Job, NotAnElement, UnknownGroup, group_named
from linli.belenios.groups.curve import PRIME

PLAIN = [group_named(name, accelerated=False) for name in GROUP_NAMES]
FAST = [group for group in PLAIN if group.name != "RFC-3526-2048"]
ED25519 = group_named("Ed25519", accelerated=False)
BELENIOS_2048 = group_named("BELENIOS-2048", accelerated=False)

every_group = pytest.mark.parametrize("group", PLAIN, ids=GROUP_NAMES)
fast_group = pytest.mark.parametrize("group", FAST, ids=[group.name for group in FAST])


def printed(number: int) -> str:
    """Return the number as Belenios prints a point of Ed25519."""
    return f"{number:064x}"


def y_of_encoding(encoding: str) -> int:
    """Return the printed number of an RFC 8032 encoding (which is little-endian)."""
    return int.from_bytes(bytes.fromhex(encoding), "little")


@every_group
def test_generator_and_identity_are_elements(group: Group) -> None:
    group.check(group.generator)
    group.check(group.identity)

    assert group.product_of_powers([(group.generator, group.order)]) == group.identity


@every_group
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_exponents_add_and_multiply(group: Group, data: st.DataObject) -> None:
    exponents = st.integers(0, group.order - 1)
    a, b = data.draw(exponents), data.draw(exponents)
    g_a, g_b = group.power_of_generator(a), group.power_of_generator(b)

    assert group.product([g_a, g_b]) == group.power_of_generator((a + b) % group.order)
    assert group.power(g_a, b) == group.power_of_generator(a * b % group.order)
    assert group.product([g_a, group.inverse(g_a)]) == group.identity
    assert group.quotient(g_a, g_b) == group.power_of_generator((a - b) % group.order)


@fast_group
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_commitments_equal_products_of_single_powers(group: Group, data: st.DataObject) -> None:
    exponents = st.one_of(st.sampled_from([0, 1, group.order - 1]), st.integers(0, group.order - 1))
    public_key = group.power_of_generator(data.draw(exponents))
    pool = st.sampled_from(data.draw(st.lists(exponents, min_size=2, max_size=3)))
    jobs = []
    for _ in range(data.draw(st.integers(1, 4))):
        # Products repeat their factors, whose powers may be at hand from jobs before.
        factors = data.draw(st.lists(pool, min_size=1, max_size=3))
        rows = data.draw(st.lists(st.tuples(exponents, exponents, exponents), max_size=3))
        elements = tuple(group.power_of_generator(factor) for factor in factors)
        jobs.append(Job(elements, data.draw(st.booleans()), tuple(rows)))

    found = group.for_public_key(public_key).commitments(jobs)

    assert found == [
        group.product_of_powers(
            [(group.generator, g), (public_key, y), *((factor, base) for factor in job.factors)]
        )
        for job in jobs
        for g, y, base in job.rows
    ]


@fast_group
@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_weighted_products_equal_products_of_powers(group: Group, data: st.DataObject) -> None:
    weights = data.draw(
        st.lists(st.one_of(st.just(0), st.just(1), st.integers(0, 2**54)), min_size=1, max_size=6)
    )
    exponents = st.lists(
        st.integers(0, group.order - 1), min_size=len(weights), max_size=len(weights)
    )
    columns = [[group.power_of_generator(e) for e in data.draw(exponents)] for _ in range(2)]

    found = group.weighted_products(list(zip(*columns, strict=True)), weights)

    assert found == [
        group.product_of_powers(zip(column, weights, strict=True)) for column in columns
    ]


def test_weighted_products_of_many_rows_use_wide_buckets() -> None:
    exponents = range(1, 321)
    rows = [[ED25519.power_of_generator(exponent)] for exponent in exponents]
    weights = [exponent * 7919 % 25_000 for exponent in exponents]

    total = sum(e * w for e, w in zip(exponents, weights, strict=True))

    assert ED25519.weighted_products(rows, weights) == [ED25519.power_of_generator(total)]


# Order 2, 4 and 8 (RFC 7748's curve in its Edwards form); each decodes and is on the curve.
SMALL_ORDER = {
    "order 2": printed(PRIME - 1),
    "order 4": printed(0),
    "order 4, other sign": printed(1 << 255),
    "order 8": printed(
        y_of_encoding("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
    ),
}


@pytest.mark.parametrize("text", SMALL_ORDER.values(), ids=SMALL_ORDER)
def test_ed25519_refuses_small_and_mixed_order(text: str) -> None:
    mixed = ED25519.product([ED25519.generator, text])

    for element in (text, mixed):
        with pytest.raises(NotAnElement) as refused:
            ED25519.check(element)
        assert refused.value.facts["reason"] == "subgroup"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "form"),
        ("66" * 32 + "0", "form"),
        ("6A" + "66" * 31, "form"),
        ("66" * 31 + "5\n8", "form"),
        ("66" * 31 + "58\n", "form"),
        ("\uff16" * 64, "form"),
        (printed(PRIME), "range"),
        (printed(PRIME + 1), "range"),
        (printed((1 << 255) | (PRIME + 1)), "range"),
        (printed((1 << 255) - 1), "range"),
        (printed((1 << 255) | 1), "curve"),
        (printed(2), "curve"),
    ],
)
def test_ed25519_refuses_what_is_not_a_canonical_point(text: str, reason: str) -> None:
    arithmetic = ED25519.for_public_key(ED25519.generator)

    with pytest.raises(NotAnElement) as refused:
        ED25519.check(text)
    with pytest.raises(NotAnElement):
        arithmetic.commitments([Job((text,), True, ((1, 1, 1),))])

    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0", "form"),
        ("", "form"),
        ("01", "form"),
        ("-1", "form"),
        ("1 ", "form"),
        ("\u0661", "form"),
        ("1" * 618, "form"),
        (str(BELENIOS_2048.modulus), "range"),
        (str(BELENIOS_2048.modulus + 1), "range"),
        (str(BELENIOS_2048.modulus - 1), "subgroup"),
        ("2", "subgroup"),
    ],
)
def test_belenios_2048_refuses_what_is_not_in_the_subgroup(text: str, reason: str) -> None:
    arithmetic = BELENIOS_2048.for_public_key(BELENIOS_2048.generator)

    with pytest.raises(NotAnElement) as refused:
        BELENIOS_2048.check(text)
    with pytest.raises(NotAnElement):
        arithmetic.commitments([Job((text,), True, ((1, 1, 1), (1, 1, 2)))])

    assert refused.value.facts["reason"] == reason


def test_rfc_3526_refuses_a_non_residue() -> None:
    group = group_named("RFC-3526-2048", accelerated=False)

    with pytest.raises(NotAnElement):
        group.check(str(group.modulus - 1))


@pytest.mark.parametrize("exponents", [(0, 0, 0), (5, 7, 0), (5, 7, 9)])
@pytest.mark.parametrize("text", SMALL_ORDER.values(), ids=SMALL_ORDER)
def test_commitments_refuse_a_base_outside_the_subgroup(
    text: str, exponents: tuple[int, int, int]
) -> None:
    arithmetic = ED25519.for_public_key(ED25519.generator)
    mixed = ED25519.product([ED25519.generator, text])

    for element in (text, mixed):
        with pytest.raises(NotAnElement):
            arithmetic.commitments([Job((element,), True, (exponents,))])


def test_unknown_group_is_refused() -> None:
    with pytest.raises(UnknownGroup):
        group_named("P-256")
