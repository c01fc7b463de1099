"""Pictures of every page in every role, and of every paper, to be looked at: `make screens`."""
