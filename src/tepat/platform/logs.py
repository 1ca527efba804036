"""Log lines as JSON with a request id, and never a personal number.

Names cannot be recognised by a pattern: callers do not log them, and a test drives every page and job and
looks for them. Numbers are masked here all the same, for what a library may say in an exception.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="-")
_NUMBER = re.compile(r"\d(?:[ .\-]?\d){12,}")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, request, message, and the place of an exception.

    Of an exception only its type and its frames are written, not its message, which may quote a row.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id.get(),
            "message": _NUMBER.sub("[nomor]", record.getMessage()),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["at"] = [
                f"{f.name}:{f.lineno} {f.filename}" for f in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False)
