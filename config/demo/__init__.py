"""The demonstration: invented people and an invented plan, taken through its main job once."""
