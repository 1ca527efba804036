"""The way to the office's provider, who may be away."""

from allauth.socialaccount.providers.openid_connect.views import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def to_office(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to the provider, whose own addresses are asked for first; in words where nobody answers."""
    try:
        answer: HttpResponse = login(request, provider_id=provider_id)
    except OSError:  # what requests raises, whatever went wrong on the way
        return render(request, "socialaccount/authentication_error.html", {"away": True}, status=503)
    return answer
