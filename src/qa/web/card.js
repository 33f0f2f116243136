// The card that answers a question: the verdict in words, the strong quotes, and what else is near folded away.
(() => {
  "use strict";
  const qa = window.qa;
  const ICONS = { found: "✓", possible: "≈", not_found: "–" };

  // All quotes of a card, in the order in which they are shown: those of one document together.
  qa.quotesOf = (card) => {
    const quotes = card.quotes.length ? card.quotes : card.near_misses;
    return [...quotes.keys()].sort((a, b) => home(quotes, a) - home(quotes, b) || a - b).map((at) => quotes[at]);
  };
  const sameHome = (one, other) => one.source === other.source && one.article === other.article;
  const home = (quotes, at) => quotes.findIndex((one) => sameHome(one, quotes[at]));

  const verdictLine = (card) => qa.make("p", { class: "qa-verdict" },
    qa.make("span", { class: "qa-icon", "aria-hidden": "true" }, ICONS[card.verdict]),
    qa.make("strong", {}, qa.say(card.verdict)),
    card.verdict === "not_found" ? null : qa.make("span",
      { class: "qa-sure", title: qa.say("percent", card) }, `${qa.say(`sure_${card.likelihood}`)} · ${card.percent} %`));

  const folded = (key, quotes, figure, open) => quotes.length === 0 ? null : qa.make("details", { class: "qa-weak", open: open ? "" : null },
    qa.make("summary", {}, qa.say(key, { n: quotes.length })), ...quotes.map(figure));

  // Where the first quote is doubtful the next ones are worth a look: they are open at once.
  const answered = (card, figure) => {
    const quotes = qa.quotesOf(card);
    const near = (one) => quotes.filter((other) => !other.strong && sameHome(one, other));
    const strong = quotes.filter((one) => one.strong);
    const elsewhere = quotes.filter((one) => !one.strong && !strong.some((other) => sameHome(one, other)));
    const open = card.verdict === "possible";
    return [
      ...strong.map((one) => qa.make("section", { class: "qa-group" }, figure(one), folded("near_here", near(one), figure, open))),
      folded("near_elsewhere", elsewhere, figure, open),
    ];
  };

  // What was looked through, and what came nearest.
  const missed = (card, narrowed, figure) => [
    qa.make("p", { class: "qa-soft" }, qa.say("nothing")),
    qa.make("p", { class: "qa-soft qa-searched" },
      narrowed ? qa.say("searched_in", { said: qa.narrowedTo(narrowed) })
        : qa.say("searched", { n: card.searched.documents, passages: card.searched.passages })),
    card.near_misses.length === 0 ? null : qa.make("section", { class: "qa-near" },
      qa.make("h3", {}, qa.say("near_misses")), ...qa.quotesOf(card).map(figure)),
  ];

  // Question and quotes as plain text, each with its source.
  qa.asText = (card) => [card.question, qa.say(card.verdict),
    ...qa.quotesOf(card).map((quote) => `“${qa.words(quote)}”\n— ${qa.citation(quote)}`)].join("\n\n");

  const proof = (quotes) => quotes.length === 0 ? null : quotes.every(({ verbatim }) => verbatim)
    ? qa.make("span", { class: "qa-proof", title: qa.say("verbatim_means") }, `✓ ${qa.say("all_verbatim", { n: quotes.length })}`)
    : qa.make("span", { class: "qa-doubt" }, qa.say("some_changed"));

  // `narrowed` is the filter it was asked with, `askAlone` asks without what came before; `tools` stand at its foot, the `panel` below.
  qa.card = (server, card, { narrowed = null, askAlone, tools = [], panel = null }) => {
    const quotes = qa.quotesOf(card);
    const figure = (quote) => qa.quote(server, { question: card.question, narrowed }, quote, (opener) => {
      opener.focus({ preventScroll: true }); // where the keyboard goes on when the source is closed
      qa.read(server, qa.place(quote), quotes.map(qa.place));
    });
    const shown = qa.make("div", { class: "qa-card", "data-verdict": card.verdict },
      verdictLine(card),
      card.follows ? qa.make("p", { class: "qa-soft qa-follows" }, `${qa.say("follows", card)} `, qa.quiet("ask_alone", askAlone)) : null,
      card.undated ? qa.make("p", { class: "qa-soft qa-undated" }, qa.say("undated", { n: card.undated })) : null,
      card.several ? qa.make("p", { class: "qa-soft qa-several" }, qa.say("several")) : null,
      card.headline ? qa.foreign("p", "qa-short", card.headline, quotes[0]?.lang) : null,
      ...(card.verdict === "not_found" ? missed(card, narrowed, figure) : answered(card, figure)).filter(Boolean),
      qa.make("div", { class: "qa-card-foot" }, proof(quotes), qa.make("span", { class: "qa-tools" }, ...tools)), panel);
    return shown;
  };
})();
