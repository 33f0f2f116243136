// The conversation: a question, its answer card, and the box to ask the next one.
(() => {
  "use strict";
  const qa = window.qa;
  const ICONS = { found: "✓", possible: "≈", not_found: "–" };
  const PLACE = ["source", "start", "end", "text", "answer_start", "answer_end", "rest"];

  const place = (quote) => Object.fromEntries(PLACE.map((name) => [name, quote[name]]));

  const where = (quote) => [
    qa.places(quote.places),
    qa.say("characters", { start: quote.start, end: quote.end }),
    quote.rest ? qa.say("characters", quote.rest) : "",
  ].filter(Boolean).join(" · ");

  const citation = (quote) => `“${[quote.text, quote.rest?.text].filter(Boolean).join(" […] ")}”\n— ${[quote.title, quote.source, quote.date, where(quote)].filter(Boolean).join(" · ")}`;

  const copyButton = (quote) => qa.make("button", {
    type: "button", class: "qa-quiet", "aria-label": qa.say("copy_label", quote),
    click: async ({ currentTarget: button }) => {
      const outcome = await qa.copy(citation(quote)).then(() => "copied", () => "copy_failed");
      button.textContent = qa.say(outcome);
      setTimeout(() => { button.textContent = qa.say("copy"); }, 1600);
    },
  }, qa.say("copy"));

  const keepButton = (server, question, quote) => qa.make("button", {
    type: "button", class: "qa-quiet", "aria-label": qa.say("keep_label", quote), title: qa.say("keep_means"),
    click: async ({ currentTarget: button }) => {
      const reply = await qa.call(server.keep, { question, ...place(quote) });
      button.textContent = reply.error ? reply.error.message : qa.say("kept");
      button.title = reply.error ? reply.error.hint : reply.kept;
      button.disabled = !reply.error;
    },
  }, qa.say("keep"));

  const proof = (quote) => quote.verbatim
    ? qa.make("span", { class: "qa-proof", title: qa.say("verbatim_means") }, `${qa.say("verbatim")} ✓`)
    : qa.make("span", { class: "qa-doubt" }, qa.say("not_verbatim"));

  const sourceButton = (quote, open) => qa.make("button",
    { type: "button", class: "qa-source", title: qa.say("open_source", quote), click: open },
    qa.foreign("span", "qa-title", quote.title || quote.source), qa.foreign("span", "qa-path", quote.source));

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
        `${qa.say(place.relation)} `, qa.foreign("q", "", place.text), " ", button(place))),
    ].filter(Boolean);
  };

  const quoteBlock = (server, question, quote) => {
    const open = () => {
      button.focus({ preventScroll: true }); // where the keyboard goes on when the source is closed
      qa.read(server, place(quote));
    };
    const button = sourceButton(quote, open);
    const openUnlessSelecting = () => { if (document.getSelection().isCollapsed) open(); };
    return qa.make("figure", { class: "qa-quote", "data-source": quote.source },
      qa.make("span", { class: "qa-chip", "aria-hidden": "true" }, String(quote.rank)),
      qa.make("blockquote", { dir: "auto", click: openUnlessSelecting },
        ...qa.passage(quote),
        ...(quote.rest ? [qa.make("span", { class: "qa-torn", title: qa.say("torn") }, " […] "), ...qa.passage(quote.rest)] : [])),
      qa.make("figcaption", {},
        button,
        quote.date ? qa.make("time", { class: "qa-place", datetime: quote.date }, quote.date) : null,
        qa.make("span", { class: "qa-place" }, where(quote)), proof(quote),
        qa.make("span", { class: "qa-tools" }, keepButton(server, question, quote), copyButton(quote))),
      ...elsewhere(server, quote));
  };

  const verdictLine = (card) => {
    const sure = card.verdict === "not_found" ? null : qa.make("span",
      { class: "qa-sure", title: qa.say("percent", card) }, `${qa.say(card.likelihood)} · ${card.percent} %`);
    return qa.make("p", { class: "qa-verdict" },
      qa.make("span", { class: "qa-icon", "aria-hidden": "true" }, ICONS[card.verdict]),
      qa.make("strong", {}, qa.say(card.verdict)), sure);
  };

  const nearMisses = (server, card) => card.near_misses.length === 0 ? null :
    qa.make("section", { class: "qa-near" },
      qa.make("h3", {}, qa.say("near_misses")), ...card.near_misses.map((quote) => quoteBlock(server, card.question, quote)));

  const goesOn = (card, askAlone) => card.follows ? qa.make("p", { class: "qa-soft qa-follows" },
    `${qa.say("follows", card)} `,
    qa.make("button", { type: "button", class: "qa-quiet", click: askAlone }, qa.say("ask_alone"))) : null;

  const answerCard = (server, card, askAlone) => qa.make("div", { class: "qa-card", "data-verdict": card.verdict },
    verdictLine(card),
    goesOn(card, askAlone),
    card.undated ? qa.make("p", { class: "qa-soft qa-undated" }, qa.say("undated", { n: card.undated })) : null,
    card.verdict === "not_found" ? qa.make("p", { class: "qa-soft" }, qa.say("nothing")) : null,
    // An answer that is not sure gets no headline: the words marked in the quote say enough.
    card.headline ? qa.foreign("p", "qa-short", card.headline) : null,
    ...card.quotes.map((quote) => quoteBlock(server, card.question, quote)),
    nearMisses(server, card));

  const welcome = (reply, ask) => {
    if (reply.error) return [qa.failure(reply.error)];
    if (reply.state.documents === 0) return [qa.make("p", { class: "qa-empty" }, qa.say("empty_index"))];
    const questions = reply.examples.map(({ question, title }) => question ?? qa.say("about_title", { title }));
    return [qa.make("h2", {}, qa.say("try")), qa.make("div", { class: "qa-examples" }, ...questions.map((question) =>
      qa.make("button", { type: "button", dir: "auto", click: () => ask(question) }, question)))];
  };

  const askBox = (send) => {
    const box = qa.make("textarea", {
      rows: "1", dir: "auto", placeholder: qa.say("placeholder"), "aria-label": qa.say("placeholder"),
      input: () => { box.style.height = "auto"; box.style.height = `${box.scrollHeight}px`; },
      keydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return; // an input method's Enter is not ours
        event.preventDefault();
        form.requestSubmit();
      },
    });
    const form = qa.make("form", {
      class: "qa-box",
      submit: (event) => { event.preventDefault(); send(box.value); },
    }, box, qa.make("button", { type: "submit" }, qa.say("send")));
    const fill = (text) => { box.value = text; box.dispatchEvent(new Event("input")); };
    return { form, box, fill };
  };

  qa.mount.ask = ({ element, server }) => {
    const turns = qa.make("div", { class: "qa-turns", "aria-live": "polite" });
    const start = qa.make("section", { class: "qa-welcome" });
    let waiting = false;
    let last = null; // what the next question may go on from

    const send = async (typed, after = last) => {
      const question = typed.trim();
      if (!question || waiting) return;
      waiting = true;
      fill("");
      start.remove();
      const reply = qa.make("div", { class: "qa-reply" }, qa.make("p", { class: "qa-soft qa-waiting" }, qa.say("searching")));
      const turn = qa.make("article", { class: "qa-turn" }, qa.foreign("h2", "qa-question", question), reply);
      turns.append(turn);
      turn.scrollIntoView({ block: "start", behavior: "instant" });
      const card = await qa.call(server.ask, { question, after, filter: narrowing.value() });
      waiting = false;
      reply.replaceChildren(card.error ? qa.failure(card.error) : answerCard(server, card, () => send(question, null)));
      last = card.turn ?? last;
      turn.scrollIntoView({ block: "start", behavior: "instant" });
      if (!card.error && card.generation !== qa.generation) qa.changed();
    };

    const narrowing = qa.narrowing(server);
    const { form, box, fill } = askBox(send);
    const ask = (question) => { fill(question); form.requestSubmit(); box.focus(); };
    element.replaceChildren(qa.make("div", { class: "qa-talk" }, start, turns,
      qa.make("div", { class: "qa-foot" }, form, narrowing.element, qa.make("p", { class: "qa-soft" }, qa.say("keys")))));
    qa.onChange(async () => {
      if (start.isConnected) start.replaceChildren(...welcome(await qa.call(server.overview, {}), ask));
    });
    box.focus({ preventScroll: true });
  };
})();
