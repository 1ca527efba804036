"""The world's damage: what clerks, spreadsheets and merged files do to a list, each kind by a stable code.

Kinds and rates are data (kinds.yaml). A kind strikes whole families, single people or single cells; the
functions that do it stand in families.py, persons.py and cells.py under the code of their kind.
"""

from tepat.demo.damage.kinds import Kind, kinds
from tepat.demo.damage.striking import Damage, Draft

__all__ = ["Damage", "Draft", "Kind", "kinds"]
