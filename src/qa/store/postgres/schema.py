"""The tables of an index in PostgreSQL. Whoever changes one raises `Recipe.format`.

Schema `qa` says which index answers, in one row, and keeps what belongs beside it; the index itself lies in a schema of
its own, `qa_` and its identity, which a rebuild makes anew and replaces at once.
"""

import uuid

from qa.errors import StoreError
from qa.records import Recipe
from qa.store.postgres.connecting import Sql

MOST_DIMENSIONS = 4000
"""What the index of pgvector takes in half precision."""
_INLINE = 1000
"""Up to so many dimensions a row stands beside its passage; larger ones are moved out of the table's page."""
TABLES = "documents", "chunks", "places", "sections", "problems", "files"
_META = """
CREATE SCHEMA IF NOT EXISTS qa;
CREATE TABLE IF NOT EXISTS qa.meta (
    one boolean PRIMARY KEY DEFAULT true CHECK (one), schema text NOT NULL, recipe text NOT NULL,
    generation bigint NOT NULL, documents bigint NOT NULL, chunks bigint NOT NULL, terms bigint NOT NULL);
CREATE TABLE IF NOT EXISTS qa.kept (name text PRIMARY KEY, content text NOT NULL);
"""
_TABLES = """
CREATE TABLE documents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, source text COLLATE "C" NOT NULL UNIQUE, title text NOT NULL,
    text text NOT NULL, digest text NOT NULL, encoding text NOT NULL, date text NOT NULL, author text NOT NULL);
CREATE TABLE chunks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document bigint NOT NULL REFERENCES documents ON DELETE CASCADE, start int NOT NULL, stop int NOT NULL,
    text text NOT NULL, digest text NOT NULL, title text NOT NULL, date text COLLATE "C" NOT NULL, rest text,
    length int NOT NULL, terms text NOT NULL, v vector({dimensions}) NOT NULL) WITH (parallel_workers = 0);
CREATE TABLE places (
    document bigint NOT NULL REFERENCES documents ON DELETE CASCADE, start int NOT NULL, stop int NOT NULL,
    name text NOT NULL, page int, box text, PRIMARY KEY (document, start));
CREATE TABLE sections (
    document bigint NOT NULL REFERENCES documents ON DELETE CASCADE, start int NOT NULL, stop int NOT NULL,
    title text NOT NULL, date text NOT NULL, author text NOT NULL, is_article boolean NOT NULL,
    PRIMARY KEY (document, start));
CREATE TABLE problems (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, source text COLLATE "C" NOT NULL, message text NOT NULL,
    hint text NOT NULL);
CREATE TABLE files (source text PRIMARY KEY, stamp text NOT NULL, digest text NOT NULL, documents int NOT NULL);
"""
INDEXES = """
CREATE INDEX chunks_by_document ON chunks (document, start);
CREATE INDEX chunks_by_date ON chunks (date, document);
CREATE INDEX chunks_by_digest ON chunks (digest);
CREATE INDEX chunks_by_meaning ON chunks USING hnsw ((v::halfvec({dimensions})) halfvec_ip_ops);
CREATE INDEX chunks_by_words ON chunks USING bm25 (terms) WITH (text_config = 'simple', k1 = 1.2, b = 0.75);
"""


def make_meta(sql: Sql) -> None:
    """The schema that says which index answers, where there is none."""
    run(sql, _META)


def has_meta(sql: Sql) -> bool:
    """Whether an index was begun in this database."""
    row = sql.execute("SELECT to_regclass('qa.meta') IS NOT NULL").fetchone()
    return bool(row and row[0]) and sql.execute("SELECT 1 FROM qa.meta").fetchone() is not None


def make_tables(sql: Sql, recipe: Recipe) -> str:
    """A new schema with the tables of an index, first in the search path of this transaction; its name."""
    if recipe.dimensions > MOST_DIMENSIONS:
        raise StoreError(
            f"PostgreSQL searches vectors of at most {MOST_DIMENSIONS:,} dimensions; {recipe.model} gives "
            f"{recipe.dimensions:,}",
            hint="take another model, or an index in a folder",
        )
    name = f"qa_{uuid.uuid4().hex}"
    run(sql, f"CREATE SCHEMA {name}")
    look_into(sql, name)
    run(sql, _TABLES.format(dimensions=recipe.dimensions))
    if recipe.dimensions <= _INLINE:
        run(sql, "ALTER TABLE chunks ALTER v SET STORAGE PLAIN")
    return name


def make_indexes(sql: Sql, dimensions: int) -> None:
    """What passages are found by; quicker after they are there."""
    run(sql, INDEXES.format(dimensions=dimensions))


def look_into(sql: Sql, name: str) -> None:
    """Puts the schema first in the search path of this transaction."""
    sql.execute("SELECT set_config('search_path', %s || ', ' || current_setting('search_path'), true)", (name,))


def run(sql: Sql, statements: str) -> None:
    """Carries out statements that hold no parameter."""
    for statement in statements.split(";\n"):
        if statement.strip():
            sql.execute(statement.encode())
