"""Numbers and keys of generated people: none can be anybody's.

A NIK begins with 99, a code no province has, and is otherwise built as a real one: district of first
registration, DDMMYY (women DD+40), serial. The list's keys are letters and digits, never sixteen digits.
"""

import random
from collections import Counter

from tepat.demo.drawing import seeded
from tepat.demo.people import FEMALE, Person

PROVINCE = "99"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_KEY_LENGTH = 7
_KEYS = len(_ALPHABET) ** _KEY_LENGTH
# Odd, so that multiplying by it never gives one key twice.
_STRIDE = 15_485_863_779
# Serials of people registered elsewhere start here, apart from those registered at home; lists of nine seeds
# in a row share none.
_ELSEWHERE = 5000
_APART, _SEEDS = 450, 9
_BORN_ELSEWHERE = 0.2


class NumberBook:
    """Hands out numbers and keys, none twice. Villages must come district by district."""

    def __init__(self, seed: int, regency: str) -> None:
        self._regency = regency
        self._first_serial = (seed - 1) % _SEEDS * _APART
        rng = seeded(seed, regency, "keys")
        self._family_offset, self._person_offset = rng.randrange(_KEYS), rng.randrange(_KEYS)
        self._families = 0
        self._people = 0
        self._district = ""
        self._here: Counter[str] = Counter()
        self._elsewhere: Counter[str] = Counter()

    def nik(self, rng: random.Random, person: Person, village: str) -> str:
        """A number that says the person's birth date and sex."""
        district = village[:8]
        if district != self._district:
            self._district = district
            self._here = Counter()
        day = person.born.day + (40 if person.sex == FEMALE else 0)
        dated = f"{day:02}{person.born:%m%y}"
        if rng.random() >= _BORN_ELSEWHERE:
            start = PROVINCE + district.replace(".", "")[2:] + dated
            self._here[start] += 1
            return f"{start}{self._first_serial + self._here[start]:04}"
        start = f"{PROVINCE}{rng.choice(('02', '03', '07', '08', '71', '72'))}{rng.randint(1, 20):02}{dated}"
        self._elsewhere[start] += 1
        return f"{start}{_ELSEWHERE + self._first_serial + self._elsewhere[start]:04}"

    def family_key(self) -> str:
        """The list's key of the next family."""
        self._families += 1
        return f"K23{self._regency.replace('.', '')}-{_scrambled(self._families, self._family_offset)}"

    def person_key(self) -> str:
        """The list's key of the next person."""
        self._people += 1
        return f"I23{self._regency.replace('.', '')}-{_scrambled(self._people, self._person_offset)}"


def _scrambled(index: int, offset: int) -> str:
    """Seven letters and digits, no two indices alike."""
    number = (index * _STRIDE + offset) % _KEYS
    letters = ""
    for _ in range(_KEY_LENGTH):
        number, rest = divmod(number, len(_ALPHABET))
        letters = _ALPHABET[rest] + letters
    return letters
