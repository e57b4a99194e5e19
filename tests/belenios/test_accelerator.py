"""The accelerator answers as the plain group does, on everything an archive may contain.

Where no compiler is at hand there is no accelerator, and these tests compare the plain group with
itself; with one, the first test makes sure that they do not.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.belenios.groups import Job, NotAnElement, group_named
from linli.belenios.groups.curve import ORDER, PRIME
from tests.belenios.adversarial import (
    EDGE_EXPONENTS,
    PLAIN,
    TORSION,
    answer,
    ballots,
    elements,
    exponents,
    misspelt,
    mixed,
    not_canonical,
    numbers,
    second_spellings,
    texts,
)

COMPILER = shutil.which("cc") or shutil.which("gcc")
FAST = group_named("Ed25519")
KEY = PLAIN.power_of_generator(0xC0FFEE)
PLAIN_KEY, FAST_KEY = PLAIN.for_public_key(KEY), FAST.for_public_key(KEY)


def run_python(source: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", source],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_accelerator_is_used_where_a_compiler_exists() -> None:
    used = type(FAST).__name__

    assert used == ("AcceleratedEd25519" if COMPILER else "Ed25519")


def test_the_environment_turns_the_accelerator_off() -> None:
    source = "from linli.belenios.groups import group_named; print(type(group_named('Ed25519')))"

    found = run_python(source, LINLI_BELENIOS_ACCELERATOR="off")

    assert found.stdout == "<class 'linli.belenios.groups.edwards.Ed25519'>\n"


def test_the_library_works_where_no_accelerator_was_built() -> None:
    source = (
        "import sys; sys.modules['linli.belenios._accelerator'] = None;"
        "from linli.belenios.groups import group_named; print(type(group_named('Ed25519')))"
    )

    found = run_python(source)

    assert found.stdout == "<class 'linli.belenios.groups.edwards.Ed25519'>\n"


@pytest.mark.parametrize(
    "kind", [elements, st.sampled_from(TORSION), mixed, not_canonical, second_spellings]
)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_membership_is_decided_alike(kind: st.SearchStrategy[str], data: st.DataObject) -> None:
    text = data.draw(kind)

    assert answer(FAST.check, text) == answer(PLAIN.check, text)


@given(text=st.one_of(numbers, misspelt))
@settings(max_examples=150, deadline=None)
def test_any_text_is_judged_alike(text: str) -> None:
    assert answer(FAST.check, text) == answer(PLAIN.check, text)


@pytest.mark.parametrize("torsion", TORSION[1:])
@pytest.mark.parametrize("exponent", [0, 1, 5, ORDER - 1])
def test_every_small_component_is_refused(torsion: str, exponent: int) -> None:
    element = PLAIN.product([PLAIN.power_of_generator(exponent), torsion])

    with pytest.raises(NotAnElement) as refused:
        FAST.check(element)

    assert refused.value.facts == {"text": element, "reason": "subgroup"}


@given(jobs=ballots(elements))
@settings(max_examples=30, deadline=None)
def test_commitments_of_honest_ballots_are_equal(jobs: list[Job]) -> None:
    assert FAST_KEY.commitments(jobs) == PLAIN_KEY.commitments(jobs)


@given(jobs=ballots(texts))
@settings(max_examples=80, deadline=None)
def test_commitments_of_forged_ballots_are_answered_alike(jobs: list[Job]) -> None:
    assert answer(FAST_KEY.commitments, jobs) == answer(PLAIN_KEY.commitments, jobs)


@pytest.mark.parametrize("text", [*TORSION[1:], "0" * 63 + "2", f"{PRIME + 1:064x}"])
@pytest.mark.parametrize("first", [0, 1, 2, ORDER - 1])
def test_no_exponent_lets_a_stranger_through(text: str, first: int) -> None:
    """A challenge is the forger's choice: 0 and 1 ask for no power that would tell."""
    jobs = [Job((text,), True, ((3, 2, first), (0, 2, 5)))]

    answers = [answer(key.commitments, jobs) for key in (FAST_KEY, PLAIN_KEY)]

    assert answers[0] == answers[1]
    assert answers[0][0] is NotAnElement


@given(key=elements, jobs=ballots(elements))
@settings(max_examples=10, deadline=None)
def test_commitments_are_equal_for_any_key(key: str, jobs: list[Job]) -> None:
    expected = PLAIN.for_public_key(key).commitments(jobs)

    assert FAST.for_public_key(key).commitments(jobs) == expected


def test_commitments_are_equal_at_every_pair_of_edges() -> None:
    base = PLAIN.power_of_generator(3**99 % ORDER)
    rows = tuple((a, b, c) for a in EDGE_EXPONENTS for b in (0, ORDER - 1) for c in EDGE_EXPONENTS)
    jobs = [Job((base,), True, rows), Job((PLAIN.identity,), True, rows), Job((KEY,), True, rows)]

    assert FAST_KEY.commitments(jobs) == PLAIN_KEY.commitments(jobs)


def test_a_product_that_is_the_identity_has_identity_powers() -> None:
    element = PLAIN.power_of_generator(12345)
    factors = (element, PLAIN.inverse(element))
    jobs = [Job((factor,), True, ()) for factor in factors]
    jobs.append(Job(factors, False, ((0, 0, 7), (0, 0, 0), (5, 0, 9))))

    expected = [PLAIN.identity, PLAIN.identity, PLAIN.power_of_generator(5)]

    assert FAST_KEY.commitments(jobs) == expected


