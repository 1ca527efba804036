"""Coming in with the office's own account (OpenID Connect), through allauth's socialaccount; off unless set."""
