"""The second factor: a code from the phone or a passkey, through allauth's mfa; who must have one."""
