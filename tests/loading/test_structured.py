"""A record of JSON is a line that says its keys."""

from tests.loading.made import named, read


def test_the_records_of_a_list_are_lines_with_places() -> None:
    found = read("a.json", b'[{"sku": "A1", "price": 12.50}, {"sku": "B2", "in": true, "none": null}]')
    assert found.text == "sku: A1 | price: 12.50\nsku: B2 | in: true\n"
    assert named(found, "record 2") == "sku: B2 | in: true"


def test_lines_end_at_line_feeds_only() -> None:
    data = '{"a": "one\u2028two"}\n\n{"a": "three"}\n'.encode()
    assert read("a.jsonl", data).text == "a: one\u2028two\na: three\n"


def test_nested_values_are_named_by_the_key_above_them_too() -> None:
    data = b'{"fees": {"sailing": 120, "days": ["Mon", "Tue"]}, "staff": [{"name": "Ada", "room": 7}]}'
    assert read("a.json", data).text == "fees.sailing: 120\nfees.days: Mon, Tue\nstaff: name: Ada | room: 7\n\n"


def test_what_is_no_json_is_read_as_it_is() -> None:
    for data in (b"{broken: 1", b"[" * 100_000):
        assert read("a.json", data).text == data.decode()


def test_a_record_with_lists_of_values_stays_together() -> None:
    """On lines of their own, the next record's region stood nearest to these prefectures."""
    data = b'{"regions": [{"prefectures": ["Saga", "Oita"], "region": "Kyushu"}, {"prefectures": ["Kochi"]}]}'
    assert read("a.json", data).text == (
        "regions: prefectures: Saga, Oita | region: Kyushu\nregions: prefectures: Kochi\n\n"
    )
