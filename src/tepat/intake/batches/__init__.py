"""Batches: a list on its way in, from its files to the decision."""
