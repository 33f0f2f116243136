// The list of documents: what each is, whether it can be asked about, and why not; a page of it at a time.
(() => {
  "use strict";
  const qa = window.qa;
  const EVERY = 10_000; // milliseconds after which changes from outside are looked for
  const SOON = 1_500; // the same while something waits to be read, TRIES times
  const TRIES = 20;
  const COLUMNS = ["title", "lang", "date", "passages", "size", "state"];
  const SORTS = ["title", "source", "lang", "encoding", "date", "passages", "size", "state"];
  const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const DOWN_FIRST = ["date", "passages", "size"];

  const size = (bytes) => {
    if (bytes === null) return "";
    const power = Math.min(bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3), UNITS.length - 1);
    const style = { style: "unit", unit: UNITS[power], unitDisplay: power ? "short" : "long", maximumSignificantDigits: power ? 2 : 3 };
    return (bytes / 1000 ** power).toLocaleString(qa.language, style);
  };

  const language = (tag) => {
    if (!tag) return "";
    try { return new Intl.DisplayNames([qa.language], { type: "language" }).of(tag); } catch { return tag; }
  };

  // Why a file is not as it should be: in the reader's words where the kind is known, with the program's own behind it.
  const reason = ({ source, why, message, hint }) => {
    if (!message) return null;
    const own = message.startsWith(source) ? message.slice(source.length).replace(/^[:\s]+/, "") : message;
    if (!why) return qa.make("div", { class: "qa-why" }, qa.foreign("span", "", `${own}: ${hint}`, "en"));
    return qa.make("details", { class: "qa-why" }, qa.make("summary", {}, qa.say(`why_${why}`)), qa.foreign("span", "", `${own}: ${hint}`, "en"));
  };

  const removing = (row, remove) => qa.surely("remove", remove, `${qa.say("remove")}: ${row.source}`);

  const cell = (name, ...children) => qa.make("td", { class: `qa-td-${name}`, "data-head": qa.say(`column_${name}`) }, ...children);

  const name = (row, open) => {
    const title = row.passages
      ? qa.make("button", { type: "button", class: "qa-source", click: open }, qa.foreign("span", "qa-title", row.title, row.lang))
      : qa.foreign("span", "", row.title, row.lang);
    const facts = qa.make("div", { class: "qa-facts" }, qa.foreign("span", "qa-path", row.source),
      row.encoding ? qa.foreign("span", "", row.encoding) : null);
    const articles = row.articles.length ? qa.make("details", { class: "qa-also" },
      qa.make("summary", {}, qa.say("articles_in", { n: row.articles.length })),
      qa.make("ul", { class: "qa-articles" }, ...row.articles.map((one) => qa.foreign("li", "", one, row.lang)))) : null;
    return [title, facts, articles];
  };

  const state = (row) => qa.make("span", { class: "qa-document-state", "data-state": row.state }, qa.say(`document_${row.state}`));

  const line = (row, { open, remove }) => qa.make("tr", {},
    cell("title", ...name(row, () => open(row))), cell("lang", language(row.lang)), cell("date", row.date),
    cell("passages", row.passages ? row.passages.toLocaleString(qa.language) : ""), cell("size", size(row.size)),
    cell("state", state(row), reason(row)), qa.make("td", { class: "qa-td-act" }, row.own ? removing(row, () => remove(row)) : null));

  // Parts that take the whole width while no source is open; `act` is called whenever one comes into view.
  const wide = new Set();
  qa.spread = (element, act = () => {}) => {
    wide.add(element);
    new IntersectionObserver(() => {
      document.body.classList.toggle("qa-listing", [...wide].some((one) => one.checkVisibility()));
      if (element.checkVisibility()) act();
    }).observe(element);
  };

  qa.mount.sources = ({ element, server }) => {
    const asked = { filter: "", state: "", sort: "title", down: false, offset: 0 };
    let shown = "";
    let latest = 0;
    let generation = null;
    let soon = 0; // how many times more it is looked soon

    const fault = qa.make("div", {});
    const body = qa.make("tbody", {});
    const count = qa.make("p", { class: "qa-soft", role: "status" });
    const heads = COLUMNS.map((column) => qa.make("th", { scope: "col", class: `qa-td-${column}` },
      qa.make("button", { type: "button", click: () => sortBy(column) }, qa.say(`column_${column}`))));
    const table = qa.make("table", { class: "qa-table" },
      qa.make("thead", {}, qa.make("tr", {}, ...heads, qa.make("th", {}, qa.make("span", { class: "qa-between" }, qa.say("remove"))))), body);
    const choice = (label, change, ...options) => qa.make("select", { class: `qa-language qa-${label}`, "aria-label": qa.say(label), change }, ...options);
    const sorts = choice("sort", () => sortBy(sorts.value), ...SORTS.map((one) => qa.make("option", { value: one }, `↕ ${qa.say(`column_${one}`)}`)));
    const states = choice("column_state", () => look({ state: states.value, offset: 0 }));
    const filter = qa.make("input", { type: "search", class: "qa-filter", placeholder: qa.say("filter"), "aria-label": qa.say("filter"),
      input: () => look({ filter: filter.value, offset: 0 }) });
    const step = (sign, pages) => qa.make("button", { type: "button", class: "qa-quiet", "aria-label": qa.say(sign < 0 ? "page_before" : "page_after"),
      click: () => look({ offset: asked.offset + sign * pages }) }, sign < 0 ? "‹" : "›");
    const [before, after] = [step(-1, 50), step(1, 50)];

    const sortBy = (column) => look({ sort: column, down: asked.sort === column ? !asked.down : DOWN_FIRST.includes(column), offset: 0 });

    const remove = async ({ source }) => {
      const reply = await qa.call(server.remove, { source });
      fault.replaceChildren(...(reply.error ? [qa.failure(reply.error)] : []));
      if (!reply.error) qa.changed();
    };

    const filled = (reply) => {
      asked.offset = reply.first;
      const last = reply.first + reply.rows.length;
      body.replaceChildren(...reply.rows.map((row) => line(row, { open: ({ source }) => qa.read(server, { source }), remove })));
      heads.forEach((head, at) => head.setAttribute("aria-sort", COLUMNS[at] !== asked.sort ? "none" : asked.down ? "descending" : "ascending"));
      sorts.value = asked.sort;
      const some = Object.entries(reply.states).filter(([one, n]) => n || one === asked.state);
      states.replaceChildren(qa.make("option", { value: "" }, qa.say("documents_all")),
        ...some.map(([one, n]) => qa.make("option", { value: one }, `${qa.say(`document_${one}`)} (${n.toLocaleString(qa.language)})`)));
      states.value = asked.state;
      table.hidden = !reply.rows.length;
      for (const part of [filter, sorts, states]) part.hidden = reply.all === 0;
      count.textContent = reply.all === 0 ? qa.say("empty_index") : reply.matching === 0 ? qa.say("no_match")
        : qa.say("listed_from", { first: reply.first + 1, last, n: reply.matching });
      before.hidden = after.hidden = reply.matching <= reply.rows.length;
      before.disabled = reply.first === 0;
      after.disabled = last >= reply.matching;
    };

    const look = async (change = {}) => {
      Object.assign(asked, change);
      const mine = (latest += 1);
      const reply = await qa.call(server.documents, asked);
      if (mine !== latest) return;
      if (reply.error) return fault.replaceChildren(qa.failure(reply.error));
      const news = JSON.stringify([reply, asked.sort, asked.down]);
      if (news === shown) return; // what somebody is about to press stays where it is
      shown = news;
      soon = reply.states.new || reply.states.changed ? TRIES : 0;
      filled(reply);
      if (generation !== null && generation !== reply.generation) qa.changed();
      generation = reply.generation;
    };

    element.replaceChildren(qa.make("section", { class: "qa-sources" },
      qa.make("div", { class: "qa-sources-top" }, qa.make("h2", {}, qa.say("sources")), states, sorts, filter), fault,
      table, qa.make("div", { class: "qa-sources-foot" }, count, before, after)));
    qa.onChange(() => look());
    qa.spread(element);
    const again = () => setTimeout(async () => {
      if (element.checkVisibility() && !document.hidden) await look();
      again();
    }, (soon -= 1) > 0 ? SOON : EVERY);
    again();
  };
})();
