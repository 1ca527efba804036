"""What the region services refuse, in the words a user reads."""

from django.utils.translation import gettext as _


class RegionRefused(Exception):
    """A change of regions that cannot be; its message says what, why and what to do."""

    @classmethod
    def not_a_pair(cls, old: str, new: str) -> "RegionRefused":
        """Two texts that are no codes of one level."""
        return cls(
            _("%(old)s dan %(new)s bukan dua kode wilayah setingkat. Tulis kode Kemendagri dengan titik.")
            % {"old": old, "new": new}
        )

    @classmethod
    def unknown(cls, code: str) -> "RegionRefused":
        """A successor that is no region in force."""
        return cls(
            _("Wilayah %(code)s tidak ada dalam rujukan yang berlaku. Periksa kodenya.") % {"code": code}
        )

    @classmethod
    def circle(cls, old: str, new: str) -> "RegionRefused":
        """A succession that would lead back to where it began."""
        return cls(
            _("%(new)s sudah tercatat beralih menjadi %(old)s. Periksa arah perubahannya.")
            % {"old": old, "new": new}
        )
