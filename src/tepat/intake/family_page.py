"""What intake shows on a family's page: the findings on its rows, and how its facts came in."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tepat.platform.accounts.models import User
from tepat.platform.accounts.permissions import Permission
from tepat.registry.fields import FAMILY, PERSON
from tepat.registry.models import STANDS, ChangeSet, Family, FamilyVersion, PersonVersion
from tepat.registry.panels import PANELS, TIMELINE, Event, Panel

from .models import Addition, AdditionDecision

_LABELS = {**PERSON, **FAMILY}


def findings_panel(user: User, family: Family) -> Panel | None:
    """What the checks said of the rows that the family's present facts came from, worst first."""
    from .findings.queries import lines_of_rows  # loads Polars, which starting a command should not wait for

    rows = set(FamilyVersion.objects.filter(STANDS, family=family).values_list("source_row", flat=True))
    rows |= set(
        PersonVersion.objects.filter(STANDS, person__family=family).values_list("source_row", flat=True)
    )
    order = {"hold": 0, "warning": 1, "note": 2}
    lines = sorted(lines_of_rows(rows - {None}), key=lambda line: (order[line.severity], line.check_id))
    return (
        Panel(_("Temuan pada daftar"), "findings/family_findings.html", {"lines": lines}) if lines else None
    )


def list_events(user: User, family: Family) -> list[Event]:
    """When the family came in with a list, and what later lists changed."""
    changed: dict[Any, set[str]] = {}
    for model, condition in (
        (FamilyVersion, {"family": family}),
        (PersonVersion, {"person__family": family}),
    ):
        for set_id, values in model.objects.filter(**condition).values_list("change_set", "values"):
            changed.setdefault(set_id, set()).update(values)
    first = (
        FamilyVersion.objects.filter(family=family)
        .order_by("id")
        .values_list("change_set", flat=True)
        .first()
    )
    sets = ChangeSet.objects.filter(id__in=changed, kind="import").select_related(
        "by", "source__batch", "reversed_by"
    )
    may_open = user.may(Permission.BATCH_VIEW, family.region_code)
    events = []
    for change_set in sets:
        name = change_set.source.name if change_set.source else ""
        if change_set.id == first:
            sentence = _("Masuk lewat daftar %(name)s") % {"name": name}
        else:
            labels = ", ".join(sorted({str(_LABELS.get(field, field)) for field in changed[change_set.id]}))
            sentence = _("Diperbarui oleh daftar %(name)s: %(fields)s") % {"name": name, "fields": labels}
        if getattr(change_set, "reversed_by", None) is not None:
            sentence += " " + _("(ditarik kembali)")
        elif change_set.published_at is None:
            sentence += " " + _("(sedang diterima)")
        href = (
            reverse("intake:batch", args=[change_set.source.batch.id])
            if may_open and change_set.source
            else ""
        )
        who = change_set.by.full_name or change_set.by.username
        events.append(Event(change_set.begun_at, who, sentence, href, "inbox"))
    return events


def addition_events(user: User, family: Family) -> list[Event]:
    """When the family, or members of it, came in as a village wrote them on its pack."""
    added: dict[ChangeSet, list[Addition]] = {}
    decisions = AdditionDecision.objects.filter(
        STANDS, addition__family=family, verdict=AdditionDecision.Verdict.ACCEPTED
    ).select_related("change_set__by", "change_set__source", "addition")
    for one in decisions:
        added.setdefault(one.change_set, []).append(one.addition)
    may_open = user.may(Permission.PACK_RETURN, family.region_code)
    events = []
    for act, additions in added.items():
        told = {"name": act.source.name if act.source else ""}
        sentence = (
            _("Ditambahkan dari paket yang kembali: %(name)s")
            if any(one.subject == Addition.Subject.FAMILY for one in additions)
            else _("Anggota ditambahkan dari paket yang kembali: %(name)s")
        ) % told
        href = reverse("returns:returned", args=[additions[0].pack_return_id]) if may_open else ""
        events.append(Event(act.begun_at, act.by.full_name or act.by.username, sentence, href, "people"))
    return events


def register() -> None:
    """Called once when the apps are ready."""
    PANELS.append(findings_panel)
    TIMELINE.append(list_events)
    TIMELINE.append(addition_events)
