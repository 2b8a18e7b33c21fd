import pytest
from hypothesis import HealthCheck, settings

# A busy machine is slow, not wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture
def shelves(tmp_path):
    """A folder of its own for a bank's files, away from the instance's."""
    return tmp_path / "bank"
