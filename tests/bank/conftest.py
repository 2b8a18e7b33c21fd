import pytest


@pytest.fixture
def shelves(tmp_path):
    """A folder of its own for a bank's files, away from the instance's."""
    return tmp_path / "bank"
