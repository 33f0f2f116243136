"""The store in a PostgreSQL database, with pgvector and pg_textsearch."""

from qa.store.postgres.looking import broken_indexes, engine_of, flaws_of, is_begun, keep, kept, looked_at, must_keep
from qa.store.postgres.store import PostgresStore
from qa.store.postgres.writing import make_anew, set_aside

__all__ = [
    "PostgresStore",
    "broken_indexes",
    "engine_of",
    "flaws_of",
    "is_begun",
    "keep",
    "kept",
    "looked_at",
    "make_anew",
    "must_keep",
    "set_aside",
]
