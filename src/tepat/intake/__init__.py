"""A ministry's list on its way in: files, rows, findings, acceptance, and how complete the list is."""
