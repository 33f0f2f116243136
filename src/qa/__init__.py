"""Questions in any language, answered with word-for-word quotes from your own documents."""

__version__ = "0.1.0"
