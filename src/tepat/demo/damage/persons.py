"""Damage to what is known of a person: numbers, dates, ages, names. Heads show it in both files."""

from datetime import date, timedelta

from tepat.demo.damage.kinds import Kind, carries_out
from tepat.demo.damage.striking import Subject
from tepat.demo.names import spelt_otherwise
from tepat.demo.people import FEMALE, HEAD, OTHER
from tepat.demo.rows import Row, age_band, shown

# Serials that no sound number of a list has.
_SPARE_SERIALS = (9500, 9998)
_PLACEHOLDER_DAYS = ((31, 12), (1, 1), (1, 7))
# What makes a row a person's: copied when the same person is listed again.
_IDENTITY = (
    *("name", "nik", "birth_date", "sex", "civil_match", "marital"),
    *("occupation", "employment", "education", "age", "age_band"),
)


@carries_out("nik_blank")
def blank(subject: Subject, kind: Kind) -> bool:
    """Mostly small children, whose birth is not registered yet, and the very old."""
    likely = 1.0 if subject.person.age < 6 else 0.8 if subject.person.age > 62 else 0.45
    if subject.rng.random() > likely:
        return False
    subject.put("civil_match", "KOSONG")
    return subject.spoil("nik", None, kind.code)


@carries_out("nik_placeholder")
def placeholder(subject: Subject, kind: Kind) -> bool:
    """Zeros or a dash for no number."""
    subject.put("civil_match", "KOSONG")
    return subject.spoil("nik", subject.rng.choice(kind.values), kind.code)


@carries_out("matched_without_nik")
def matched_without_nik(subject: Subject, kind: Kind) -> bool:
    """The civil registry is said to know a number that is not there."""
    subject.put("civil_match", "PADAN")
    return subject.spoil("nik", None, kind.code)


@carries_out("nik_short")
def short(subject: Subject, kind: Kind) -> bool:
    """One digit was not typed."""
    missing = subject.rng.randrange(2, 16)
    number = subject.person.nik
    return subject.spoil("nik", number[:missing] + number[missing + 1 :], kind.code)


@carries_out("nik_temporary")
def temporary(subject: Subject, kind: Kind) -> bool:
    """Made up by a village application: begins with 0."""
    return subject.spoil("nik", f"00{subject.person.nik[2:]}", kind.code)


@carries_out("nik_as_key")
def number_as_key(subject: Subject, kind: Kind) -> bool:
    """The office put the NIK where the ministry's key was."""
    return subject.spoil("person_key", subject.person.nik, kind.code)


@carries_out("person_in_two_families")
def in_two_families(subject: Subject, kind: Kind) -> bool:
    """The key of somebody of another family stands on this row."""
    partner = _partner(subject)
    if partner is None:
        return False
    return subject.spoil("person_key", partner["person_key"], kind.code, f"ID baris {partner.number}")


@carries_out("nik_shared")
def shared(subject: Subject, kind: Kind) -> bool:
    """The number of somebody listed not far away."""
    partner = _partner(subject)
    if partner is None:
        return False
    if subject.row is not None and subject.rng.random() < 0.6:
        subject.row.put("verval_priority", "NIK DUPLIKAT")
    return subject.spoil("nik", partner["nik"], kind.code, f"NIK baris {partner.number}")


@carries_out("person_double")
def listed_again(subject: Subject, kind: Kind) -> bool:
    """Somebody listed elsewhere is listed here again, the name perhaps by another clerk."""
    alone = subject.person.relation == HEAD and subject.family_size == 1
    if subject.row is None or not (alone or subject.person.relation == OTHER):
        return False
    partner = _partner(subject, adult=True)
    if partner is None:
        return False
    for name in _IDENTITY:
        if name != "nik":
            subject.put(name, partner[name])
    subject.put("name", spelt_otherwise(subject.rng, shown(partner["name"])))
    if subject.rng.random() < 0.5:
        subject.row.put("verval_priority", "NIK DUPLIKAT")
        if subject.family_row is not None:
            subject.family_row.put("verval_priority", "KELUARGA DUPLIKAT (NIK & NAMA)")
    return subject.spoil("nik", partner["nik"], kind.code, f"orang yang sama dengan baris {partner.number}")


def _partner(subject: Subject, *, adult: bool = False) -> Row | None:
    """A row already written, used once."""
    sealed = any(row.sealed for row in (subject.row, subject.family_row) if row is not None)
    if subject.row is None or sealed or not subject.memory:
        return None
    place = subject.rng.randrange(len(subject.memory))
    partner = subject.memory[place]
    if adult and int(shown(partner["age"])) < 18:
        return None
    del subject.memory[place]
    subject.partner = partner
    return partner


