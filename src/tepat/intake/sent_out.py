"""Who received a family's data from intake: whoever fetched its village's pack, and the civil registry."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tepat.platform.audit.models import AuditEvent
from tepat.registry.models import Family, Person
from tepat.registry.subject_copy.recipients import RECIPIENTS, Recipient

from .models import PackFetch, Referral


def packs_of(family: Family, _person: Person) -> Iterator[Recipient]:
    """Packs of the village or its district, of lists that hold the family."""
    places = {family.region_code, family.region_code[:8]}
    fetches = PackFetch.objects.filter(
        pack__region_code__in=places, pack__round__target_list__entries__family=family
    )
    for fetch in fetches.select_related("by", "pack__round").order_by("id"):
        told = {"number": fetch.pack.round.letter_number}
        yield Recipient(fetch.at, fetch.by.full_name, _("Paket desa, surat %(number)s") % told)


def referrals_of(_family: Family, person: Person) -> Iterator[Recipient]:
    """Referrals to the civil registry that name the person and were fetched."""
    referrals = {str(one.id): one for one in Referral.objects.filter(rows__person=person)}
    fetched = AuditEvent.objects.filter(
        action="referral.fetched", subject_kind="referral", subject_id__in=referrals
    )
    for event in fetched.order_by("id"):
        one = referrals[event.subject_id]
        told = {"purpose": one.purpose, "basis": one.legal_basis}
        yield Recipient(event.at, one.recipient, _("Rujukan Dukcapil: %(purpose)s, dasar %(basis)s") % told)


def register() -> None:
    """Called once when the apps are ready."""
    RECIPIENTS.extend((packs_of, referrals_of))
