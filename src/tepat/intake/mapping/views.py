"""Naming the columns of a table no layout knows, and the layouts an office keeps, gives away and takes over."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tepat.engine.layouts import office
from tepat.engine.layouts.layout import LayoutError, Subject
from tepat.intake import services
from tepat.intake.batches.queries import batches_for
from tepat.intake.batches.views import batch_trail, incoming_step
from tepat.intake.models import Batch, UnknownTable
from tepat.intake.transitions import TransitionRefused, possible
from tepat.platform import audit
from tepat.platform.accounts.access import ScopedRequest, requires
from tepat.platform.accounts.permissions import Permission
from tepat.platform.regions import queries as regions
from tepat.platform.regions.clock import today_in
from tepat.platform.regions.codes import level_of, regency_of
from tepat.platform.regions.scope import within

from . import columns as lines
from . import contents, queries
from .forms import LayoutForm


def _batch(request: ScopedRequest, batch_id: UUID) -> Batch:
    """The batch, for whoever may upload where it belongs."""
    found: Batch = get_object_or_404(
        batches_for(request.user).select_related("source__data_key"), id=batch_id
    )
    if not request.user.may(Permission.BATCH_UPLOAD, found.region_code):
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@requires(Permission.BATCH_UPLOAD)
def columns(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """The columns of one unknown table, each with what it likely is; saved, the batch is read again."""
    found = _batch(request, batch_id)
    tables = queries.unknown_tables_of(found)
    if not tables or "map" not in possible(found):
        return redirect("intake:batch", batch_id=found.id)
    asked = request.GET.get("tabel", "")
    if asked and asked not in {str(table.id) for table in tables}:
        # What was chosen was chosen for columns of another table.
        messages.error(
            request, _("Lembar itu sudah dibaca lagi sejak halaman ini dibuka. Kenali kolomnya dari awal.")
        )
        return redirect("mapping:columns", batch_id=found.id)
    page = _Page(request, found, tables, request.GET)
    if request.method == "GET":
        return page.answer()
    chosen = lines.chosen_in(request.POST.dict())
    kept = _kept_in(request.POST) | lines.own_choices(page.proposals, chosen)
    if "ganti" in request.POST:
        return page.turned(request.POST.dict()).answer(kept=kept, said=request.POST.dict())
    form = LayoutForm(request.POST)
    refused = ""
    if form.is_valid():
        try:
            definition = office.define(
                subject=page.subject, fields=lines.pairs(page.proposals, chosen), **form.cleaned_data
            )
            return _read_again(request, found, definition)
        except (LayoutError, services.LayoutRefused) as trouble:
            refused = str(trouble)
    return page.answer(form=form, chosen=chosen, kept=kept, refused=refused)


def _kept_in(posted: QueryDict) -> dict[str, str]:
    """What was chosen on this page for columns of another sheet or another kind of row: header → field."""
    return dict(zip(posted.getlist("judul"), posted.getlist("arti"), strict=False))


@require_POST
@requires(Permission.BATCH_UPLOAD)
def bring(request: ScopedRequest, batch_id: UUID) -> HttpResponse:
    """A layout from another office is taken over, and the batch is read again with it."""
    found = _batch(request, batch_id)
    tables = queries.unknown_tables_of(found)
    if not tables or "map" not in possible(found):
        return redirect("intake:batch", batch_id=found.id)
    try:
        return _read_again(request, found, _brought(request))
    except (LayoutError, services.LayoutRefused) as trouble:
        return _Page(request, found, tables, {}).answer(not_taken=str(trouble))


def _read_again(request: ScopedRequest, found: Batch, definition: office.Definition) -> HttpResponse:
    try:
        services.map_batch(by=request.user, batch=found, definition=definition)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Tata letak %(title)s disimpan. Batch ini dibaca lagi dengannya.")
            % {"title": definition["title"]},
        )
    return redirect("intake:batch", batch_id=found.id)


def _brought(request: ScopedRequest) -> office.Definition:
    """The definition in the uploaded file. Raises LayoutError."""
    given = request.FILES.get("berkas")
    return office.read(given.read(office.LARGEST_FILE + 1) if given else b"")


class _Page:
    """The page of one table: `words` say which one and what a row of it is; the address repeats it."""

    def __init__(
        self, request: ScopedRequest, found: Batch, tables: list[UnknownTable], words: Mapping[str, Any]
    ) -> None:
        self._request, self._batch, self._tables = request, found, tables
        asked = words.get("tabel", "")
        self._table = next((one for one in tables if str(one.id) == asked), tables[0])
        self._contents = contents.opened(found, self._table)
        world = queries.world_of(found.region_code)
        kinds: Mapping[str, Subject] = {"orang": "person", "keluarga": "family"}
        self.subject = kinds.get(words.get("baris", "")) or lines.likely_subject(self._contents, world)
        self.proposals = lines.proposed(self._contents, self.subject, world)

    def turned(self, words: Mapping[str, Any]) -> "_Page":
        """The page of another sheet or kind of row; a sheet just chosen says itself what its rows likely are."""
        shown = {"tabel": str(self._table.id), "baris": _ROW_WORDS[self.subject]}
        asked = {**shown, **words}
        if asked["tabel"] != shown["tabel"] and asked["baris"] == shown["baris"]:
            asked["baris"] = ""
        return _Page(self._request, self._batch, self._tables, asked)

    def answer(
        self,
        *,
        form: LayoutForm | None = None,
        chosen: Mapping[int, str] | None = None,
        kept: Mapping[str, str] | None = None,
        said: Mapping[str, Any] | None = None,
        refused: str = "",
        not_taken: str = "",
    ) -> HttpResponse:
        """The page, with what was chosen and why it was refused.

        `kept` is what was chosen before for headers, here or on another sheet, `said` what of the layout.
        """
        found = self._batch
        kind = lines.region_kind(self.proposals, self._contents, found.region_code)
        first = {"region_code": kind, "valid_from": today_in(found.region_code)} | dict(said or {})
        may_see = self._request.user.may(Permission.NAMES_SEE, found.region_code)
        if chosen is None and kept:
            chosen = lines.carried_over(self.proposals, kept, self.subject)
        shown = lines.lines_of(self.proposals, self.subject, chosen, names=may_see)
        audit.looked(
            by=self._request.user,
            page="unknown_table.opened",
            region=found.region_code,
            shown={found.region_code: len(self._contents.rows)},
            subject=("batch", found.id),
            filters={"tabel": str(self._table.id)},
        )
        here_named = {line.header for line in shown}
        here = reverse("mapping:columns", args=[found.id])
        context = {
            "batch": found,
            "table": self._table,
            "tables": self._tables,
            "subject": self.subject,
            "lines": shown,
            "choices": lines.choices(self.subject),
            "kept_elsewhere": [
                (header, field)
                for header, field in (kept or {}).items()
                if header not in here_named or lines.counterpart(field, self.subject) is None
            ],
            "lacking": office.lacking(self.subject, lines.fields_of(shown)),
            "form": form or LayoutForm(initial=first),
            "refused": refused,
            "not_taken": not_taken,
            "address": f"{here}?tabel={self._table.id}&baris={_ROW_WORDS[self.subject]}",
            "kept": queries.office_layouts_for(self._request.user).filter(region_code=found.region_code),
            "at": found.region_code,
            "take_over": reverse("mapping:bring", args=[found.id]),
            "trail": [*batch_trail(found), _("Kolom")],
        }
        wrong = refused or not_taken or (form and form.errors)
        return render(self._request, "mapping/columns.html", context, status=422 if wrong else 200)


_ROW_WORDS: Mapping[Subject, Literal["orang", "keluarga"]] = {"person": "orang", "family": "keluarga"}


@require_http_methods(["GET", "POST"])
@requires(Permission.BATCH_VIEW)
def layouts(request: ScopedRequest) -> HttpResponse:
    """The layouts that the office of the chosen regency keeps; one from another office is taken over here."""
    at = regency_of(request.region) or request.region
    may_keep = level_of(at) == "regency" and request.user.may(Permission.BATCH_UPLOAD, at)
    not_taken = ""
    if request.method == "POST":
        if not may_keep:
            raise Http404
        try:
            kept = services.keep_office_layout(by=request.user, region_code=at, definition=_brought(request))
        except (LayoutError, services.LayoutRefused) as trouble:
            not_taken = str(trouble)
        else:
            messages.success(request, _("Tata letak %(title)s disimpan.") % {"title": kept.title})
            return redirect("mapping:layouts")
    context: dict[str, Any] = {
        "kept": queries.office_layouts_for(request.user).filter(within([at], "region_code")),
        "at": at,
        "take_over": request.path if may_keep else "",
        "not_taken": not_taken,
        "trail": [*regions.trail(at), incoming_step(), _("Tata letak")],
    }
    return render(request, "mapping/layouts.html", context, status=422 if not_taken else 200)


@require_GET
@requires(Permission.BATCH_VIEW)
def layout_file(request: ScopedRequest, layout_id: UUID) -> HttpResponse:
    """A kept layout as the file for other offices: headers and fields, nobody's data."""
    kept = get_object_or_404(queries.office_layouts_for(request.user), id=layout_id)
    name = slugify(kept.title) or "tata-letak"
    return HttpResponse(
        kept.definition,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name[:80]}.yaml"'},
    )
