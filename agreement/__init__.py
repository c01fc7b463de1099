"""The Rights Agreement as pure Python: no web framework, no clock, no files, no chance.

Every rule is a function of the facts handed in. Instants are arguments, closures of the banks
are arguments, and every answer names the section it rests on.
"""
