"""Names come from GLOSSARY.md: a model, permission or role the glossary lacks has two names or none."""

import re

import pytest
from django.apps import apps

from tests.architecture.tree import ROOT

TERMS = set(re.findall(r"`([^`]+)`", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")))


def _words(name: str) -> str:
    """`RoleAssignment` as "role assignment"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


@pytest.mark.parametrize(
    "name",
    sorted(
        model.__name__
        for config in apps.get_app_configs()
        if config.name.startswith("tepat.")
        for model in config.get_models()
    ),
)
def test_every_model_is_in_the_glossary(name: str) -> None:
    assert {name, _words(name)} & TERMS


def test_every_permission_speaks_of_a_thing_in_the_glossary() -> None:
    from tepat.platform.accounts.permissions import Permission

    unknown = {str(one) for one in Permission if str(one).split(".")[0] not in TERMS}

    assert not unknown


def test_every_role_is_in_the_glossary() -> None:
    from tepat.platform.accounts.roles import ROLES

    assert not set(ROLES) - TERMS
