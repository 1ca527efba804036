"""The demo regency, filled through the real importer."""
