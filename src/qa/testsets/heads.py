"""What people call the columns and keys of a test set, in the languages that the page speaks and a few more."""

import unicodedata
from collections.abc import Mapping

import regex

_NAMES = {
    "question": """question questions query queries question_text question_string query_text user_question
        user_input 问题 問題 提问 提問 问 問 问句 問句 题目 題目 質問 質問文 질문 frage fragen pregunta preguntas
        pergunta domanda vraag вопрос""",
    "answers": """answer answers reference answer_text expected_answer correct_answer gold_answer
        reference_answer ground_truth short_answer 答案 回答 标准答案 標準答案 正确答案 正確答案 参考答案
        參考答案 答 解答 正解 模範解答 답변 정답 답 antwort antworten réponse réponses respuesta respuestas resposta
        risposta antwoord ответ""",
    "sources": """source sources document documents document_name file files file_name filename file_path path doc
        docs source_file source_document 来源 來源 出处 出處 文档 文檔 文件 文件名 檔案 文章 出典 文書 ファイル
        ファイル名 출처 문서 파일 quelle dokument datei fichier fuente fuentes documento archivo fonte источник""",
    "evidence": """evidence passage passages context quote quotation source_text supporting_text
        reference_context paragraph_text 依据 依據 证据 證據 原文 引文 上下文 段落 根拠 引用 文脈
        근거 문맥 beleg zitat kontext preuve citation contexte passage_cité evidencia cita contexto контекст""",
    "place": "place location 位置 场所 場所 위치 stelle lieu emplacement lugar",
    "lang": "lang language locale question_language 语言 語言 语种 語種 言語 언어 sprache langue idioma lingua язык",
    "id": """id no nr number question_id query_id qid question_no question_number # № 编号 編號 序号 序號 番号 質問番号
        번호 nummer numéro número numero""",
    "answerable": """answerable is_answerable has_answer 可回答 可答 能否回答 有答案 回答可能 回答可否 답변가능
        beantwortbar répondable contestable""",
    "unanswerable": "unanswerable is_unanswerable impossible is_impossible 不可回答 无答案 無答案 回答不能 答えなし",
    "tags": """tag tags label labels category categories type question_type 标签 標籤 类别 類別 分类 分類 类型 類型
        タグ 種類 カテゴリ 태그 분류 유형 kategorie typ catégorie categoría etiqueta тип""",
}
_LISTS = ("answers", "sources")
_RENAMED = frozenset({"question", "answers", "sources", "evidence", "lang", "id"})
"""The keys that a line may have under other names; the others are rather names of its own."""
_BETWEEN = regex.compile(r"[\s_\-.:：*()（）?？/]+")
_NUMBERED = regex.compile(r"(?<=\p{L})\d{1,2}$")


def _compact(name: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name).casefold())


_KEYS = {_compact(name): key for key, names in _NAMES.items() for name in names.split()}


def key_of(head: str) -> str | None:
    """The key that a head means, in any case and spelling, also with a number after it; None for any other.

    >>> key_of("Question Text"), key_of("質問"), key_of("answer_2"), key_of("Remarks")
    ('question', 'question', 'answers', None)
    """
    name = _compact(head)
    return _KEYS.get(name) or _KEYS.get(_NUMBERED.sub("", name))


def own_keys(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields of a line under the keys that it should have: `answer` for `answers`, and so on.

    A key of another meaning keeps its name, and so does one that says again what another says already.

    >>> own_keys({"Question": "Who?", "answer": "Lu", "context": "Lu came.", "kind": "who"})
    {'question': 'Who?', 'answers': ['Lu'], 'evidence': 'Lu came.', 'kind': 'who'}
    """
    found: dict[str, object] = {}
    for head, value in fields.items():
        key = key_of(head)
        several = key == "evidence" and not isinstance(value, str)
        name = key if key and key in _RENAMED and key not in {*fields, *found} and not several else head
        found[name] = [value] if name in _LISTS and isinstance(value, str | int | float) else value
    return found
