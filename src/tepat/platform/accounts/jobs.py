"""What falls due by the clock: sessions that ended long ago are dropped."""

from tepat.platform.jobs import chore

from .devices import forget_old

chore("accounts.forget_old_sessions")(forget_old)
