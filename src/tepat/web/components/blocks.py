"""Blocks of a page: refusals, empty states, counts that add up, progress, timelines, facts with sources."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.template import Context
from django.utils import timezone

from .figures import share, tanggal
from .library import read, register
from .signs import width

UNFINISHED = ("queued", "running")


@register.inclusion_tag("components/refusal.html")
def refusal(
    what: str, why: str = "", do: str = "", href: str = "", label: str = "", kind: str = "bad"
) -> dict[str, Any]:
    """What is not possible, why, what to do; with a link when the doing has a page. kind: bad, warn, info."""
    return {"what": what, "why": why, "do": do, "href": href, "label": label, "kind": kind}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", href: str = "", label: str = "", sign: str = "inbox") -> dict[str, Any]:
    """What will stand here and how to get it."""
    return {"title": title, "text": text, "href": href, "label": label, "sign": sign}


@register.inclusion_tag("components/equation.html")
def equation(total: int, label: str, parts: Iterable[Any]) -> dict[str, Any]:
    """130.065 baris = 128.911 menunggu + 0 diterima + …: parts of {value, label, href?}.

    A sum that does not add up is shown as such, loudly: counts are never made to look right.
    """
    given = [
        {"value": read(p, "value") or 0, "label": read(p, "label"), "href": read(p, "href")} for p in parts
    ]
    return {
        "total": total,
        "label": label,
        "parts": given,
        "difference": total - sum(p["value"] for p in given),
    }


@register.inclusion_tag("components/stat.html")
def stat(
    label: str, value: object, note: str = "", href: str = "", of: int | None = None, tone: str = "accent"
) -> dict[str, Any]:
    """One figure with its word; with `of`, a bar and the share of the whole."""
    number = value if isinstance(value, int | float) else None
    return {
        "label": label,
        "value": value,
        "note": note,
        "href": href,
        "of": of,
        "tone": tone,
        "share": share(number, of) if number is not None and of else "",
    }


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(items: Iterable[Any]) -> dict[str, Any]:
    """The region path: items of {name, href?} or plain names; the last is where one stands."""
    trail = [
        {"name": item, "href": None}
        if isinstance(item, str)
        else {"name": read(item, "name"), "href": read(item, "href")}
        for item in items
    ]
    return {"trail": trail}


@register.inclusion_tag("components/job_progress.html", takes_context=True)
def job_progress(context: Context, job: Any, url: str = "", cancel_url: str = "") -> dict[str, Any]:
    """A job's stage in words, bar, rows of rows and time left; asks `url` every two seconds until it ends.

    `url` must answer with this tag alone for an htmx request. An ended job asks no more; the view may answer
    with `HX-Refresh: true` then, when the page around it should follow.
    """
    state = str(read(job, "state"))
    done, total = read(job, "done") or 0, read(job, "total") or 0
    return {
        "job": job,
        "state": state,
        "active": state in UNFINISHED,
        "done": done,
        "total": total,
        "fill": width(done, total),
        "share": share(done, total) if total else "",
        "left": _seconds_left(job, done, total) if state == "running" else None,
        "url": url,
        "cancel_url": cancel_url,
        "csrf_token": context.get("csrf_token"),
    }


def _seconds_left(job: Any, done: int, total: int) -> float | None:
    """Time left at the pace so far; nothing is promised before a twentieth is done."""
    started = read(job, "started_at") or read(job, "created_at")
    if not started or not total or done < total / 20 or done >= total:
        return None
    spent: float = (timezone.now() - started).total_seconds()
    return spent * (total - done) / done


@register.inclusion_tag("components/receipt.html")
def receipt(
    title: str,
    total: int,
    label: str,
    parts: Iterable[Any],
    when: object = None,
    seconds: float | None = None,
) -> dict[str, Any]:
    """What a job did, in counts that add up: its parts {value, label, href?}, the total under the line."""
    return {**equation(total, label, parts), "title": title, "when": when, "seconds": seconds}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Iterable[Any], zone_of: str = "") -> dict[str, Any]:
    """Events of {when, who, sentence, href?, kind?, sign?}, newest first as given; zone_of: a region code."""
    given = [
        {
            "when": read(e, "when"),
            "who": read(e, "who"),
            "sentence": read(e, "sentence"),
            "href": read(e, "href"),
            "kind": read(e, "kind"),
            "sign": read(e, "sign") or "clock-history",
        }
        for e in events
    ]
    return {"events": given, "zone_of": zone_of}


@register.inclusion_tag("components/facts.html")
def facts(items: Iterable[Any], label: str = "") -> dict[str, Any]:
    """Facts of {label, value, source?, note?, sign?}, each with where it comes from.

    source: {text, href?, as_of?} or a plain sentence; an absent value is shown as "belum terisi". A date is
    written out; any other value is shown as it is given (a year is no amount): the caller writes amounts with
    `angka`.
    """
    given = []
    for item in items:
        source = read(item, "source")
        value = read(item, "value")
        value = tanggal(value) if isinstance(value, date) else str(value) if isinstance(value, int) else value
        given.append(
            {
                "label": read(item, "label"),
                "value": value,
                "missing": value is None or value == "",
                "note": read(item, "note"),
                "warn": read(item, "warn"),
                "source": {"text": source} if isinstance(source, str) and source else source,
            }
        )
    return {"facts": given, "label": label}


@register.inclusion_tag("components/side_by_side.html", takes_context=True)
def side_by_side(
    context: Context, rows: Iterable[Any], left: str, right: str, decisions: Iterable[Any] = (), url: str = ""
) -> dict[str, Any]:
    """Two columns of facts {label, left, right}; only differences stand out.

    decisions of {value, label, key?, tone?} become buttons that send `decision` to `url`; a key presses one.
    """
    given = []
    for row in rows:
        one, other = read(row, "left"), read(row, "right")
        same = read(row, "same")
        given.append(
            {
                "label": read(row, "label"),
                "left": one,
                "right": other,
                "same": one == other if same is None else same,
            }
        )
    return {
        "rows": given,
        "left": left,
        "right": right,
        "decisions": list(decisions),
        "url": url,
        "csrf_token": context.get("csrf_token"),
    }
