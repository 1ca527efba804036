"""Personal data as the law asks: what is processed and why (the register), how long it is kept, and its erasure.

What is kept is named by kinds (kinds.py): upper areas register theirs. How long is part of the register
(processing.yaml, and the versions an office makes of it), and a job carries it out every day (erasing.py).
"""
