"""Every address of the site. A new page is listed in its area's urls.py and covered by the generated tests."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("tepat.web.urls")),
    path("", include("tepat.platform.accounts.urls")),
    path("", include("tepat.platform.accounts.people.urls")),
    path("", include("tepat.platform.jobs.urls")),
    path("", include("tepat.platform.audit.urls")),
    path("", include("tepat.platform.operating.urls")),
    path("", include("tepat.registry.exposure.urls")),
    path("", include("tepat.platform.privacy.urls")),
    path("", include("tepat.registry.urls")),
    path("", include("tepat.intake.urls")),
    path("", include("tepat.intake.changes.urls")),
    path("", include("tepat.intake.packs.urls")),
    path("", include("tepat.intake.returns.urls")),
    path("", include("tepat.intake.exchange.urls")),
    path("", include("tepat.intake.targets.urls")),
    path("", include("tepat.intake.corrections.urls")),
    path("", include("tepat.intake.severities.urls")),
    path("", include("tepat.intake.mapping.urls")),
]
if settings.TEPAT_DEMO:
    urlpatterns.append(path("", include("tepat.web.urls_demo")))

handler400 = "tepat.web.errors.bad_request"
handler403 = "tepat.web.errors.forbidden"
handler404 = "tepat.web.errors.not_found"
handler429 = "tepat.web.errors.too_many"
handler500 = "tepat.web.errors.server_error"
