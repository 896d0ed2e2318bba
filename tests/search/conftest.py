import pytest
from search_town import shelf


@pytest.fixture
def records():
    with shelf() as made:
        yield made
