"""On whose behalf a command acts."""

from typing import TYPE_CHECKING

from .app import Refused

if TYPE_CHECKING:
    from tepat.platform.accounts.models import User
    from tepat.platform.accounts.permissions import Permission


def acting(username: str) -> "User":
    """The account named with --as, or the audited `system`."""
    from tepat.platform.accounts.models import User
    from tepat.platform.accounts.queries import system

    if not username:
        return system()
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"Tidak ada pengguna aktif bernama {username!r}. Periksa nama setelah --as.")
    return user


def named(username: str) -> "User":
    """The account that a command is about."""
    from tepat.platform.accounts.models import User

    user = User.objects.filter(username=username).first()
    if user is None:
        raise Refused(f"Tidak ada pengguna bernama {username!r}. Periksa namanya.")
    return user


def must(user: "User", permission: "Permission", region: str) -> None:
    """Refuse when the account may not do this there."""
    if not user.may(permission, region):
        raise Refused(
            f"Pengguna {user.username} tidak berwenang ({permission}) untuk wilayah {region or 'ini'}. "
            "Pakai --as pengguna yang berwenang, atau minta haknya kepada administrator."
        )
