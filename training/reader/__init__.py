"""How the thorough reader is made: `README.md` here says from what, in which order, and what it is worth."""
