"""Pages on which people change rows on their way in. The writes stand in intake/services."""
