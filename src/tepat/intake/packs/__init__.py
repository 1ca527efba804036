"""Packs for the villages: a workbook to complete, a list to print, a covering letter. One a village or district.

contents.py gathers what goes in, workbook.py and paper.py write the files, jobs.py makes them in the
background, services.py keeps them and what became of them.
"""
