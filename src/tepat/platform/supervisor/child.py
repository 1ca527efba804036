"""What runs inside a child: `python -m tepat.platform.supervisor.child PARENT web FD`, or `… PARENT worker`.

"open" in place of "web" answers without HTTPS, for devices that do not trust the office's certificate yet.

gunicorn's settings are here, in code. A child ends when the supervisor is gone, however that went, so that a
killed `tepat serve` leaves nothing behind that holds the port.
"""

import contextlib
import ctypes
import os
import signal
import sys
from typing import Any

from .children import DRAIN_SECONDS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tepat.config.settings")
WEB_PROCESSES = 2
THREADS = 4
_PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """Have the kernel send us SIGTERM when the process that started us is gone (Linux)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)  # it went while we were starting


def gunicorn_settings(listening: int, *, is_open: bool = False) -> dict[str, Any]:
    """Two processes with threads, so that one slow request does not hold the others."""
    from django.conf import settings

    if settings.TEPAT_CERTIFICATE and not is_open:
        secure = {"certfile": settings.TEPAT_CERTIFICATE, "keyfile": settings.TEPAT_CERTIFICATE_KEY}
    else:
        secure = {}
    logging: dict[str, Any] = settings.LOGGING
    ours = {"gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True}}
    return {
        "bind": [f"fd://{listening}"],
        **secure,
        "workers": 1 if is_open else WEB_PROCESSES,
        "threads": THREADS,
        "worker_class": "gthread",
        "preload_app": True,
        "timeout": 120,
        "graceful_timeout": DRAIN_SECONDS - 5,
        "keepalive": 5,
        "max_requests": 20_000,
        "max_requests_jitter": 2_000,
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: S108 - gunicorn's heartbeat
        "control_socket_disable": True,
        "accesslog": None,
        "post_worker_init": _warm,
        "logconfig_dict": {**logging, "loggers": {**logging["loggers"], **ours}},
    }


def _warm(process: Any) -> None:
    """Load every page's code before the first person asks; after the fork, which threads would not survive."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns


def serve_web(listening: int, *, is_open: bool) -> None:
    """gunicorn on a socket that listens already; returns never."""
    from django.conf import settings
    from django.utils.module_loading import import_string
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # it has no types

    class Web(BaseApplication):
        def load_config(self) -> None:
            for name, value in gunicorn_settings(listening, is_open=is_open).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return import_string(settings.WSGI_APPLICATION)

    Web().run()


def main(words: list[str]) -> int:
    """Be what we were started as."""
    parent, kind, *rest = words
    end_with(int(parent))
    if kind in ("web", "open"):
        serve_web(int(rest[0]), is_open=kind == "open")
        return 0
    if kind != "worker":
        return 2
    import django

    django.setup()
    from tepat.platform.jobs import worker

    return worker.main()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
