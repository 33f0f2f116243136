"""How the bundled embedding model is made and measured: see README.md beside this file."""
