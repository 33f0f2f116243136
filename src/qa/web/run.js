// What came of a run: its figures with their intervals, and every question with its gold beside what was quoted.
(() => {
  "use strict";
  const qa = window.qa;
  const PART = 20;

  const number = (value, unit, digits = 1) => unit === "share" ? value.toLocaleString(qa.language, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits })
    : unit === "score" ? value.toLocaleString(qa.language, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
    : value.toLocaleString(qa.language, { maximumFractionDigits: value < 100 ? 1 : 0 });

  // How a figure changed; what may be chance is said to be so.
  const change = ({ change: found, unit, more_is_better: more }) => {
    if (!found || !found.value) return null;
    const sure = found.p < 0.05;
    const side = !sure ? "unsure" : found.value > 0 === more ? "good" : "bad";
    const signed = `${found.value > 0 ? "+" : "−"}${number(Math.abs(found.value), unit)}`;
    return qa.make("span", { class: "qa-change", "data-side": side }, sure ? signed : qa.say("maybe_chance", { it: signed }));
  };

  const tile = (figure) => qa.make("div", { class: "qa-tile", "data-figure": figure.name },
    qa.make("dt", {}, qa.say(`figure_${figure.name.replace(/@\d+$/, "")}`, { k: Number(figure.name.split("@")[1] ?? 0) })),
    qa.make("dd", {}, qa.make("strong", {}, number(figure.value, figure.unit)), change(figure)),
    qa.make("dd", { class: "qa-soft" }, qa.say("interval", { low: number(figure.low, figure.unit), high: number(figure.high, figure.unit), n: figure.n })));

  // The words with the program's own answer, or the gold ones, set apart.
  const marked = (text, [start, end]) => ({ rows: [], before: text.slice(0, start), answer: text.slice(start, end), after: text.slice(end) });

  const place = (server, words, { source, start, end, text }) => qa.make("button",
    { type: "button", class: "qa-source", "aria-label": qa.say("open_in_source", { source }), click: () => qa.read(server, { source, start, end, text, checked: true }) },
    qa.foreign("span", "qa-title", words));

  const quote = (server, one, at) => qa.make("figure", { class: at ? "qa-quote qa-later" : "qa-quote" },
    qa.make("blockquote", { dir: "auto" }, ...qa.passage(marked(one.text, one.marked ?? [0, 0]))),
    qa.make("figcaption", {}, place(server, one.source, one), qa.make("span", { class: "qa-place" }, qa.say("characters", one))));

  const goldQuote = (server, one) => {
    const words = one.evidence ?? one.answers[0];
    const [start, end] = one.place ?? [0, words?.length ?? 0];
    const first = words === one.evidence ? words.indexOf(one.answers[0] ?? "\0") : 0;
    const answer = first >= 0 ? [first, first + (one.answers[0]?.length ?? 0)] : [0, 0];
    return qa.make("figure", { class: "qa-quote" },
      words ? qa.make("blockquote", { dir: "auto" }, ...qa.passage(marked(words, answer))) : null,
      qa.make("figcaption", {}, ...one.sources.map((source) => place(server, source, { source, start, end, text: words ?? "" }))));
  };

  const gold = (server, one) => qa.make("div", { class: "qa-side-of" }, qa.make("h4", {}, qa.say("gold")),
    one.answerable ? goldQuote(server, one) : qa.make("p", { class: "qa-soft" }, qa.say("gold_none")));

  const reply = (server, title, said) => qa.make("div", { class: "qa-side-of" }, qa.make("h4", {}, title),
    qa.make("p", { class: "qa-soft" }, said ? `${qa.say(said.verdict)} · ${number(said.confidence, "share", 0)}` : qa.say("fail_unasked")),
    ...(said?.quotes ?? []).map((one, at) => quote(server, one, at)));

  const facts = (one) => [
    one.passage === null ? null : one.passage ? qa.say("passage_rank", { rank: one.passage }) : qa.say("passage_none"),
    one.quote > 1 ? qa.say("quote_rank", { rank: one.quote }) : null,
    one.stale ? qa.say(`stale_${one.stale.replaceAll(" ", "_")}`) : null,
  ].filter(Boolean).join(" · ");

  const line = (server, one) => {
    const details = qa.make("details", { class: "qa-case" },
      qa.make("summary", {}, qa.make("span", { class: one.right ? "qa-proof" : "qa-wrong" }, qa.say(`fail_${one.why || "right"}`)),
        qa.foreign("span", "qa-asked", one.question, one.lang), one.transition ? qa.make("span", { class: "qa-soft" }, qa.say(`change_${one.transition}`)) : null));
    details.addEventListener("toggle", () => {
      if (!details.open || details.children.length > 1) return;
      details.append(qa.make("p", { class: "qa-soft" }, facts(one)), qa.make("div", { class: "qa-sides" }, gold(server, one),
        reply(server, qa.say(one.transition ? "quoted_now" : "quoted_for_it"), one.reply),
        one.transition ? reply(server, qa.say("quoted_before"), one.before) : null));
    });
    return qa.make("li", {}, details);
  };

  const save = (server, asked, suffix, type) => async ({ currentTarget }) => {
    const found = await qa.call(server.reported, { ...asked, form: suffix });
    if (found.error) return currentTarget.after(qa.failure(found.error));
    return qa.download({ name: asked.run }, suffix, found.text, type);
  };

  // Fills `place` with the run `{ run, before }`, PART questions of it at a time; `gone` when it was deleted.
  qa.run = async (server, place, asked, gone) => {
    const mine = (place.latest = (place.latest ?? 0) + 1);
    const list = qa.make("ol", { class: "qa-cases" });
    const filters = qa.make("div", { class: "qa-filters", role: "group", "aria-label": qa.say("questions") });
    const fault = qa.make("div", {});
    const count = qa.make("p", { class: "qa-soft", role: "status" });
    const more = qa.quiet("show_more", () => fill(list.children.length));
    let show = "wrong";

    const filter = ([name, n], counts) => qa.make("button", { type: "button", class: "qa-choice", "aria-pressed": name === show ? "true" : "false",
      click: () => { show = name; fill(0); } }, `${qa.say(["lost", "won"].includes(name) ? `change_${name}` : `fail_${name}`)} ${n.toLocaleString(qa.language)}`);

    const discard = async () => {
      const told = await qa.call(server.discard, asked);
      if (told.error) fault.replaceChildren(qa.failure(told.error));
      else gone();
    };

    const head = (found) => place.replaceChildren(
      qa.make("dl", { class: "qa-tiles" }, ...found.figures.map(tile)),
      found.paired ? qa.make("p", { class: "qa-soft" }, qa.say("compared", { n: found.paired, lost: found.counts.lost ?? 0, won: found.counts.won ?? 0 })) : "",
      qa.make("div", { class: "qa-run-tools" }, qa.quiet("report_html", save(server, asked, "html", "text/html")), qa.quiet("export_json", save(server, asked, "json", "application/json")),
        qa.surely("delete", discard, qa.say("run_delete")),
        found.command ? qa.make("code", { class: "qa-soft", title: qa.say("command_means") }, found.command) : null),
      qa.make("h3", {}, qa.say("questions")), filters, fault, list, qa.make("div", { class: "qa-sources-foot" }, count, more));

    const fill = async (offset) => {
      const found = await qa.call(server.evaluated, { ...asked, show, offset });
      if (mine !== place.latest) return;
      if (found.error) return (list.isConnected ? fault : place).replaceChildren(qa.failure(found.error));
      if (!list.isConnected) head(found);
      fault.replaceChildren();
      if (offset === 0) list.replaceChildren();
      list.append(...found.questions.map((one) => line(server, one)));
      filters.replaceChildren(...Object.entries({ wrong: 0, ...found.counts }).map((one) => filter(one)));
      count.textContent = found.matching ? qa.say("listed_from", { first: 1, last: list.children.length, n: found.matching }) : qa.say("none_of_kind");
      more.hidden = list.children.length >= found.matching;
    };
    place.inert = true;  // what is still to be seen of another run must not be deleted, saved or opened
    try {
      await fill(0);
    } finally {
      if (mine === place.latest) place.inert = false;
    }
  };
})();
