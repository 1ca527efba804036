"""Users with a role in a region."""

from itertools import count

from tepat.platform.accounts import services
from tepat.platform.accounts.models import User

PASSWORD = "daun-jambu-48-perahu"
_serial = count(1)


def user_with_role(role: str, region: str, *, username: str = "", full_name: str = "") -> User:
    """A user who holds one role in one region from today on."""
    added = services.add_user(
        by=None,
        username=username or f"{role.replace('_', '.')}.{next(_serial)}",
        full_name=full_name or f"Pengguna {role}",
        role=role,
        region=region,
        password=PASSWORD,
    )
    return added.user
