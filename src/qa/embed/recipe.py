"""How an index made with a model and these settings is made; apart from indexing, so that asking loads no reader."""

from qa.embed.encoder import Encoder, probe
from qa.records import Recipe
from qa.settings import Settings


def recipe_of(settings: Settings, encoder: Encoder) -> Recipe:
    """How an index made with these settings is made."""
    splitting, vector = settings.splitting, probe(encoder)
    return Recipe(
        encoder.name,
        len(vector),
        splitting.chunk_size,
        splitting.chunk_overlap,
        method=splitting.method,
        probe=vector,
    )
