"""The words of the field as frozen values: what is printed, what is known, what was understood.

Standard library only, no behaviour beyond what follows from the values themselves. `docs/glossary.md` has the words.
"""
