"""Bytes → text: marks, strict decoding, and where nothing tells the encoding, the most plausible reading."""
