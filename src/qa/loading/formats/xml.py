"""XML parts: parsed leniently, without entities, external or not, and named without their namespaces."""

from collections.abc import Iterator

import regex
from lxml import etree

from qa.loading.formats.package import damaged

Element = etree._Element
_LONE_SURROGATE = regex.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));"
)


def parse_xml(data: bytes, what: str) -> Element:
    """The root of an XML part; entities stay what they are, and after a fault comes what can be understood.

    Raises DocumentError where nothing can be.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_LONE_SURROGATE.sub(b"&#xFFFD;", data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(f"holds XML that cannot be read: {what} ({error})") from None
    if root is None:
        raise damaged(f"holds XML that cannot be read: {what}")
    return root


def name_of(element: Element) -> str:
    """The tag without its namespace, so that strict and transitional files read alike; empty for an entity."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str, default: str = "") -> str:
    """An attribute's value by its name without a namespace."""
    plain = element.get(name)
    if plain is not None:
        return plain
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}" + name)), default)


def children(element: Element, *names: str) -> Iterator[Element]:
    """The children with one of these names."""
    return element.iterchildren(*(f"{{*}}{name}" for name in names))


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of names."""
    for name in path:
        element = next(children(element, name), None) if element is not None else None
    return element


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """All elements below, or the element itself, with one of these names, in the order of the file."""
    return element.iter(*(f"{{*}}{name}" for name in names))
