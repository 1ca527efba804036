"""Lists generated once for all tests here: a damaged one and a clean one."""

import pytest

from tepat.demo.generator import Written, generate


@pytest.fixture(scope="session")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """1,500 families with four times the usual damage, so that every kind is there."""
    return generate(families=1500, out=tmp_path_factory.mktemp("damaged"), seed=7, damage=4)


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """1,000 families without any damage."""
    return generate(families=1000, out=tmp_path_factory.mktemp("clean"), seed=7, damage=0)
