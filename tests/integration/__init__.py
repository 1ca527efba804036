"""Tests against a database: run on SQLite and on PostgreSQL."""
