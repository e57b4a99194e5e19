"""What an attacker may put where an element of Ed25519 is expected, and how two groups answer."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from linli.belenios.errors import BeleniosError
from linli.belenios.groups import Group, Job
from linli.belenios.groups.curve import ORDER, PRIME
from linli.belenios.groups.edwards import Ed25519

PLAIN = Ed25519()


def printed(number: int) -> str:
    """Return the number y + 2^255 (x mod 2) as Belenios prints it."""
    return f"{number:064x}"


# The eight points of small order generate all mixed-order points when multiplied with elements.
ORDER_8 = "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826"
TORSION = [PLAIN.identity]
for _ in range(7):
    TORSION.append(PLAIN.product([TORSION[-1], ORDER_8]))

EDGE_EXPONENTS = [0, 1, 2, ORDER - 1, ORDER - 2, 1 << 252, (1 << 252) - 1, 1 << 64, (1 << 32) - 1]
exponents = st.one_of(st.sampled_from(EDGE_EXPONENTS), st.integers(0, ORDER - 1))
elements = exponents.map(PLAIN.power_of_generator)
mixed = st.tuples(elements, st.sampled_from(TORSION[1:])).map(PLAIN.product)
not_canonical = st.tuples(st.integers(PRIME, (1 << 255) - 1), st.booleans()).map(
    lambda pair: printed(pair[0] | pair[1] << 255)
)
second_spellings = st.sampled_from([printed((1 << 255) | 1), printed((1 << 255) | (PRIME - 1))])
numbers = st.integers(0, (1 << 256) - 1).map(printed)
misspelt = st.one_of(
    elements.map(lambda text: text.upper() if text != text.upper() else text + "0"),
    elements.map(lambda text: text[:-1]),
    elements.map(lambda text: text + "\n"),
    st.text(max_size=70),
    st.text("0123456789abcdefg", min_size=64, max_size=64),
    st.just("\uff16" * 64),
)
texts = st.one_of(
    elements,
    elements,
    st.sampled_from(TORSION),
    mixed,
    not_canonical,
    second_spellings,
    numbers,
    misspelt,
)
rows = st.lists(st.tuples(exponents, exponents, exponents), max_size=3).map(tuple)


@st.composite
def ballots(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> list[Job]:
    """Return the jobs of a ballot: every text by itself as a member, then products of some."""
    alone = draw(st.lists(texts, min_size=1, max_size=4))
    jobs = [Job((text,), True, draw(rows)) for text in alone]
    for _ in range(draw(st.integers(0, 2))):
        factors = draw(st.lists(st.sampled_from(alone), min_size=1, max_size=5))
        jobs.append(Job(tuple(factors), False, draw(rows)))
    return jobs


def answer(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what the function returns, or which refusal with which facts."""
    try:
        return function(*arguments)
    except BeleniosError as refusal:
        return (type(refusal), refusal.facts)


def same_answers(plain: Group, other: Group, text: str, jobs: list[Job], key: str) -> None:
    """Assert that two implementations answer alike for a text and for a whole ballot."""
    assert answer(other.check, text) == answer(plain.check, text)
    expected = answer(plain.for_public_key(key).commitments, jobs)
    assert answer(other.for_public_key(key).commitments, jobs) == expected
