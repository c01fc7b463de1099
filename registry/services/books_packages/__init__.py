"""The books of an agreement as open files: handed over to a successor, restored elsewhere to the same hash.

`tables` says what goes along, `layout` how a package looks, `exports` writes one, `examination` compares
every hash of one, `imports` restores one into an empty system. docs/hand-over.md describes the format.
"""
