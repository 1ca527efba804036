"""The parts that pages are made of: what each template tag computes before its template draws it.

One module a family of parts; all register in `library.register`, which templatetags/tepat.py hands to Django.
Data may come as mappings or as objects with attributes, so that areas below import nothing from here.
/gaya/ shows every part once.
"""
