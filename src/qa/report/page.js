// The table of questions: filtered, searched, sorted, and drawn a part at a time; each has an address, all are printed
// or saved as a table. Text is put in place as text only.
(() => {
  "use strict";
  const PART = 60;
  const place = document.getElementById("questions");
  const FLIPPED = { lost: 0, won: 1 };
  const flipped = (one) => FLIPPED[one.transition] ?? 2;
  const questions = JSON.parse(document.getElementById("data").textContent)
    .sort((one, other) => flipped(one) - flipped(other)); // those that flipped first, else the test set's order
  const fold = (text) => text.normalize("NFKC").toLowerCase();

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value !== null && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  };

  const found = (question) => question.passage > 0 && question.passage <= 10;
  const FILTERS = {
    "All": () => true,
    "Lost": (one) => one.transition === "lost",
    "Won": (one) => one.transition === "won",
    "Wrong": (one) => !one.right,
    "Passage not found": (one) => one.passage !== null && !found(one),
    "Passage found, other quote first": (one) => found(one) && one.quote !== 1,
    "Refused, though answerable": (one) => one.answerable && one.refused,
    "Answered, though unanswerable": (one) => !one.answerable && !one.refused,
    "Test set is stale": (one) => Boolean(one.stale),
    "Right": (one) => one.right,
    "Worse": (one) => one.transition === "worse",
    "Better": (one) => one.transition === "better",
  };

  const verdict = (one) => {
    if (one.right) return one.answerable ? "right" : "rightly refused";
    if (!one.answerable) return "answered";
    if (one.refused) return "refused";
    return one.quote > 1 ? `quote ${one.quote}` : "wrong quote";
  };

  // The places at which any of the words stands, longest words first, without overlaps.
  const occurrences = (text, words) => {
    const spans = [];
    for (const word of [...words].filter(Boolean).sort((one, other) => other.length - one.length)) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const end = at + word.length;
        if (!spans.some((span) => span[0] < end && at < span[1])) spans.push([at, end, "mark"]);
      }
    }
    return spans;
  };

  // The text with the gold answers marked, and the program's own answer underlined where it is another.
  const highlighted = (text, answers, own) => {
    const spans = occurrences(text, answers);
    if (own && !spans.some((span) => span[0] < own[1] && own[0] < span[1])) spans.push([...own, "strong"]);
    spans.sort((one, other) => one[0] - other[0]);
    const pieces = [];
    let at = 0;
    for (const [start, end, tag] of spans) {
      pieces.push(text.slice(at, start), make(tag, {}, text.slice(start, end)));
      at = end;
    }
    return [...pieces, text.slice(at)];
  };

  const quoted = (quote, answers, number) => [
    make("blockquote", { dir: "auto", class: number ? null : "first" }, ...highlighted(quote.text, answers, quote.marked)),
    make("p", { class: "place", dir: "auto" }, `${number + 1} · ${quote.source} · characters ${quote.start}–${quote.end}`),
  ];

  const replySide = (title, reply, answers) => make("div", { class: "side" },
    make("h3", {}, title),
    reply
      ? make("p", { class: "soft" }, `${reply.verdict.replace("_", " ")} · confidence ${Math.round(reply.confidence * 100)}%`)
      : make("p", { class: "soft" }, "nothing to look up in this question"),
    reply && reply.answer ? make("p", { class: "said", dir: "auto" }, reply.answer) : null,
    ...(reply ? reply.quotes.flatMap((quote, number) => quoted(quote, answers, number)) : []));

  const goldSide = (one) => make("div", { class: "side gold" },
    make("h3", {}, "Gold"),
    one.answerable
      ? make("p", { class: "said", dir: "auto" }, one.answers.join(" · "))
      : make("p", { class: "soft" }, one.withheld ? "Its documents were withheld." : "The documents do not hold an answer."),
    one.evidence ? make("blockquote", { dir: "auto" }, ...highlighted(one.evidence, one.answers, null)) : null,
    one.sources.length ? make("p", { class: "place", dir: "auto" }, one.sources.join(" · ")) : null);

  const sides = (one) => make("div", { class: "sides" },
    goldSide(one),
    replySide(one.transition ? "Now" : "Quoted", one.reply, one.answers),
    one.transition ? replySide("Before", one.before, one.answers) : null,
    make("p", { class: "soft" }, ...one.tags.map((tag) => `${tag} · `), make("a", { class: "anchor", href: address(one) }, "link to this question")));

  const address = (one) => `#question=${encodeURIComponent(one.id)}`;
  const open = (details, one) => { if (details.children.length === 1) details.append(sides(one)); };

  const line = (one) => {
    const facts = [one.passage === null ? "" : one.passage ? `passage ${one.passage}` : "no passage", one.lang, one.id];
    const details = make("details", {},
      make("summary", {},
        make("span", { class: one.right ? "badge good" : "badge" }, verdict(one)),
        make("span", { class: "ask", dir: "auto" }, one.question),
        make("span", { class: "facts" }, ...facts.filter(Boolean).map((fact) => make("span", { title: fact }, fact)))));
    details.addEventListener("toggle", () => { if (details.open) open(details, one); });
    shown.set(one, details);
    return make("li", {}, details);
  };

  const ORDERS = {
    "Order of the test set": null,
    "Least confident first": (one, other) => sure(one) - sure(other),
    "Most confident first": (one, other) => sure(other) - sure(one),
  };
  const sure = ({ reply }) => reply?.confidence ?? 0;
  const shown = new Map(); // the lines that are drawn
  const state = { filter: "All", words: "", lang: "", tag: "", order: "Order of the test set" };
  const haystack = (one) => one.hay ??= fold([
    one.id, one.question, ...one.answers, one.evidence ?? "", ...one.sources,
    ...(one.reply ? one.reply.quotes.map((quote) => `${quote.text}\n${quote.source}`) : []),
  ].join("\n"));
  const matches = (one) => FILTERS[state.filter](one)
    && (!state.lang || one.lang === state.lang) && (!state.tag || one.tags.includes(state.tag)) && (!state.words || haystack(one).includes(state.words));

  const list = make("ol", { class: "rows" });
  const end = make("div", { "aria-hidden": "true" });
  const count = make("span", { class: "soft", role: "status" });
  let chosen = [];
  let waiting = [];
  const more = () => list.append(...waiting.splice(0, PART).map(line));
  new IntersectionObserver((seen) => { if (seen[0].isIntersecting) more(); }, { rootMargin: "800px" }).observe(end);

  const draw = () => {
    chosen = questions.filter(matches).sort(ORDERS[state.order] ?? (() => 0));
    waiting = [...chosen];
    shown.clear();
    count.textContent = `${waiting.length.toLocaleString("en")} of ${questions.length.toLocaleString("en")} questions`;
    list.replaceChildren(...(waiting.length ? [] : [make("li", { class: "none" }, "No question matches.")]));
    more();
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === state.filter));
  };

  const buttons = Object.entries(FILTERS)
    .map(([name, matching]) => [name, questions.filter(matching).length])
    .filter(([name, size]) => size || name === "All")
    .map(([name, size]) => make("button",
      { type: "button", value: name, click: () => { state.filter = name; draw(); } }, `${name} `, make("b", {}, size.toLocaleString("en"))));

  // The chosen questions as a table; what a spreadsheet would compute is made plain text.
  const cell = (value) => {
    const text = String(value ?? "");
    return `"${(/^[=+\-@\t\r]/.test(text) && typeof value !== "number" ? `'${text}` : text).replaceAll('"', '""')}"`;
  };
  const COLUMNS = {
    id: (one) => one.id, question: (one) => one.question, lang: (one) => one.lang, tags: (one) => one.tags.join(" | "),
    outcome: verdict, verdict: (one) => one.reply?.verdict, confidence: (one) => one.reply?.confidence,
    passage_rank: (one) => one.passage, quote_rank: (one) => one.quote, answers: (one) => one.answers.join(" | "),
    evidence: (one) => one.evidence, sources: (one) => one.sources.join(" | "), answer: (one) => one.reply?.answer,
    quote: (one) => one.reply?.quotes[0]?.text, quote_source: (one) => one.reply?.quotes[0]?.source,
    quote_start: (one) => one.reply?.quotes[0]?.start, quote_end: (one) => one.reply?.quotes[0]?.end,
    change: (one) => one.transition,
  };
  const table = () => [Object.keys(COLUMNS), ...chosen.map((one) => Object.values(COLUMNS).map((column) => column(one)))]
    .map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
  const save = () => {
    const url = URL.createObjectURL(new Blob(["\ufeff", table()], { type: "text/csv" }));
    make("a", { href: url, download: `${document.title.split(" · ")[0].replace(/[^\p{L}\p{N}.-]+/gu, "-")}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };

  // Printed are all of the chosen questions, with what was quoted.
  let opened = [];
  addEventListener("beforeprint", () => {
    while (waiting.length) more();
    opened = [...shown].filter(([, details]) => !details.open);
    for (const [one, details] of opened) { open(details, one); details.open = true; }
  });
  addEventListener("afterprint", () => { for (const [, details] of opened.splice(0)) details.open = false; });

  // The question that the address names is drawn, opened and brought into view, whatever is chosen.
  const follow = () => {
    const id = new URLSearchParams(location.hash.slice(1)).get("question");
    const one = questions.find((question) => question.id === id);
    if (!one) return;
    if (!chosen.includes(one)) {
      Object.assign(state, { filter: "All", words: "", lang: "", tag: "" });
      search.value = language.value = tag.value = "";
      draw();
    }
    while (!shown.has(one) && waiting.length) more();
    shown.get(one).open = true;
    shown.get(one).scrollIntoView();
  };
  addEventListener("hashchange", follow);

  const langs = [...new Set(questions.map((one) => one.lang).filter(Boolean))].sort();
  const search = make("input", { type: "search", placeholder: "Search questions, answers, quotes, files   ( / )", "aria-label": "Search",
    input: () => { state.words = fold(search.value.trim()); draw(); } });
  const language = make("select", { "aria-label": "Language", change: () => { state.lang = language.value; draw(); } },
    make("option", { value: "" }, "All languages"), ...langs.map((lang) => make("option", {}, lang)));
  const tags = [...new Set(questions.flatMap((one) => one.tags))].sort();
  const tag = make("select", { "aria-label": "Tag", change: () => { state.tag = tag.value; draw(); } },
    make("option", { value: "" }, "All tags"), ...tags.map((name) => make("option", {}, name)));
  const order = make("select", { "aria-label": "Order", change: () => { state.order = order.value; draw(); } },
    ...Object.keys(ORDERS).map((name) => make("option", {}, name)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|SELECT)$/.test(event.target.tagName)) { event.preventDefault(); search.focus(); }
  });

  place.replaceChildren(make("h2", {}, "Questions"),
    make("div", { class: "tools" },
      make("div", { class: "filters", role: "group", "aria-label": "Show" }, ...buttons),
      make("div", { class: "search" }, search, langs.length > 1 ? language : null, tags.length ? tag : null, order,
        make("button", { type: "button", click: () => print() }, "Print"), make("button", { type: "button", click: save }, "Save as CSV"), count)),
    list, end);
  draw();
  follow();
})();
