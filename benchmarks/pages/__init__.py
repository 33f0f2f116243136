"""Mixed pages made by program, and how well articles are found in them: `python -m benchmarks.pages FOLDER...`."""
