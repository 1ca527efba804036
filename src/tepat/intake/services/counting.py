"""How many families and people a batch names, counted anew after its rows changed."""

from tepat.intake.models import Batch, BatchRow


def recount(batch: Batch) -> None:
    """Set the batch's families and people from its rows that go in or went in; the caller saves it.

    As row_keys.py counts while reading: a family without members' rows counts its head.
    """
    rows = BatchRow.objects.filter(batch=batch, state__in=(BatchRow.State.PENDING, BatchRow.State.ACCEPTED))
    of_members = rows.filter(subject="person").exclude(family_key="").values("family_key")
    alone = rows.filter(subject="family").exclude(family_key="").exclude(family_key__in=of_members)
    headless = alone.values("family_key").distinct().count()
    people = rows.filter(subject="person").exclude(person_key="").values("person_key").distinct().count()
    batch.families = of_members.distinct().count() + headless
    batch.persons = people + headless
