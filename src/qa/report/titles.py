"""What the page calls the figures."""

HEADLINES = {
    "recall@5": "Right passage among the first five",
    "first_quote": "First quote holds the answer",
    "any_quote": "Some quote holds the answer",
    "false_refusal": "Refused, though the answer is there",
    "rejection": "Refused, where there is no answer",
    "auroc_quote": "Confidence tells right quotes (AUROC)",
    "verbatim": "Quotes that are word for word",
    "milliseconds_median": "Median milliseconds to answer",
}
"""The figures that stand large at the top."""

GROUPS = {
    "passages": "Retrieval of passages",
    "documents": "Retrieval of documents",
    "quotes": "Quotes",
    "answers": "Answers",
    "refusal": "Refusal and confidence",
    "speed": "Speed",
}

DIMENSIONS = {
    "lang": "By language of the question",
    "document_lang": "By language or script of the document",
    "tag": "By tag",
}

TITLES = {
    **{f"recall@{k}": f"right passage among the first {k}" for k in (1, 3, 5, 10)},
    "mrr@10": "mean reciprocal rank of the right passage",
    "ndcg@10": "discounted gain of the right passage",
    **{f"documents@{k}": f"a right document among the first {k}" for k in (1, 3, 5, 10)},
    **{f"documents_recall@{k}": f"share of the right documents among the first {k}" for k in (1, 3, 5, 10)},
    "documents_mrr@10": "mean reciprocal rank of the first right document",
    "documents_ndcg@10": "discounted gain of the right documents",
    "first_quote": "first quote holds the answer",
    "quotes@3": "one of the first three quotes does",
    "any_quote": "some quote does",
    "quote_precision": "share of the first quote that is gold",
    "quote_recall": "share of the gold passage that it quotes",
    "quote_f1": "F1 of both, in characters",
    "quote_length": "median characters of the first quote",
    "verbatim": "quotes are word for word",
    "exact_match": "answer is a gold answer",
    "answer_f1": "F1 of the answer",
    "answer_contained": "quotes contain a gold answer",
    "rejection": "refused, where there is no answer",
    "false_refusal": "refused, though the answer is there",
    "auroc": "confidence tells answerable questions (AUROC)",
    "auroc_quote": "confidence tells right first quotes (AUROC)",
    "aurc": "area under the risk-coverage curve",
    "ece": "expected calibration error",
    "milliseconds_median": "median milliseconds to answer",
    "milliseconds_p95": "95% are answered within, in milliseconds",
}
"""Every figure in a few words."""
