"""The villages of a regency and how many families of the list live in each.

The tree is the real one; shares of districts, peoples and ways of life stand in data/places.yaml, made up to
be believable. A regency the file does not know gets the same treatment with its defaults.
"""

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from tepat.demo.data import load
from tepat.demo.drawing import Weighted, seeded, share_out
from tepat.demo.refusals import DemoRefused
from tepat.platform.regions import reference

# Every village has some families, so that every village officer has something to do.
FEWEST_A_VILLAGE = 3


@dataclass(frozen=True)
class Village:
    """One village and what life there is like.

    `remote` 0 to 1; `life` is town, river, coast or farm; `carelessness` multiplies the rates of damage, for
    some village offices fill in their forms better than others.
    """

    code: str
    name: str
    district: str
    regency: str
    province: str
    families: int
    peoples: Weighted[str]
    remote: float
    life: str
    carelessness: float

    @property
    def region_digits(self) -> str:
        """The code as the ministry's file writes it, without dots."""
        return self.code.replace(".", "")


def villages_of(regency: str, *, families: int, seed: int) -> list[Village]:
    """The villages in code order with their families, which add up to `families`."""
    names = _province(regency[:2])
    tree = [code for code in names if code.startswith(regency + ".")]
    districts = [code for code in tree if len(code) == 8]
    if not districts:
        raise DemoRefused(f"{regency} bukan kode kabupaten/kota. Tulis kode Kemendagri, misalnya 64.08.")
    known = load("places")["regencies"].get(regency, {})
    counts = _district_counts(regency, districts, families, seed)
    found: list[Village] = []
    for district, count in zip(districts, counts, strict=True):
        codes = [code for code in tree if len(code) == 13 and code.startswith(district + ".")]
        settings = {**load("places")["defaults"], **known.get("districts", {}).get(district, {})}
        for code, part in zip(codes, _village_counts(codes, count, seed), strict=True):
            own = {**settings, **known.get("villages", {}).get(code, {})}
            rng = seeded(seed, "life", code)
            found.append(
                Village(
                    code=code,
                    name=names[code].upper(),
                    district=names[district].upper(),
                    regency=names[regency].removeprefix("Kabupaten ").upper(),
                    province=names[regency[:2]].upper(),
                    families=part,
                    peoples=Weighted(own["peoples"]),
                    remote=min(1.0, max(0.0, own["remote"] + rng.uniform(-0.15, 0.15))),
                    life=own["life"],
                    carelessness=min(2.5, rng.lognormvariate(-0.12, 0.5)),
                )
            )
    return found


def draw_address(rng: random.Random, village: Village) -> str:
    """RT, in towns often with a road, elsewhere sometimes with the hamlet."""
    roads, hamlets = load("places")["roads"], load("places")["hamlets"]
    rt = f"RT {rng.randint(1, 5 + village.families // 15):02}"
    chance = rng.random()
    if chance < (0.5 if village.life == "town" else 0.15):
        return f"{rng.choice(roads)} {rt}"
    if chance > 0.75 and village.life != "town":
        return f"{rt} {rng.choice(hamlets)}"
    return rt


def foreign_villages(regency: str) -> list[str]:
    """Codes of villages of the province's other regencies."""
    return [code for code in _province(regency[:2]) if len(code) == 13 and not code.startswith(regency + ".")]


def bps_regency(regency: str) -> str:
    """The four digits that BPS has for a regency, "" where the crosswalk has none."""
    return next((theirs for theirs, ours in reference.crosswalk() if ours == regency), "")


@cache
def _province(code: str) -> dict[str, str]:
    """Code → name of a province and all in it; the packed reference takes a while to open."""
    return dict(reference.rows_within(code))


def _district_counts(regency: str, districts: list[str], families: int, seed: int) -> list[int]:
    """Districts with a stated share get exactly it, the others split the rest by weight."""
    known = load("places")["regencies"].get(regency, {}).get("districts", {})
    weights: list[Fraction] = []
    stated = {
        code: Fraction(str(known[code]["share"])) for code in districts if "share" in known.get(code, {})
    }
    free = {
        code: Fraction(str(known.get(code, {}).get("weight", 1)))
        * (1 if code in known else Fraction(seeded(seed, code).uniform(0.6, 1.6)))
        for code in districts
        if code not in stated
    }
    for code in districts:
        rest = 1 - sum(stated.values())
        weights.append(stated[code] if code in stated else rest * free[code] / sum(free.values()))
    return share_out(families, weights)


def _village_counts(codes: list[str], families: int, seed: int) -> list[int]:
    weights = [seeded(seed, "size", code).lognormvariate(0, 0.55) for code in codes]
    return share_out(families, weights, least=FEWEST_A_VILLAGE)
