"""What the checks propose, in the words of whoever decides on it."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tepat.engine import checks
from tepat.engine.layouts import builtin, codes
from tepat.platform.regions.codes import regency_of
from tepat.platform.regions.models import Region
from tepat.platform.regions.scope import within

APPLIED = _("sudah diterapkan")
CERTAINTIES: dict[str, str | Promise] = {
    "certain": pgettext_lazy("proposal", "pasti"),
    "likely": pgettext_lazy("proposal", "kemungkinan besar"),
    "doubtful": pgettext_lazy("proposal", "ragu"),
}


def certainty(check: checks.Check, confidence: float | None) -> str:
    """How sure a proposal is, in words; "" where nothing is proposed."""
    if confidence is None:
        return ""
    return str(APPLIED if check.applied else CERTAINTIES[checks.certainty(confidence)])


class Words:
    """Canonical values as people read them; the names of a regency's regions are looked up once.

    Those of `regency` at the beginning, so that a page asks as much whatever it shows; of others when needed.
    """

    def __init__(self, regency: str = "") -> None:
        self._names: dict[str, dict[str, str]] = {}
        if regency:
            self._name(regency)

    def of(self, field: str, proposal: str | None) -> str:
        """A code's label, a date as 03/02/1980, a region with its name, anything else as it is."""
        if not proposal:
            return ""
        column = next((layout.columns[field] for layout in builtin() if field in layout.columns), None)
        match column.kind if column else "text":
            case "code" if column and column.codes:
                return codes.label(column.codes, proposal)
            case "date":
                return f"{date.fromisoformat(proposal):%d/%m/%Y}"
            case "region":
                return f"{proposal} {self._name(proposal)}".strip()
        return proposal

    def _name(self, code: str) -> str:
        regency = regency_of(code) or code
        if regency not in self._names:
            found = Region.objects.filter(within([regency], "code"))
            self._names[regency] = dict(found.values_list("code", "name"))
        return self._names[regency].get(code, "")
