from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "tepat.intake"
    label = "intake"

    def ready(self) -> None:
        from tepat.registry.services import touching

        from . import auditing, exposed, family_page, jobs, retention, sealed_places, sent_out  # noqa: F401 - some register as they load
        from .changes import jobs as change_jobs  # noqa: F401 - registers its handler
        from .completeness import counting
        from .completeness import jobs as completeness_jobs  # noqa: F401 - registers its handler and its chore
        from .exchange import jobs as exchange_jobs  # noqa: F401 - registers its handlers
        from .packs import jobs as pack_jobs  # noqa: F401 - registers its handler
        from .returns import jobs as return_jobs  # noqa: F401 - registers its handler
        from .targets import jobs as target_jobs  # noqa: F401 - registers its handler

        exposed.register()
        family_page.register()
        sent_out.register()
        touching.COUNTERS.append(counting.settle)
