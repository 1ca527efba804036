"""How allauth's login behaves here (stub while the house is built)."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Closed for sign-up."""
