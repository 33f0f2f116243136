// One quote: its words, where they stand in words, and what can be done with them.
(() => {
  "use strict";
  const qa = window.qa;
  const PLACE = ["source", "start", "end", "text", "answer_start", "answer_end", "rest", "places", "paragraph"];

  // What the program needs to find a quote again.
  qa.place = (quote) => Object.fromEntries(PLACE.map((name) => [name, quote[name]]));

  const offsets = (quote) => [quote, quote.rest].filter(Boolean).map((one) => qa.say("characters", { start: one.start, end: one.end })).join(" · ");

  // Where it stands, in words; empty in a text of one paragraph.
  qa.inWords = ({ places, paragraph }) => {
    if (places?.length) return qa.places(places);
    if (!paragraph) return "";
    return qa.say("place_of", { place: qa.say("place_paragraph", { it: paragraph.number }), of: paragraph.of });
  };

  // The words as one reads them, a torn sentence with what stands in its gap.
  qa.words = (quote) => [quote.text, quote.rest?.text].filter(Boolean).join(" […] ");

  qa.citation = (quote) => [quote.title, quote.source, quote.author, quote.date, qa.inWords(quote), offsets(quote)].filter(Boolean).join(" · ");

  // A button that copies what `text` gives, and says so.
  qa.copyButton = (key, label, text) => qa.quiet(key, async ({ currentTarget: button }) => {
    const outcome = await qa.copy(text()).then(() => "copied", () => "copy_failed");
    button.textContent = qa.say(outcome);
    setTimeout(() => { button.textContent = qa.say(key); }, 1600);
  }, label);

  // Nothing is kept before somebody has marked it: the quote is marked to begin with.
  const keepButton = (server, { question }, quote) => qa.make("button", {
    type: "button", class: "qa-quiet", "aria-label": qa.say("keep_label", quote), title: qa.say("keep_means"),
    click: ({ currentTarget: button }) => {
      button.closest("details").open = false;
      qa.mark(server, { question, quote: qa.place(quote), done: () => { button.textContent = qa.say("kept"); } });
    },
  }, qa.say("keep"));

  const tools = (server, asked, quote) => qa.make("span", { class: "qa-tools", dir: "ltr" },
    qa.collecting(asked, quote),
    qa.copyButton("copy", qa.say("copy_label", quote), () => `“${qa.words(quote)}”\n— ${qa.citation(quote)}`),
    qa.make("details", { class: "qa-more" },
      qa.make("summary", { "aria-label": qa.say("more", quote), title: qa.say("more", quote) }, "⋯"),
      qa.make("span", { class: "qa-menu" }, 
        qa.copyButton("copy_link", qa.say("copy_quote_link_label", quote), () => qa.addressOf({ ...asked, quote })),
        keepButton(server, asked, quote))));

  const sourceButton = (quote, open) => qa.make("button",
    { type: "button", class: "qa-source", title: qa.say("open_source", quote), click: open },
    qa.foreign("span", "qa-title", quote.title || quote.source, quote.lang),
    quote.title && quote.title !== quote.source ? qa.foreign("span", "qa-path", quote.source) : null);

  // Where else the same words stand, and what an older or newer version of the document says instead.
  const elsewhere = (server, quote) => {
    const button = (place) => qa.make("button", { type: "button", class: "qa-source", click: () => qa.read(server, place) },
      qa.foreign("span", "qa-path", [place.source, place.date].filter(Boolean).join(" · ")));
    const same = quote.also.filter(({ relation }) => relation === "same");
    const shown = same.map((place) => qa.make("li", {}, button(place)));
    return [
      same.length ? qa.make("details", { class: "qa-also", open: same.length <= 3 ? "" : null },
        qa.make("summary", {}, qa.say("also", { n: same.length })), qa.make("ul", {}, ...shown)) : null,
      ...quote.also.filter(({ relation }) => relation !== "same").map((place) => qa.make("p", { class: "qa-also" },
        `${qa.say(place.relation)} `, qa.foreign("q", "", place.text, quote.lang), " ", button(place))),
    ].filter(Boolean);
  };

  const facts = (quote) => [
    [qa.make("span", { class: "qa-place", title: offsets(quote) }, qa.inWords(quote) || offsets(quote))],
    quote.author ? [qa.foreign("span", "qa-author", quote.author, quote.lang)] : [],
    quote.date ? [qa.make("time", { class: "qa-place", datetime: quote.date }, quote.date)] : [],
  ].flat();

  // A quote's words, a click on which opens them, and where they stand; `aids` stand behind that.
  qa.figure = (quote, open, ...aids) => {
    const openUnlessSelecting = () => { if (document.getSelection().isCollapsed) open(button); };
    const button = sourceButton(quote, () => open(button));
    return qa.make("figure", { class: "qa-quote", dir: qa.direction(quote.lang), "data-source": quote.source, "data-start": quote.start, "data-end": quote.end },
      qa.make("blockquote", { lang: quote.lang || null, click: openUnlessSelecting },
        ...qa.passage(quote),
        ...(quote.rest ? [qa.make("span", { class: "qa-torn", title: qa.say("torn") }, " […] "), ...qa.passage(quote.rest)] : [])),
      qa.make("figcaption", {}, button, qa.make("span", { class: "qa-facts" }, ...facts(quote)), ...aids));
  };

  // The figure of a quote that `asked`, a question and what narrowed it down, brought; `open` shows it in its source.
  qa.quote = (server, asked, quote, open) => {
    const figure = qa.figure(quote, open,
      quote.verbatim ? "" : qa.make("span", { class: "qa-doubt" }, qa.say("not_verbatim")), tools(server, asked, quote));
    figure.append(...elsewhere(server, quote));
    return figure;
  };
})();
