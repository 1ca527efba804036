"""What a newer list changes: counted and shown old beside new, and what a person decides of those it names no more.

noting.py keeps it as a batch is accepted, services.py what is answered; queries.py reads.
"""
