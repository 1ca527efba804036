"""Where a person acts: revealing a number, confirming, acting on a selection. All work as plain forms."""

from typing import Any

from django.template import Context, Node
from django.template.base import NodeList, Parser, Token, token_kwargs
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .library import register


@register.inclusion_tag("components/masked.html")
def masked(
    mask: str,
    url: str = "",
    label: str = "NIK",
    revealed: str = "",
    status: str = "",
    status_text: str = "",
) -> dict[str, Any]:
    """•••• •••• 0123 with an eye that posts to `url`; no eye without one.

    The view writes the trail and answers with this same tag with `revealed` given: alone for htmx, in its
    page without JavaScript. A revealed number hides again after a minute. An empty mask is "belum ada".
    The eye belongs to the form "ungkap" of base.html, so that it may stand anywhere, in a form's table too.
    """
    return {
        "mask": mask,
        "url": url,
        "label": label,
        "revealed": revealed,
        "status": status,
        "status_text": status_text,
    }


class _Confirm(Node):
    """A button that opens its question; the question's own button posts. A <details>, so without script."""

    def __init__(self, options: dict[str, Any], inside: NodeList) -> None:
        self.options = options
        self.nodelist = inside

    def render(self, context: Context) -> SafeString:
        values: dict[str, Any] = {name: value.resolve(context) for name, value in self.options.items()}
        values.setdefault("tone", "primary")
        values["inside"] = self.nodelist.render(context)
        values["csrf_token"] = context.get("csrf_token")
        return render_to_string("components/confirm.html", values)


@register.tag("confirm")
def confirm(parser: Parser, token: Token) -> Node:
    """{% confirm url=… button="Terima 128.911 baris" question="…" yes="…" %}more fields{% endconfirm %}

    Optional: `text` (what will happen), `tone` (primary or danger), `sign` (an icon's name), `no`.
    """
    options = token_kwargs(token.split_contents()[1:], parser)
    inside = parser.parse(("endconfirm",))
    parser.delete_first_token()
    return _Confirm(options, inside)


class _Bulk(Node):
    """The bar that appears with a selection."""

    def __init__(self, options: dict[str, Any], inside: NodeList) -> None:
        self.options = options
        self.nodelist = inside

    def render(self, context: Context) -> SafeString:
        values: dict[str, Any] = {name: value.resolve(context) for name, value in self.options.items()}
        values["inside"] = self.nodelist.render(context)
        return render_to_string("components/bulk.html", values)


@register.tag("bulk")
def bulk(parser: Parser, token: Token) -> Node:
    """{% bulk total=184 noun="keluarga" %}buttons{% endbulk %} inside the form that holds the table.

    Shown by CSS alone once a row's checkbox (name="pilih") is ticked. "Semua 184" (name="semua", value "1") selects
    all, whose number is `total`; `filtered` says that a filter narrows them.
    """
    options = token_kwargs(token.split_contents()[1:], parser)
    inside = parser.parse(("endbulk",))
    parser.delete_first_token()
    return _Bulk(options, inside)
