"""What of a name is shown to those who may see a family but not who it is."""


def masked_name(name: str) -> str:
    """Initials: "SITI AMINAH" becomes "S. A."; an empty name stays empty."""
    return " ".join(f"{word[0]}." for word in name.split() if word)
