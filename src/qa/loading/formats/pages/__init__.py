"""Pages of text that stands somewhere: PDF and scans, put into reading order, each line with its page and box."""
