"""The folding that the tokenizer applies to every text: one compiled table, one fast pass.

`fold` gives what a character becomes: NFKC and lower case; digits of every script as 0-9; traditional Chinese
characters and Japanese simplified ones as simplified Chinese; Arabic letter variants as one letter, without vowel
signs; Devanagari without nukta and with one nasal sign. Texts that differ only in these get the same tokens and so
the same vector.
"""

import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

LETTERS = str.maketrans("أإآٱىیېکۀةھہँ", "اااايييكههههं")
DROPPED = {
    *(0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF),  # soft hyphen, joiners, marks of direction and order
    *(0x0640, *range(0x064B, 0x0653), 0x0670),  # Arabic: tatweel, vowel signs
    *(0x093C, 0x0307),  # Devanagari nukta; the dot that İ leaves
}


def chinese_variants() -> dict[str, str]:
    """Traditional and Japanese characters with their simplified Chinese form, from OpenCC's tables (Apache-2.0).

    A Japanese form that is itself a common Chinese character (in GB 2312) stays: 欠 is not only 缺.
    """
    simplified = {key: values[0] for key, values in _opencc_table("TSCharacters.txt")}
    variants = {"著": "着", "沈": "沉"} | simplified
    for traditional, japanese in _opencc_table("JPVariants.txt"):
        for form in japanese:
            if form not in simplified and not _in_gb2312(form):
                variants[form] = simplified.get(traditional, traditional)
    return variants


def fold(character: str, variants: dict[str, str]) -> str:
    """What one character becomes; may be empty or longer."""
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).lower())
    text = "".join(variants.get(c, c) for c in text if ord(c) not in DROPPED)
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return digits.translate(LETTERS)


def rules() -> Iterator[tuple[str, str]]:
    """Every (character, folded text) that differ; the text is NFC already."""
    variants = chinese_variants()
    for code in range(1, sys.maxunicode + 1):
        character = chr(code)
        if character in "\t\n\r " or unicodedata.category(character) in ("Cn", "Cs", "Co"):
            continue
        folded = fold(character, variants)
        if folded != character:
            yield character, folded


def compiled_charsmap() -> bytes:
    """The rules as SentencePiece's precompiled character map, which `normalizers.Precompiled` reads."""
    import sentencepiece  # type: ignore[import-untyped,import-not-found,unused-ignore]
    from sentencepiece import sentencepiece_model_pb2  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with tempfile.TemporaryDirectory() as folder:
        table, text = Path(folder) / "rules.tsv", Path(folder) / "text.txt"
        table.write_text("".join(f"{_hex(a)}\t{_hex(b)}\n" for a, b in rules()), encoding="utf-8")
        text.write_text("".join(f"word {n}\n" for n in range(1000)), encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            input=str(text),
            model_prefix=f"{folder}/carrier",
            vocab_size=40,
            hard_vocab_limit=False,
            normalization_rule_tsv=str(table),
            minloglevel=2,
        )
        carrier = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined,unused-ignore]
        carrier.ParseFromString((Path(folder) / "carrier.model").read_bytes())
    return bytes(carrier.normalizer_spec.precompiled_charsmap)


def _opencc_table(name: str) -> list[tuple[str, list[str]]]:
    import opencc  # type: ignore[import-untyped,unused-ignore]

    lines = (Path(opencc.__file__).parent / "dictionary" / name).read_text(encoding="utf-8").splitlines()
    return [(key, values.split()) for key, _, values in (line.partition("\t") for line in lines) if values]


def _in_gb2312(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _hex(text: str) -> str:
    return " ".join(f"{ord(c):X}" for c in text)
