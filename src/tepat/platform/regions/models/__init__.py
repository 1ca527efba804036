"""Regions of Indonesia, how they were renumbered, and what others call them."""

from .crosswalk import RegionCrosswalk
from .region import Region
from .succession import RegionSuccession

__all__ = ["Region", "RegionCrosswalk", "RegionSuccession"]
