"""The installation for Prometheus: counts, sizes, ages and versions, in its text format.

Prometheus: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from tepat.platform.health import Level

from . import figures
from .queries import Installation, installation


class _State(Collector):
    """What is asked of the database and the disk."""

    def __init__(self, now: Installation) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        now = self.now
        jobs = GaugeMetricFamily(
            "tepat_jobs", "Jobs by state; failed ones of the last seven days", labels=["state"]
        )
        for state in ("waiting", "running", "failed"):
            jobs.add_metric([state], getattr(now, state))
        yield jobs
        health = GaugeMetricFamily(
            "tepat_check_ok", "1 when the check of tepat doctor passes", labels=["check"]
        )
        for name, level, _sentence in now.checks:
            health.add_metric([name], float(level is not Level.FAULT))
        yield health
        for name, what, value in (
            ("tepat_jobs_waited_seconds", "How long the oldest waiting job has waited", now.waited or 0),
            ("tepat_workers", "Workers heard of late", len(now.workers)),
            ("tepat_disk_free_bytes", "Free space of the data folder's disk", now.disk_free),
            ("tepat_disk_size_bytes", "Size of the data folder's disk", now.disk_total),
            ("tepat_database_size_bytes", "Size of the database", now.database_size),
        ):
            yield GaugeMetricFamily(name, what, value=value)
        if now.last_backup:
            age = (now.at - now.last_backup).total_seconds()
            yield GaugeMetricFamily("tepat_backup_age_seconds", "Age of the last scheduled backup", value=age)
        yield InfoMetricFamily("tepat_version", "What runs here", value=now.versions)


class _Pages(Collector):
    """What was counted of requests, by page."""

    def collect(self) -> Iterator[Metric]:
        labels = ["method", "page"]
        seconds = HistogramMetricFamily(
            "tepat_request_seconds", "Duration of requests by page", labels=labels
        )
        faults = CounterMetricFamily(
            "tepat_request_faults", "Requests that ended in a server error", labels=labels
        )
        slowest = GaugeMetricFamily("tepat_request_slowest_seconds", "The slowest request", labels=labels)
        for one in figures.pages():
            named = [one.method, one.page]
            bounds = (*map(str, figures.BOUNDS), "+Inf")
            buckets = list(zip(bounds, accumulate(one.within), strict=True))
            seconds.add_metric(named, buckets, sum_value=one.total)
            faults.add_metric(named, one.faults)
            slowest.add_metric(named, one.slowest)
        yield from (seconds, faults, slowest)


def exposition() -> bytes:
    """Everything, as a monitor reads it."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Pages())
    registry.register(_State(installation()))
    return generate_latest(registry)
