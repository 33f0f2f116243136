"""The store in PostgreSQL when something goes wrong: a server, a worker or a reader dies, a connection is lost, …"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from qa.bot import Bot
from qa.database import Database
from qa.errors import IndexBusy, StoreError
from qa.index import begin_index, build_index
from qa.records import Recipe
from qa.settings import Settings
from qa.store import contents, discard_caches, keep, kept, open_store, set_aside, verify
from qa.store.postgres import PostgresStore
from qa.store.postgres.words import word
from tests.conftest import make_document, vectors_of
from tests.store.oracle import Oracle
from tests.store.server import Server
from tests.store.test_local import RECIPE, VECTORS, assert_same, filled

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def database(server: Server) -> Database:
    return server.new_database()


@pytest.fixture
def reader(database: Database) -> Iterator[PostgresStore]:
    filled(database, make_document("a.txt", "ferry", "bridge"))
    with closing(PostgresStore(database, RECIPE)) as store:
        yield store


def name_of(database: Database) -> str:
    return database.name


def drop_connections(server: Server, database: Database) -> None:
    """As a restart of the server, or of what lies between, does."""
    server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database.name}'")


# ------------------------------------------------------------------------------------------------------ one moment


def test_all_that_is_read_inside_a_moment_is_of_one_generation(reader: PostgresStore, database: Database) -> None:
    with closing(PostgresStore(database, RECIPE, write=True)) as writer:
        with reader.moment():
            before = reader.state()
            writer.replace(["a.txt"], [make_document("b.txt", "ferry ferry")])
            assert reader.state() == before
            assert [hit.chunk.source for hit in reader.lexical([["ferry"]], 9)[0]] == ["a.txt"]
            assert reader.document("a.txt").text == "ferry\nbridge"
            assert [hit.chunk.source for hit in reader.dense(VECTORS[:1], 9)[0]] == ["a.txt", "a.txt"]
        assert list(reader.digests()) == ["b.txt"]


def test_a_moment_outlasts_a_rebuild(reader: PostgresStore, database: Database) -> None:
    """The tables that answered are dropped only when nobody reads them."""
    from threading import Thread

    def rebuild() -> None:
        with closing(PostgresStore(database, RECIPE, write=True, rebuild=True)) as store:
            store.rebuild(RECIPE, [make_document("new.txt", "tea")])

    thread = Thread(target=rebuild)
    with reader.moment():
        assert list(reader.digests()) == ["a.txt"]
        thread.start()
        with closing(PostgresStore(database, RECIPE)) as other:
            deadline = time.monotonic() + 30
            while list(other.digests()) != ["new.txt"]:
                assert time.monotonic() < deadline
        assert reader.document("a.txt").text == "ferry\nbridge"
        assert len(reader.lexical([["bridge"]], 9)[0]) == 1
    thread.join()
    assert list(reader.digests()) == ["new.txt"]


def test_among_many_passages_the_nearest_are_found_by_the_graph(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 600 passages; the ten best are compared, their scores are exact."""
    documents = [make_document(f"{n}.txt", f"ferry {n}") for n in range(600)]
    oracle = filled(database, *documents)
    monkeypatch.setattr("qa.store.postgres.searching.FEW", 50)
    queries = vectors_of(*(f"question {n}" for n in range(20)))
    with closing(PostgresStore(database, RECIPE)) as reader:
        found, wanted = reader.dense(queries, 10), oracle.dense(queries, 10)
    both = sum(
        len({hit.chunk.id for hit in a} & {hit.chunk.id for hit in b}) for a, b in zip(found, wanted, strict=True)
    )
    assert both >= 190
    exact = {hit.chunk.id: hit.score for hit in wanted[0]}
    assert all(hit.score == pytest.approx(exact[hit.chunk.id], abs=1e-6) for hit in found[0] if hit.chunk.id in exact)


# ------------------------------------------------------------------------------------------------ lost connections


