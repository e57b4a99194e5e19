"""Merkle trees against the vectors of RFC 9162's predecessor and against each other."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.chain import inclusion_proof, leaf_hash, merkle_root, verify_inclusion


def test_root_of_nothing_is_the_hash_of_nothing():
    assert merkle_root([]) == sha256(b"").digest()


def test_root_matches_the_published_vector():
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    inputs.append("606162636465666768696a6b6c6d6e6f")
    leaves = [leaf_hash(bytes.fromhex(text)) for text in inputs]

    root = merkle_root(leaves)

    assert root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@given(st.integers(1, 70), st.data())
def test_every_leaf_is_included_and_no_other(size, data):
    leaves = [leaf_hash(bytes([index])) for index in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(leaves, index), merkle_root(leaves)

    assert verify_inclusion(leaf=leaves[index], index=index, size=size, proof=proof, root=root)
    assert not verify_inclusion(
        leaf=leaf_hash(b"other"), index=index, size=size, proof=proof, root=root
    )


def test_proof_of_a_missing_leaf_is_refused():
    with pytest.raises(IndexError):
        inclusion_proof([leaf_hash(b"a")], 1)
