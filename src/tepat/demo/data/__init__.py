"""What generated life is drawn from, as YAML: places, names, livelihoods, houses, misspellings."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """One of the files here, by its name without ending; read once, not to be changed."""
    return yaml.safe_load(files(__name__).joinpath(f"{name}.yaml").read_text("utf-8"))