def test_a_connection_lost_in_the_middle_of_an_answer_is_made_again(
    reader: PostgresStore, database: Database, server: Server
) -> None:
    with reader.moment():
        assert len(reader) == 2
        drop_connections(server, database)
        assert [hit.chunk.text for hit in reader.lexical([["ferry"]], 9)[0]] == ["ferry"]
    drop_connections(server, database)  # one that waits in the pool
    assert len(reader) == 2


def test_what_changed_while_the_connection_was_lost_is_not_mixed(
    reader: PostgresStore, database: Database, server: Server
) -> None:
    with reader.moment():
        assert len(reader) == 2
        drop_connections(server, database)
        filled(database, make_document("b.txt", "tea"))
        with pytest.raises(StoreError, match="was changed while the connection to it was lost") as caught:
            reader.document("a.txt")
    assert caught.value.hint == "ask again"
    assert len(reader) == 3


def test_a_server_that_was_killed_has_all_that_was_committed(server: Server, database: Database) -> None:
    """While it writes: what `replace` gave back is there, no document is half there; who reads goes on by itself."""
    filled(database, make_document("first.txt", "ferry"))
    writer, reader = PostgresStore(database, RECIPE, write=True), PostgresStore(database, RECIPE)
    with closing(writer), closing(reader):
        worker = started("write", database)
        done = [line_of(worker) for _ in range(5)]
        server.kill()
        assert reader.document("first.txt").text == "ferry"
        writer.replace([], [make_document("last.txt", "tea")])
        worker.kill()
        done += worker.communicate()[0].splitlines()
        held = reader.digests()
        assert {f"{number}.txt" for number in done} <= held.keys()
        assert reader.state().documents == len(held)
        assert all(len(reader.indexed(source).chunks) == 3 for source in held if source[0].isdecimal())
    assert verify(database) == []


def test_a_server_that_is_gone_is_said(monkeypatch: pytest.MonkeyPatch, server: Server, reader: PostgresStore) -> None:
    monkeypatch.setattr("qa.store.postgres.connecting._PATIENCE", 0.2)
    server.stop()
    try:
        with pytest.raises(StoreError, match="cannot be opened: connection") as caught:
            len(reader)
        assert "see that the server runs" in caught.value.hint
    finally:
        server.start()
    assert len(reader) == 2


# ----------------------------------------------------------------------------------------- workers, without a queue

PROGRAM = """
import sys
from contextlib import closing
from itertools import count
from qa.database import Database
from qa.settings import Settings
from qa.store.postgres import PostgresStore
from tests.conftest import make_document
from tests.store.test_local import RECIPE
what, url, *rest = sys.argv[1:]
if what == "write":
    store = PostgresStore(Database(url), RECIPE, write=True)
    for number in count():
        store.replace([], [make_document(f"{number}.txt", "ferry", "bridge", "harbour")])
        print(number, flush=True)
elif what == "change":
    store = PostgresStore(Database(url), RECIPE, write=True)
    for number in count():
        parts = [f"ferry {rest[0]} {number} {part}" for part in range(number % 4 + 1)]
        store.replace([], [make_document(f"{rest[0]}/{number % 10}.txt", *parts)])
elif what == "hold":
    store = PostgresStore(Database(url), RECIPE, write=True)
    store.claim(rest[0])
    print("held", flush=True)
    sys.stdin.read()
else:
    import qa.index.building as building
    building._BATCH_CHARACTERS = 1500
    report = building.build_index(Settings(documents=rest[0], index=url))
    print(report.chunks)
"""


