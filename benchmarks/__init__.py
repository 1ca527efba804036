"""Figures of this machine: one file a benchmark, each prints a table. Run all with `make bench`."""
