"""Characters that nobody sees: zero-width joints, marks of writing direction, soft hyphens, byte order marks.

They come along when a number is copied out of a chat or a web page, and two texts that look alike differ by
them. Written out so that Python's and Polars' regular expressions read them alike.
"""

INVISIBLE = "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