@pytest.mark.parametrize("key", [KEY, TORSION[4], TORSION[1], "0" * 63 + "2", "", "66" * 31 + "5G"])
def test_public_keys_are_judged_alike(key: str) -> None:
    judged = [answer(group.for_public_key, key) for group in (PLAIN, FAST)]

    if key == KEY:
        assert [hasattr(arithmetic, "commitments") for arithmetic in judged] == [True, True]
    else:
        assert judged[0] == judged[1]


@pytest.mark.parametrize("exponent", [ORDER, ORDER + 1, (1 << 253) + 1, (1 << 256) - 1])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_exponents_from_the_order_on_are_refused(exponent: int, place: int) -> None:
    if type(FAST) is type(PLAIN):
        return  # without a compiler; only the accelerator tests its arguments
    row = [1, 1, 1]
    row[place] = exponent

    with pytest.raises(ValueError, match="order"):
        FAST_KEY.commitments([Job((KEY,), True, ((row[0], row[1], row[2]),))])


@given(
    columns=st.lists(st.lists(st.one_of(elements, mixed), min_size=3, max_size=3), min_size=1),
    weights=st.lists(
        st.one_of(st.sampled_from([0, 1, 255, 256, 2**64 - 1, 2**64]), st.integers(0, 25_000)),
        min_size=3,
        max_size=3,
    ),
)
@settings(max_examples=40, deadline=None)
def test_weighted_products_are_equal(columns: list[list[str]], weights: list[int]) -> None:
    rows = list(zip(*columns[:4], strict=True))

    assert FAST.weighted_products(rows, weights) == PLAIN.weighted_products(rows, weights)


def test_weighted_products_of_many_rows_are_equal() -> None:
    rows = [[PLAIN.power_of_generator(k + 1), PLAIN.power_of_generator(k * k)] for k in range(200)]
    weights = [k * 104_729 % 30_000 for k in range(200)]

    assert FAST.weighted_products(rows, weights) == PLAIN.weighted_products(rows, weights)


@pytest.mark.parametrize("exponent", [0, 1, 12345, ORDER - 1])
def test_secret_exponents_never_reach_the_accelerator(
    exponent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if type(FAST) is not type(PLAIN):
        monkeypatch.delattr("linli.belenios.accelerator.lib")

    assert FAST.power(KEY, exponent) == PLAIN.power(KEY, exponent)
    assert FAST.power_of_generator(exponent) == PLAIN.power_of_generator(exponent)


def test_both_speak_of_the_same_group() -> None:
    for name in ("name", "order", "generator", "identity"):
        assert getattr(FAST, name) == getattr(PLAIN, name)


@given(pairs=st.lists(st.tuples(elements, exponents), max_size=4))
@settings(max_examples=40, deadline=None)
def test_products_are_equal(pairs: list[tuple[str, int]]) -> None:
    factors = [element for element, _ in pairs]

    assert FAST.product(factors) == PLAIN.product(factors)
    assert FAST.product_of_powers(pairs) == PLAIN.product_of_powers(pairs)
    for factor in factors:
        assert FAST.inverse(factor) == PLAIN.inverse(factor)


@pytest.mark.parametrize("exponent", [-1, ORDER, ORDER + 7, 1 << 300])
def test_exponents_of_single_powers_are_taken_modulo_the_order(exponent: int) -> None:
    pairs = [(KEY, exponent)]

    assert FAST.product_of_powers(pairs) == PLAIN.product_of_powers(pairs)


@given(factors=st.lists(mixed, min_size=1, max_size=3))
@settings(max_examples=20, deadline=None)
def test_products_of_mixed_order_are_equal(factors: list[str]) -> None:
    assert FAST.product(factors) == PLAIN.product(factors)


def test_a_short_check_loads_neither_libsodium_nor_gmp() -> None:
    """Loading them takes longer than checking a small archive; nothing else depends on it."""
    if type(FAST) is type(PLAIN):
        return  # without a compiler they are what checks
    archive = Path(__file__).parent / "data" / "area.bel"
    source = (
        "import sys; from linli.belenios.__main__ import main;"
        f"status = main([{str(archive)!r}, '--processes', '1']);"
        "print(status, {'nacl', 'gmpy2', 'multiprocessing'} & set(sys.modules))"
    )

    assert run_python(source).stdout.splitlines()[-1] == "0 set()"


def test_sanitizers_find_nothing_while_fuzzing(tmp_path: Path) -> None:
    """Run bounded fuzzing over a build that stops at the first undefined act or stray access."""
    runtime = _runtime("libasan.so")
    if not runtime:
        return  # this compiler brings no sanitizers; the plain fuzzing above has run
    script = Path(__file__).with_name("fuzz_accelerator.py")

    found = subprocess.run(
        [sys.executable, str(script), "--examples", "25", "--sanitized", str(tmp_path)],
        env=os.environ | {"LD_PRELOAD": runtime, "ASAN_OPTIONS": "detect_leaks=0"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (found.returncode, found.stdout, found.stderr) == (0, "25 examples, no difference\n", "")


def _runtime(name: str) -> str:
    """Return the path of the compiler's library of that name, or nothing."""
    if not COMPILER:
        return ""
    found = subprocess.run(
        [COMPILER, f"-print-file-name={name}"], capture_output=True, text=True, check=True
    )
    path = found.stdout.strip()
    return str(Path(path).resolve()) if Path(path).is_absolute() else ""
