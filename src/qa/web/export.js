// A conversation as a file: Markdown to read on, JSON with every offset.
(() => {
  "use strict";
  const qa = window.qa;

  // Signs that Markdown would obey, made plain: what is shown is what stands in the document.
  const plain = (text) => text.replace(/[\\`*_{}[\]<>#+\-.!|~&$]/g, "\\$&");
  const quoted = (text) => plain(text).split("\n").map((line) => `> ${line}`).join("\n");

  const answer = (card) => [
    `**${qa.say(card.verdict)}**`,
    ...qa.quotesOf(card).map((quote) => `${quoted(qa.words(quote))}\n>\n> — ${plain(qa.citation(quote))}`),
  ].join("\n\n");

  qa.asMarkdown = (talk) => [
    `# ${plain(talk.name)}`,
    ...talk.turns.map(({ question, card }) => [`## ${plain(question).replaceAll("\n", " ")}`, card ? answer(card) : ""].filter(Boolean).join("\n\n")),
  ].join("\n\n") + "\n";

  const KEPT = ["source", "title", "author", "date", "start", "end", "text", "answer_start", "answer_end", "rest", "place", "page", "verbatim"];
  const kept = (quote) => Object.fromEntries(KEPT.map((name) => [name, quote[name] ?? null]));

  qa.asJson = (talk) => JSON.stringify({
    name: talk.name,
    questions: talk.turns.map(({ question, asked, narrowed, card }) => ({
      question,
      asked: new Date(asked).toISOString(),
      filter: narrowed ?? null,
      verdict: card?.verdict ?? null,
      confidence: card ? card.percent / 100 : null,
      follows: card?.follows || null,
      quotes: (card?.quotes ?? []).map(kept),
      near_misses: (card?.near_misses ?? []).map(kept),
    })),
  }, null, 1) + "\n";

  const fileName = (talk, suffix) => `${talk.name.replace(/[\\/:*?"<>|\p{C}]+/gu, " ").trim().slice(0, 60) || "qa"}.${suffix}`;

  qa.download = (talk, suffix, text, type) => {
    const url = URL.createObjectURL(new Blob([text], { type }));
    qa.make("a", { href: url, download: fileName(talk, suffix) }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
})();
