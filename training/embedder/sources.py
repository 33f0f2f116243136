"""What the model learns from: every source with its repository, licence and share of the batches.

A source that states no licence, or one that its texts cannot be trained on under, is not in this table:
`udhr`, `cail2019`, `qed`, `subjqa`, `tquad`, `idk_mrc`, `parashoot` (none stated), `c3` (non-commercial),
`piaf` (licence not stated in the copy), `persianqa` and `poquad` (GPL-3.0, which fits no Apache-2.0 package).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """How a family of sources is drawn: `share` weighs its groups, `cap` limits the rows of one language pair.

    `passages` says that neighbouring rows are neighbours in a document, so that a run of them reads like a passage.
    """

    share: float
    cap: int
    passages: bool = False


@dataclass(frozen=True)
class Source:
    """One file of the data folder."""

    name: str
    kind: str
    licence: str
    repository: str


KINDS = {
    "questions": Kind(share=4.0, cap=200_000),
    "glossed": Kind(share=1.0, cap=200_000),
    "dictionary": Kind(share=2.0, cap=250_000),
    "everyday": Kind(share=2.0, cap=150_000),
    "news": Kind(share=3.0, cap=50_000, passages=True),
    "wordnet": Kind(share=1.0, cap=120_000),
    "names": Kind(share=1.0, cap=50_000),
    "law": Kind(share=0.7, cap=150_000, passages=True),
    "verse": Kind(share=0.5, cap=30_000, passages=True),
    "books": Kind(share=0.7, cap=20_000, passages=True),
    "documentation": Kind(share=0.4, cap=15_000, passages=True),
    "interface": Kind(share=0.25, cap=8_000),
    "neighbours": Kind(share=0.3, cap=40_000),
}

PAIRS = (
    Source(
        "omw_wordnets",
        "wordnet",
        "per wordnet: WordNet, CC-BY, CC-BY-SA, ODC-By, MIT, Apache-2.0, CeCILL-C; OEWN and CILI CC-BY-4.0",
        "omwn/omw-data, globalwordnet/english-wordnet, globalwordnet/cili",
    ),
    Source("wordnet_en_gloss", "wordnet", "CC-BY-4.0", "globalwordnet/english-wordnet"),
    Source("dict_cedict", "dictionary", "CC-BY-SA-4.0", "argb/hanzi-data (CC-CEDICT)"),
    Source("dict_cfdict", "dictionary", "CC-BY-SA-3.0", "argb/hanzi-data (CFDICT)"),
    Source("dict_open_english_zh", "dictionary", "MIT", "plumsun/open-english-dictionary"),
    Source("cldr_names", "names", "Unicode-3.0", "unicode-org/cldr-json"),
    Source("osm_id_presets", "names", "ISC", "openstreetmap/id-tagging-schema"),
    Source(
        "tatoeba_train",
        "everyday",
        "CC-BY-2.0-FR (Tatoeba's own; the copies state none)",
        "Tatoeba sentences in vivounicorn/attention-seq2seq, YC-Coder-Chen/English-Chinese-Translator, "
        "modelexlab/data, efunstats/TABA-EN",
    ),
    Source("tico19", "news", "CC0-1.0", "tico-19/tico-19.github.io"),
    Source(
        "law_taiwan",
        "law",
        "laws and their official translation, not copyrightable (Taiwan Copyright Act art. 9)",
        "kong0107/mojLawSplitJSON",
    ),
    Source("mono_zh_laws", "neighbours", "laws, not copyrightable (PRC Copyright Law art. 5)", "LawRefBook/Laws"),
    Source("bible", "verse", "MIT, texts in the public domain", "scrollmapper/bible_databases"),
    Source(
        "open_books_docs",
        "books",
        "Apache-2.0, MIT, CC-BY-4.0",
        "rust-lang/book, KaiserY/trpl-zh-cn, fastapi/fastapi, huggingface/course, cncf/glossary, "
        "github/opensource.guide",
    ),
    Source(
        "react_vue_d2l",
        "books",
        "CC-BY-4.0",
        "reactjs/react.dev and zh-hans, vuejs/docs and docs-zh-cn",
    ),
    Source("php_docs", "documentation", "CC-BY-3.0", "php/doc-{en,zh,ja,fr,de,es,ru,pt_br,tr,it,uk}"),
    Source("python_docs", "documentation", "PSF-2.0, CC0-1.0 (translations)", "python/python-docs-*"),
    Source("tensorflow_docs", "documentation", "CC-BY-4.0, Apache-2.0", "tensorflow/docs-l10n"),
    Source("kubernetes_docs", "documentation", "CC-BY-4.0", "FlyingOnion/website (kubernetes/website)"),
    Source("arkui_docs", "documentation", "CC-BY-4.0", "arkui-x/docs"),
    Source("adobe_workfront_multi", "documentation", "MIT", "AdobeDocs/workfront.{en,ko-KR,ja-JP,…}"),
    Source("adobe_workfront_zh", "documentation", "MIT", "AdobeDocs/workfront.{en,zh-Hans}"),
    Source("adobe_analytics_zh", "documentation", "MIT", "AdobeDocs/analytics.{en,zh-Hans}"),
    Source("godot_editor", "interface", "MIT, CC-BY-3.0", "godotengine/godot-editor-l10n"),
    Source("mozilla_l10n", "interface", "MPL-2.0", "thunderbird/thunderbird-l10n, mozilla-l10n/firefox-l10n-source"),
    Source("mozilla_www", "books", "MPL-2.0", "mozilla-l10n/www-l10n"),
    Source("android_settings", "interface", "Apache-2.0", "ALEXGREENCH/Settings"),
    Source("wikipedia_app", "interface", "Apache-2.0", "wikimedia/apps-android-wikipedia"),
    Source(
        "mono_docs_multi",
        "neighbours",
        "MIT, CC-BY-4.0",
        "AdobeDocs/workfront.*, kubernetes/website, MicrosoftDocs, github/opensource.guide, rust-lang/book",
    ),
    Source(
        "mono_zh_docs",
        "neighbours",
        "CC-BY-4.0, CC-BY-SA-3.0 (pingcap), Apache-2.0 (d2l-zh)",
        "pingcap/docs-cn, FlyingOnion/website, MicrosoftDocs zh-cn, d2l-ai/d2l-zh",
    ),
)

QUESTIONS = (
    Source("cmrc2018", "questions", "CC-BY-SA-4.0", "ymcui/expmrc"),
    Source("cnil_faq", "questions", "MIT", "etalab-ia/piaf-ml"),
    Source("policyqa", "questions", "MIT", "wasiahmad/PolicyQA"),
    Source("covid_qa", "questions", "Apache-2.0", "deepset-ai/COVID-QA"),
    Source("arcd", "questions", "MIT", "husseinmozannar/SOQAL"),
    Source("iapp_thai", "questions", "MIT", "iapp-technology/iapp-wiki-qa-dataset"),
)

GLOSSED = Source("glossed", "glossed", "as the question sets and dictionaries it is made of", "see gloss.py")
