"""The one more."""