def started(what: str, database: Database, *rest: str, program: str = PROGRAM) -> "subprocess.Popen[str]":
    """A process of another worker or reader."""
    command = [sys.executable, "-c", program, what, database.url, *rest]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def line_of(process: "subprocess.Popen[str]") -> str:
    """The next line that it prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.slow
def test_three_workers_and_a_reader_for_a_minute(database: Database, server: Server) -> None:
    """Each replaces its own documents over and over, connections are dropped now and then: a reader sees them whole."""
    begun = PostgresStore(database, RECIPE, write=True)
    workers = [started("change", database, name) for name in "abc"]
    with closing(begun), closing(PostgresStore(database, RECIPE)) as reader:
        until, generations, looked = time.monotonic() + 60, [0], 0
        while time.monotonic() < until:
            with reader.moment():
                generations.append(reader.state().generation)
                hits = reader.lexical([["ferry"]], 100)[0]
                texts = {hit.chunk.source: reader.document(hit.chunk.source).text for hit in hits}
                assert all(texts[hit.chunk.source][hit.chunk.start : hit.chunk.end] == hit.chunk.text for hit in hits)
                assert len(hits) == sum(text.count("ferry") for text in texts.values()) == len(reader)
            looked += 1
            if looked % 100 == 0:
                drop_connections(server, database)
        for worker in workers:
            assert worker.poll() is None
            worker.kill()
            worker.communicate()
    assert generations == sorted(generations)
    assert generations[-1] > 100
    assert verify(database) == []


def test_a_file_is_one_workers_until_it_dies(database: Database) -> None:
    with closing(PostgresStore(database, RECIPE, write=True)) as writer:
        other = started("hold", database, "a.txt")
        assert line_of(other) == "held"
        assert writer.claim("a.txt") is None
        assert writer.claim("b.txt") == {}
        other.send_signal(signal.SIGKILL)
        other.communicate()
        deadline = time.monotonic() + 10
        while writer.claim("a.txt") is None:
            assert time.monotonic() < deadline
        writer.release(["b.txt"])
        with closing(PostgresStore(database, RECIPE, write=True)) as third:
            assert third.claim("b.txt") == {}
            assert third.claim("a.txt") is None


def test_three_workers_bring_a_folder_in_and_one_is_killed(database: Database, tmp_path: Path) -> None:
    """What the dead one had in hand the others bring in; who reads sees whole documents only, and ever more of them."""
    documents, seen = tmp_path / "documents", [0]
    written(documents, 40)
    filled_by = Settings(documents=documents, index=database)
    begin_index(filled_by)
    workers = [started("index", database, str(documents)) for _ in range(3)]
    with Bot.open(filled_by) as bot:
        while any(worker.poll() is None for worker in workers):
            with bot.store.moment():
                seen.append(bot.state().documents)
                assert bot.state().chunks == 2 * seen[-1] == len(bot.store.lexical([["ferry"]], 500)[0])
            if seen[-1] > 5:
                workers[0].kill()
            time.sleep(0.02)
    for worker in workers:
        worker.communicate()
    assert [worker.returncode for worker in workers] == [-9, 0, 0]
    assert seen == sorted(seen)
    report = build_index(filled_by)
    assert (report.state.documents, report.state.chunks, report.changes) == (40, 80, 0)
    assert verify(database) == []


def written(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        text = "\n\n".join(f"The ferry {number} of {line} leaves the harbour at {line} o'clock." for line in range(9))
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")


def test_writers_of_other_documents_do_not_wait_for_each_other_and_rebuilding_is_done_alone(database: Database) -> None:
    first = PostgresStore(database, RECIPE, write=True)
    with closing(first), closing(PostgresStore(database, RECIPE, write=True)) as second:
        first.replace([], [make_document("a.txt", "ferry")])
        second.replace([], [make_document("b.txt", "tea")])
        assert first.state().generation == 2
        with pytest.raises(IndexBusy, match=f"is being written by qa .*:{os.getpid()}, qa .*:{os.getpid()}"):
            PostgresStore(database, RECIPE, write=True, rebuild=True)
    with closing(PostgresStore(database, RECIPE, write=True, rebuild=True)), pytest.raises(IndexBusy):
        PostgresStore(database, RECIPE, write=True)


def test_a_killed_reader_holds_nobody_up(database: Database, reader: PostgresStore) -> None:
    program = PROGRAM.replace("store.claim(rest[0])", "held = store.moment(); held.__enter__(); store.digests()")
    other = started("hold", database, "", program=program)
    assert line_of(other) == "held"
    other.kill()
    other.communicate()
    with closing(PostgresStore(database, RECIPE, write=True, rebuild=True)) as store:
        store.rebuild(RECIPE, [make_document("b.txt", "tea")])
    assert list(reader.digests()) == ["b.txt"]


# ----------------------------------------------------------------------------------------------------- refusals


def test_a_wrong_password_is_said_without_it(server: Server, database: Database) -> None:
    rules = server.data / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    server.sql("CREATE ROLE editor LOGIN PASSWORD 'right'")
    rules.write_text(f"local all editor scram-sha-256\n{before}", encoding="utf-8")
    server.sql("SELECT pg_reload_conf()")
    try:
        url = database.url.replace("postgresql:///", "postgresql://editor:wr%40ng@/").replace("user=postgres&", "")
        with pytest.raises(StoreError, match="password authentication failed") as caught:
            PostgresStore(Database(url), RECIPE)
        said = f"{caught.value.message} {caught.value.hint}"
        assert "wr" not in said.replace("write", "").replace("wrong", "")
        assert "editor:***@" in said
        assert "~/.pgpass" in said
    finally:
        rules.write_text(before, encoding="utf-8")
        server.sql("SELECT pg_reload_conf()")


def test_a_missing_extension_is_named_with_the_command(server: Server) -> None:
    server.sql("CREATE DATABASE bare")
    server.sql("CREATE ROLE plain LOGIN; GRANT ALL ON DATABASE bare TO plain")
    plain = Database(server.url("bare", user="plain"))
    with pytest.raises(StoreError, match="lacks the extension vector: permission denied") as caught:
        PostgresStore(plain, RECIPE, write=True)
    assert caught.value.hint.endswith('run `psql -d bare -c "CREATE EXTENSION vector"`')
    server.sql("CREATE EXTENSION vector", "bare")
    with pytest.raises(StoreError, match="lacks the extension pg_textsearch: permission denied") as caught:
        PostgresStore(plain, RECIPE, write=True)
    assert 'psql -d bare -c "CREATE EXTENSION pg_textsearch"' in caught.value.hint
    assert "shared_preload_libraries" in caught.value.hint


def test_a_database_that_is_not_there_is_said(server: Server) -> None:
    with pytest.raises(StoreError, match='database "nowhere" does not exist') as caught:
        PostgresStore(Database(server.url("nowhere")), RECIPE)
    assert "createdb" in caught.value.hint


def test_vectors_that_are_too_long_are_refused_before_anything_is_made(database: Database) -> None:
    with pytest.raises(StoreError, match="at most 4,000 dimensions; a large model gives 5,000"):
        PostgresStore(database, Recipe("a large model", 5000, 400, 80), write=True)


def test_a_reader_who_may_not_is_told(server: Server, database: Database, reader: PostgresStore) -> None:
    server.sql("CREATE ROLE stranger LOGIN")
    with pytest.raises(StoreError, match="may not be used so: permission denied"):
        PostgresStore(Database(database.url.replace("user=postgres", "user=stranger")), RECIPE)


# ------------------------------------------------------------------------------------- readers, backups, replicas


def test_a_page_needs_to_read_only(server: Server, database: Database, reader: PostgresStore) -> None:
    schema = schema_of(server, database)
    server.sql(
        f"CREATE ROLE page LOGIN; GRANT USAGE ON SCHEMA qa, {schema} TO page;"
        f" GRANT SELECT ON ALL TABLES IN SCHEMA qa, {schema} TO page",
        database.name,
    )
    oracle = Oracle()
    oracle.replace([], [make_document("a.txt", "ferry", "bridge")])
    with closing(PostgresStore(Database(database.url.replace("user=postgres", "user=page")), RECIPE)) as page:
        assert_same(page, oracle)


def test_a_backup_that_is_put_back_answers_as_before(server: Server, database: Database) -> None:
    oracle = filled(database, make_document("a.txt", "ferry", "北京"), make_document("b.txt", "bridge ferry"))
    dump, again = server.folder / "dump", server.new_database()
    server.run("pg_dump", "-Fc", "-f", dump, database.url)
    server.run("pg_restore", "-d", again.url, dump)
    with closing(PostgresStore(again, RECIPE)) as reader:
        assert_same(reader, oracle)
    assert verify(again) == []


def test_a_replica_tells_how_far_it_is_behind_and_is_not_asked(server: Server, database: Database) -> None:
    """By a real one, which is held up: pg_textsearch 1.0 finds nothing new there."""
    filled(database, make_document("a.txt", "ferry"))
    with server.replica() as replica:
        there = Database(replica.url(database.name))
        assert contents(there).engine[1].startswith("a replica; not behind;")
        replica.sql("SELECT pg_wal_replay_pause()")
        filled(database, make_document("b.txt", "tea"))
        told = wait_for(lambda: [one for one in contents(there).engine if "MB behind" in one])
        assert told[0].startswith("a replica; ")
        assert contents(there).state.documents == 1
        (told,) = wait_for(lambda: [one for one in contents(database).engine if "MB behind" in one])
        assert told.startswith("replica walreceiver on this machine: ")
        with pytest.raises(StoreError, match=r"is a replica, where pg_textsearch 1\.0\.0 does not find what is new"):
            PostgresStore(there, RECIPE)
        replica.sql("SELECT pg_wal_replay_resume()")
        wait_for(lambda: [one for one in contents(there).engine if "not behind" in one])
        assert contents(there).state.documents == 2


def wait_for(found: Callable[[], Sequence[str]]) -> Sequence[str]:
    """What is found at last; AssertionError after half a minute."""
    deadline = time.monotonic() + 30
    while not (last := found()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return last


# ----------------------------------------------------------------------------------------------- looking, mending


def test_the_engine_is_told_with_its_extensions(database: Database, reader: PostgresStore) -> None:
    (engine,) = contents(database).engine
    assert engine.startswith("PostgreSQL 18.")
    assert ", vector 0." in engine
    assert ", pg_textsearch 1." in engine


def schema_of(server: Server, database: Database) -> str:
    return str(server.sql("SELECT schema FROM qa.meta", database.name)[0][0])


def test_what_was_damaged_is_found_by_name(server: Server, database: Database, reader: PostgresStore) -> None:
    schema = schema_of(server, database)
    server.sql(f"UPDATE {schema}.chunks SET text = 'fairy' WHERE text = 'ferry'", database.name)
    server.sql(f"DROP INDEX {schema}.chunks_by_words", database.name)
    server.sql("UPDATE qa.meta SET documents = 5", database.name)
    assert [(fault.part, fault.source) for fault in verify(database)] == [
        ("catalogue", ""),
        ("document", "a.txt"),
        ("cache", ""),
    ]


def test_what_finds_passages_is_made_anew(server: Server, database: Database) -> None:
    oracle = filled(database, make_document("a.txt", "ferry", "北京"))
    server.sql(f"DROP INDEX {schema_of(server, database)}.chunks_by_words", database.name)
    discard_caches(database)
    assert verify(database) == []
    with closing(PostgresStore(database, RECIPE)) as reader:
        assert_same(reader, oracle)


def test_an_index_that_is_set_aside_is_made_anew(database: Database, reader: PostgresStore) -> None:
    set_aside(database)
    oracle = filled(database, make_document("b.txt", "tea"))
    assert_same(reader, oracle)


def test_what_is_kept_beside_the_index_outlasts_a_rebuild(database: Database, reader: PostgresStore) -> None:
    keep(database, "calibration.json", "{}")
    with closing(open_store(database, RECIPE, write=True, rebuild=True)) as store:
        store.rebuild(RECIPE, [])
    assert (kept(database, "calibration.json"), kept(database, "other")) == ("{}", None)


@pytest.mark.parametrize("term", ["ferry", "xylophone", "北京", "libra*", "3", "km2", "a" * 500, "京" * 300])
def test_a_term_is_one_word_of_its_own(server: Server, term: str) -> None:
    """By the server's own parser."""
    import psycopg

    with closing(psycopg.connect(server.url("postgres"))) as sql:
        (found,) = sql.execute("SELECT tsvector_to_array(to_tsvector('simple', %s))", (word(term),)).fetchall()[0]
    assert found == [word(term)]
    assert word(term) != word(f"{term}x")
