"""The domain as frozen dataclasses: what is printed, what is known, what was understood.

Standard library only, with no behaviour beyond what follows from the values. `docs/glossary.md` defines the terms.
"""
