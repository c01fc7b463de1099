"""Pages on which holders prepare an exercise and follow it."""
