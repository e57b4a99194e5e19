"""Sealed values: published vectors, tampering, moving, rotation of keys."""

import hashlib

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SM3, Hash
from hypothesis import given
from hypothesis import strategies as st

from linli.kit.encryption import SUITES, BlindIndex, SealBroken, SealedColumn, row_bytes
from linli.kit.keys import KeyRing, UnknownKey, new_generation

RINGS = {suite: KeyRing([new_generation(1, suite)]) for suite in SUITES}
both_suites = pytest.mark.parametrize("suite", sorted(SUITES))

# AES-256-GCM: test case 16 of the GCM submission; SM4-GCM: RFC 8998, appendix A.1.
VECTORS = {
    "intl": {
        "key": "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "nonce": "cafebabefacedbaddecaf888",
        "associated": "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "data": "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "sealed": "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b",
    },
    "gm": {
        "key": "0123456789abcdeffedcba9876543210",
        "nonce": "00001234567800000000abcd",
        "associated": "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "data": "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        "sealed": "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec",
    },
}


@both_suites
def test_cipher_reproduces_published_vector(suite: str) -> None:
    vector = {name: bytes.fromhex(text) for name, text in VECTORS[suite].items()}
    chosen = SUITES[suite]

    sealed = chosen.sealing(vector["key"])(vector["nonce"], vector["data"], vector["associated"])
    opened = chosen.opening(vector["key"])(vector["nonce"], sealed, vector["associated"])

    assert sealed == vector["sealed"]
    assert opened == vector["data"]


def test_hmac_sha256_reproduces_rfc_4231_case_2() -> None:
    mac = SUITES["intl"].macing(b"Jefe", b"what do ya ")(b"want for nothing?")

    assert mac.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_hmac_sm3_is_the_hmac_construction_over_sm3() -> None:
    def sm3(data: bytes) -> bytes:
        state = Hash(SM3())
        state.update(data)
        return state.finalize()

    # The standard's own example for SM3, then RFC 2104 written out.
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    key = bytes(range(32)).ljust(64, b"\x00")
    inner = sm3(bytes(b ^ 0x36 for b in key) + b"13800001234")
    outer = sm3(bytes(b ^ 0x5C for b in key) + inner)

    assert SUITES["gm"].macing(bytes(range(32)), b"138")(b"00001234") == outer


@both_suites
@given(text=st.text(max_size=60), row=st.integers(min_value=0, max_value=2**63 - 1))
def test_value_opens_where_it_was_sealed(suite: str, text: str, row: int) -> None:
    column = SealedColumn("people_person", "name", RINGS[suite])

    assert column.open(row, column.seal(row, text)) == text


@both_suites
def test_value_does_not_open_in_another_row_column_or_table(suite: str) -> None:
    ring = RINGS[suite]
    token = SealedColumn("people_person", "name", ring).seal(7, "王小明")

    for table, column, row in [
        ("people_person", "name", 8),
        ("people_person", "phone", 7),
        ("accounts_account", "name", 7),
        ("people_personn", "ame", 7),
    ]:
        with pytest.raises(SealBroken):
            SealedColumn(table, column, ring).open(row, token)


@both_suites
@given(data=st.data())
def test_any_changed_bit_is_refused(suite: str, data: st.DataObject) -> None:
    column = SealedColumn("people_person", "id_number", RINGS[suite])
    token = bytearray(column.seal(7, "999999199001011237"))
    position = data.draw(st.integers(min_value=0, max_value=len(token) * 8 - 1))
    token[position // 8] ^= 1 << position % 8

    with pytest.raises((SealBroken, UnknownKey)):
        column.open(7, bytes(token))


@both_suites
@given(length=st.integers(min_value=0, max_value=51))
def test_a_cut_value_is_refused(suite: str, length: int) -> None:
    column = SealedColumn("people_person", "id_number", RINGS[suite])
    token = column.seal(7, "999999199001011237")

    with pytest.raises((SealBroken, UnknownKey)):
        column.open(7, token[:length])


def test_suite_of_the_header_is_authenticated() -> None:
    ring = RINGS["intl"]
    token = bytearray(SealedColumn("t", "c", ring).seal(1, "x"))
    token[1] = 2

    with pytest.raises(SealBroken):
        SealedColumn("t", "c", ring).open(1, bytes(token))


@both_suites
def test_bulk_values_open_singly_and_nonces_never_repeat(suite: str) -> None:
    column = SealedColumn("people_person", "name", RINGS[suite])
    texts = [f"人{number}" for number in range(5000)]

    tokens = column.seal_rows([row_bytes(number) for number in range(5000)], texts)

    assert [column.open(number, token) for number, token in enumerate(tokens)] == texts
    assert len({token[6:18] for token in tokens}) == len(tokens)
    assert column.seal_rows([row_bytes(1), row_bytes(2)], [None, None]) == [None, None]


def test_equal_texts_never_give_equal_tokens() -> None:
    column = SealedColumn("people_person", "name", RINGS["intl"])

    assert column.seal(1, "王") != column.seal(1, "王")


def test_error_names_the_column_and_never_the_value() -> None:
    column = SealedColumn("people_person", "name", RINGS["intl"])

    with pytest.raises(SealBroken) as caught:
        column.open(8, column.seal(7, "王小明"))

    assert str(caught.value) == "people_person.name"


@both_suites
def test_both_generations_read_and_search_during_a_rotation(suite: str) -> None:
    old, new = new_generation(1, suite), new_generation(2, suite)
    before, between = KeyRing([old]), KeyRing([new, old])
    token = SealedColumn("t", "c", before).seal(1, "13800001234")
    index = BlindIndex("phone", ring=before).of("13800001234")

    column = SealedColumn("t", "c", between)
    assert column.open(1, token) == "13800001234"
    assert not column.is_current(token)
    assert column.is_current(column.seal(1, "13800001234"))
    assert index in BlindIndex("phone", ring=between).candidates("13800001234")
    with pytest.raises(UnknownKey):
        SealedColumn("t", "c", KeyRing([new])).open(1, token)


def test_suites_may_follow_one_another() -> None:
    old, new = new_generation(1, "intl"), new_generation(2, "gm")
    token = SealedColumn("t", "c", KeyRing([old])).seal(1, "王")

    assert SealedColumn("t", "c", KeyRing([old, new])).open(1, token) == "王"


@both_suites
def test_blind_index_is_keyed_labelled_and_stable(suite: str) -> None:
    ring, other = RINGS[suite], KeyRing([new_generation(1, suite)])
    index = BlindIndex("phone", ring=ring)

    assert index.of("13800001234") == index.of("13800001234")
    assert len(index.of("13800001234")) == 16
    assert [*map(index.indexing(), ["1", "2"])] == [index.of("1"), index.of("2")]
    assert BlindIndex("phone", ring=other).of("13800001234") != index.of("13800001234")
    assert BlindIndex("id_number", ring=ring).of("13800001234") != index.of("13800001234")
    assert index.of("13800001234") != hashlib.sha256(b"13800001234").digest()[:16]


def test_wrong_tag_surfaces_from_the_primitive() -> None:
    suite = SUITES["gm"]
    sealed = suite.sealing(bytes(16))(bytes(12), b"x", b"")

    with pytest.raises(InvalidTag):
        suite.opening(bytes(16))(bytes(12), sealed, b"other")
