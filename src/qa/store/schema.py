"""The tables of the catalogue. Whoever changes one raises `Recipe.format`."""

import sqlite3

META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
_TABLES = {
    "documents": """(
        id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
        digest TEXT NOT NULL, encoding TEXT NOT NULL, date TEXT NOT NULL, author TEXT NOT NULL,
        crc INTEGER NOT NULL)""",
    "chunks": """(
        id INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (id), generation INTEGER NOT NULL,
        start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL, digest TEXT NOT NULL,
        title TEXT NOT NULL, date TEXT NOT NULL, rest TEXT, crc INTEGER NOT NULL)""",
    "places": """(
        document INTEGER NOT NULL REFERENCES documents (id), start INTEGER NOT NULL, end INTEGER NOT NULL,
        name TEXT NOT NULL, page INTEGER, box TEXT, PRIMARY KEY (document, start)) WITHOUT ROWID""",
    "sections": """(
        document INTEGER NOT NULL REFERENCES documents (id), start INTEGER NOT NULL, end INTEGER NOT NULL,
        title TEXT NOT NULL, date TEXT NOT NULL, author TEXT NOT NULL, is_article INTEGER NOT NULL,
        PRIMARY KEY (document, start)) WITHOUT ROWID""",
    "vectors": """(
        model TEXT NOT NULL, digest TEXT NOT NULL, vector BLOB NOT NULL, crc INTEGER NOT NULL,
        UNIQUE (model, digest))""",
    "problems": "(source TEXT NOT NULL, message TEXT NOT NULL, hint TEXT NOT NULL)",
    "files": """(
        source TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest TEXT NOT NULL, documents INTEGER NOT NULL)
        WITHOUT ROWID""",
    "history": "(generation INTEGER PRIMARY KEY, mark TEXT NOT NULL)",
}
_INDEXES = """
CREATE INDEX chunks_by_document ON chunks (document, date);
CREATE INDEX chunks_by_generation ON chunks (generation);
CREATE INDEX chunks_by_digest ON chunks (digest);
"""
CONTENT = "chunks", "places", "sections", "documents", "problems", "files"
"""What starting over empties, in an order that breaks no reference; vectors may be used again."""


def make_anew(sql: sqlite3.Connection) -> None:
    """Makes all tables but `meta`; those of another format go, with what they hold."""
    for table in (*CONTENT, "vectors", "history"):
        sql.execute(f"DROP TABLE IF EXISTS {table}")
    for table, columns in _TABLES.items():
        sql.execute(f"CREATE TABLE {table} {columns}")
    for statement in _INDEXES.split(";"):
        sql.execute(statement)
