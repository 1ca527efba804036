"""The second factor: a code from the phone, through allauth's mfa; recovery codes; who must have one."""
