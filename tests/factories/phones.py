"""A phone with an application for codes, as RFC 6238 describes it."""

import base64
import hashlib
import hmac
import re
import struct
import time

from django.test import Client

SECRET = re.compile(r'class="code-secret">([A-Z2-7]+)<')
RECOVERY = re.compile(r"<li><code>(\d+)</code></li>")


def code_of(secret: str, moment: float | None = None) -> str:
    """The six digits that the phone shows at that moment."""
    count = struct.pack(">Q", int(time.time() if moment is None else moment) // 30)
    mac = hmac.new(base64.b32decode(secret), count, hashlib.sha1).digest()
    start = mac[-1] & 0xF
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def enrol(client: Client) -> tuple[str, list[str]]:
    """Take up a code by the pages, as the person logged in: the secret, and the recovery codes shown once."""
    page = client.get("/akun/kode/pasang/").content.decode()
    found = SECRET.search(page)
    assert found, page
    answer = client.post("/akun/kode/pasang/", {"code": code_of(found[1])})
    assert answer.status_code == 302, answer.content.decode()
    return found[1], RECOVERY.findall(client.get(answer["Location"]).content.decode())
