"""Changing the keys while everything goes on: the master key, and where asked every data key below it.

The new keys are in use from the first moment, the old ones open what they sealed. What is sealed is then sealed
anew in small steps (sweeping.py) at the places that the areas name (places.py); the old keys go when nothing
needs them any more. Keys themselves are platform.crypto's.
"""
