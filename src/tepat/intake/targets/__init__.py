"""Target lists by rule: who of a handed-over list is to be served, previewed in counts, kept as a version.

rules.py says what a rule's parts mean, exclusions.yaml who is left out and by what law, services.py makes a
version, jobs.py fills it.
"""
