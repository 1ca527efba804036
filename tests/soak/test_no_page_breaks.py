"""Every page, sent a hundred times what nobody sane would send: none answers with an error of its own."""

import random

import pytest

from tests.factories.lasting import made_once
from tests.integration import samples
from tests.integration.hostile import Assault, Watch, allowed, places
from tests.integration.samples import World

pytestmark = pytest.mark.django_db
world = made_once(samples.build)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_sent_no_page_breaks(world: World, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    assault = Assault(allowed(world.officer), Watch(monkeypatch), times=20, chance=random.Random(seed))

    assault.on(places(world))

    assert not assault.broken