@carries_out("nik_other_date")
def other_date(subject: Subject, kind: Kind) -> bool:
    """The number was made with another birth date: the usual slip is in the day, or the year."""
    person, rng = subject.person, subject.rng
    born = person.born
    if (born.day, born.month) in _PLACEHOLDER_DAYS:
        return False
    while born == person.born:
        if rng.random() < 0.6:
            born = date(person.born.year, person.born.month, rng.randint(1, 28))
        else:
            years = rng.choice((-10, -2, -1, 1, 2))
            born = person.born + timedelta(days=365 * years)
    day = born.day + (40 if person.sex == FEMALE else 0)
    number = f"{person.nik[:6]}{day:02}{born:%m%y}{rng.randint(*_SPARE_SERIALS)}"
    return subject.spoil("nik", number, kind.code)


@carries_out("nik_other_sex")
def other_sex(subject: Subject, kind: Kind) -> bool:
    """40 was added for a man, or not for a woman."""
    person = subject.person
    day = person.born.day + (0 if person.sex == FEMALE else 40)
    number = f"{person.nik[:6]}{day:02}{person.born:%m%y}{subject.rng.randint(*_SPARE_SERIALS)}"
    return subject.spoil("nik", number, kind.code)


@carries_out("birth_impossible")
def impossible_date(subject: Subject, kind: Kind) -> bool:
    """A day its month does not have."""
    day = subject.rng.choice(("31/02", "30/02", "31/04", "31/06", "31/09", "31/11"))
    return subject.spoil("birth_date", f"{day}/{subject.person.born.year}", kind.code)


@carries_out("birth_future")
def future_date(subject: Subject, kind: Kind) -> bool:
    """A century or a decade too late."""
    born = subject.person.born
    return subject.spoil("birth_date", f"{born:%d/%m}/{born.year + 100}", kind.code)


@carries_out("birth_too_old")
def long_ago(subject: Subject, kind: Kind) -> bool:
    """A century too early."""
    born = subject.person.born
    if subject.person.age < 15:
        return False
    return subject.spoil("birth_date", f"{born:%d/%m}/{born.year - 100}", kind.code)


@carries_out("birth_placeholder")
def placeholder_date(subject: Subject, kind: Kind) -> bool:
    """Only the year is known, and the day is filled in."""
    day, month = subject.rng.choice(_PLACEHOLDER_DAYS)
    born = subject.person.born
    if (born.day, born.month) in _PLACEHOLDER_DAYS:
        return False
    return subject.spoil("birth_date", f"{day:02}/{month:02}/{born.year}", kind.code)


@carries_out("birth_blank")
def blank_date(subject: Subject, kind: Kind) -> bool:
    """Not known."""
    return subject.spoil("birth_date", None, kind.code)


@carries_out("name_empty")
def empty_name(subject: Subject, kind: Kind) -> bool:
    """Blank, or a sign for blank."""
    return subject.spoil("name", subject.rng.choice((None, None, "-")), kind.code)


@carries_out("name_invented")
def invented_name(subject: Subject, kind: Kind) -> bool:
    """A word for "no name yet"."""
    return subject.spoil("name", subject.rng.choice(kind.values), kind.code)


@carries_out("name_broken")
def broken_name(subject: Subject, kind: Kind) -> bool:
    """An apostrophe that went through the wrong encoding."""
    name = subject.person.name
    return subject.spoil("name", f"{name[:2]}â€™{name[2:]}", kind.code)


@carries_out("name_with_digit")
def digit_in_name(subject: Subject, kind: Kind) -> bool:
    """A number of order that stayed with the name."""
    return subject.spoil("name", f"{subject.person.name} {subject.rng.randint(2, 9)}", kind.code)


@carries_out("name_one_letter")
def one_letter(subject: Subject, kind: Kind) -> bool:
    """The rest of the name was not typed."""
    return subject.spoil("name", subject.person.name[0], kind.code)


@carries_out("sex_blank")
def blank_sex(subject: Subject, kind: Kind) -> bool:
    """Not filled in."""
    return subject.spoil("sex", None, kind.code)


@carries_out("age_wrong")
def wrong_age(subject: Subject, kind: Kind) -> bool:
    """Years off, the band with it."""
    age = subject.person.age
    wrong = max(0, age + subject.rng.choice((-10, -4, -3, 3, 5, 10)))
    if subject.row is None or abs(wrong - age) < 2:
        return False
    subject.spoil("age", wrong, kind.code)
    if age_band(wrong) != age_band(age) and subject.cells("age_band"):
        subject.spoil("age_band", age_band(wrong), kind.code, "mengikuti usia yang salah")
    return True


@carries_out("age_band_wrong")
def wrong_band(subject: Subject, kind: Kind) -> bool:
    """The band of somebody twenty years older."""
    age = subject.person.age
    wrong = age_band(age + 20)
    if subject.row is None or wrong == age_band(age):
        return False
    return subject.spoil("age_band", wrong, kind.code)
