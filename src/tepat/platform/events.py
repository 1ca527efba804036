"""What happened in one area, for areas above it to act on: each subscription becomes a job of its own.

Areas subscribe in AppConfig.ready, by names alone, so that nobody imports upwards:

    subscribe("batch.accepted", "linkage.find_pairs", title=Sentence("Mencari padanan"))   in the area above
    publish("batch.accepted", by=user, region="64.08", batch_id=…)                  in the service below

The jobs are enqueued in the publisher's transaction: what is rolled back has not happened to anybody.
"""

from dataclasses import dataclass
from typing import Any

from tepat.engine.sentences import Sentence

from .jobs.handlers import HANDLERS


@dataclass(frozen=True)
class Subscription:
    """A job to enqueue when something happened; without a title, the handler's own."""

    job_name: str
    title: Sentence | None


_SUBSCRIPTIONS: dict[str, dict[str, Subscription]] = {}


def subscribe(event_name: str, job_name: str, *, title: Sentence | None = None) -> None:
    """Have that job enqueued at each such event; once, however often it is said."""
    _SUBSCRIPTIONS.setdefault(event_name, {})[job_name] = Subscription(job_name, title)


def publish(event_name: str, *, by: Any, region: str, link: str = "", **arguments: Any) -> list[Any]:
    """Say that it happened, in the caller's transaction; returns the jobs, which get the arguments."""
    from .jobs.services import enqueue

    return [
        enqueue(
            subscription.job_name,
            by=by,
            region=region,
            title=subscription.title or HANDLERS[subscription.job_name].title,
            arguments=arguments,
            link=link,
        )
        for subscription in _SUBSCRIPTIONS.get(event_name, {}).values()
    ]


def unsubscribe(event_name: str, job_name: str) -> None:
    """Take a subscription back."""
    _SUBSCRIPTIONS.get(event_name, {}).pop(job_name, None)
