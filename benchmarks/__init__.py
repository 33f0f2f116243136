"""How fast and how good, with commands to rerun; see README.md."""
