"""How the numbers behind the detection of encodings are measured."""
