"""Invitations by mail: sent by a job to a real server, and what is said when that fails."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tepat.platform import jobs
from tepat.platform.accounts.models import Invitation, User
from tepat.platform.audit.models import AuditEvent
from tepat.platform.jobs.models import Job
from tests.factories import mail
from tests.factories.people import user_with_role

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://testserver/undangan/[\w-]+/")


@pytest.fixture
def box(settings: Any) -> Iterator[mail.Mailbox]:
    with mail.server() as listening:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listening.port
        settings.DEFAULT_FROM_EMAIL = "tepat@dinsos.example"
        yield listening


def invited(client: Client, email: str = "camat@kantor.example") -> tuple[str, Job | None]:
    """The link as the page shows it, and the job that sends it."""
    client.force_login(user_with_role("administrator", "64.08"))
    user = user_with_role("village_officer", "64.08.01.2001", full_name="Pak Arif")
    User.objects.filter(id=user.id).update(email=email)
    page = client.post(f"/pengguna/{user.id}/tautan/").content.decode()
    found = LINK.search(page)
    assert found
    assert ("juga dikirim ke camat@kantor.example" in page) == bool(Job.objects.exists())
    return found[0], Job.objects.last()


def test_the_link_that_is_shown_is_sent_once_and_works(client: Client, box: mail.Mailbox) -> None:
    link, job = invited(client)
    assert job is not None

    assert jobs.run_now(job).state == "done"

    [letter] = box.taken
    text = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]  # one plain part
    assert (letter["To"], letter["From"]) == ("camat@kantor.example", "tepat@dinsos.example")
    assert LINK.findall(text) == [link]
    assert text.startswith("Yth. Pak Arif,")
    assert "mintalah yang baru kepada administrator" in text
    assert AuditEvent.objects.filter(action="invitation.mailed").count() == 1
    told = str(list(Job.objects.values())) + str(list(AuditEvent.objects.values("detail_text")))
    assert link.rsplit("/", 2)[1] not in told
    client.logout()
    assert "Kata sandi" in client.get(link.removeprefix("http://testserver")).content.decode()
    Job.objects.update(state="queued", finished_at=None)
    again = jobs.run_now(Job.objects.get())
    assert (again.state, len(box.taken)) == ("failed", 1)


def test_a_refused_address_says_what_to_do(client: Client, box: mail.Mailbox) -> None:
    box.refuses = True
    _link, job = invited(client)
    assert job is not None

    ended = jobs.run_now(job)

    assert ended.state == "failed"
    assert "serahkan sendiri" in str(ended.error)
    assert not box.taken


def test_a_revoked_link_is_not_sent(client: Client, box: mail.Mailbox) -> None:
    _link, job = invited(client)
    assert job is not None
    client.post(f"/pengguna/{Invitation.objects.get().user_id}/cabut-tautan/")

    assert jobs.run_now(job).state == "failed"
    assert not box.taken


def test_a_server_that_is_away_is_tried_again_and_then_told(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    _link, job = invited(client)
    assert job is not None
    Job.objects.update(max_attempts=1)

    ended = jobs.run_now(job)

    assert ended.state == "failed"
    assert "TEPAT_MAIL_URL" in str(ended.error)


@pytest.mark.parametrize("email", ["", "camat@kantor.example"])
def test_without_a_server_or_an_address_the_link_is_handed_over(
    client: Client, settings: Any, email: str
) -> None:
    settings.EMAIL_HOST = "" if email else "127.0.0.1"

    _link, job = invited(client, email)

    assert job is None
