"""One town and its programs for the tests of the interfaces."""

import pytest

from tests.factories.cases import make_town


@pytest.fixture
def town():
    """Return a town with everybody who plays a part in a case."""
    return make_town()
