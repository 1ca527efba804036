"""How personal numbers are sealed and found again."""

from tepat.platform import crypto

from .models import IdentityNumber

REGISTRY_KEY = "registry"


def context(number_id: str) -> str:
    """What a sealed number is bound to: its own row. `number_id` is 32 hexadecimal digits."""
    return f"registry.identity_number:{number_id}"


def unsealed(number: IdentityNumber) -> str:
    """The number in clear. Callers show it masked, or after it was logged as revealed."""
    opener = crypto.sealer(crypto.data_key(REGISTRY_KEY))
    return opener.open(context(number.id.hex), bytes(number.sealed)).decode()


def masked(text: str) -> str:
    """All but the last four characters hidden, as screens show it."""
    return f"•••• •••• •••• {text[-4:]}" if len(text) >= 8 else "••••"
