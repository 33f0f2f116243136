// The notebook: quotes that were collected, kept in this browser with what was written about them, and saved as a sheet.
(() => {
  "use strict";
  const qa = window.qa;
  const KEY = "qa:notebook";
  const AT_ONCE = 100; // quotes that are compared with one request
  const SHOWN = ["title", "author", "date", "lang", "rows", "before", "answer", "after"];
  const SHEETS = { md: "Markdown", docx: "Word", csv: "CSV", bib: "BibTeX" };

  const read = () => qa.kept.read(KEY, []);
  const changed = () => document.dispatchEvent(new CustomEvent("qa:notebook"));
  const keep = (all) => { const kept = qa.kept.write(KEY, all); changed(); return kept; };
  const idOf = ({ source, start, text }) => JSON.stringify([source, start, text]);
  addEventListener("storage", ({ key }) => { if (key === null || key === KEY) changed(); }); // another window's

  const entryOf = ({ question }, quote) => ({
    id: idOf(quote), question, note: "", quote: { ...qa.place(quote), ...Object.fromEntries(SHOWN.map((name) => [name, quote[name]])) },
  });

  const shown = (button) => {
    const has = read().some(({ id }) => id === button.dataset.collects);
    button.setAttribute("aria-pressed", has);
    button.textContent = qa.say(has ? "collected" : "collect");
  };

  // The button that puts a quote into the notebook, and takes it out again.
  qa.collecting = (asked, quote) => {
    const id = idOf(quote);
    const button = qa.quiet("collect", () => {
      const all = read();
      const others = all.filter((one) => one.id !== id);
      if (!keep(others.length < all.length ? others : [...all, entryOf(asked, quote)])) button.textContent = qa.say("not_collected");
    }, qa.say("collect_label", quote));
    button.dataset.collects = id;
    shown(button);
    return button;
  };

  // What the program needs of an entry to find it today, and to write it down.
  const asked = ({ question, note, quote }) => ({
    ...Object.fromEntries(["source", "start", "end", "text", "rest", "title", "author", "date"].map((name) => [name, quote[name] ?? null])),
    place: qa.inWords(quote), question, note,
  });

  const checked = async (server, all) => {
    const found = [];
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const reply = await qa.call(server.check, { quotes: all.slice(at, at + AT_ONCE).map(asked) });
      if (reply.error) return reply;
      found.push(...reply.standing);
    }
    return { standing: found };
  };

  const move = (id, step) => {
    const all = read();
    const at = all.findIndex((one) => one.id === id);
    const [one] = all.splice(at, 1);
    all.splice(Math.max(0, at + step), 0, one);
    keep(all);
  };

  const write = (id, note) => qa.kept.write(KEY, read().map((one) => (one.id === id ? { ...one, note } : one)));

  const item = (server, entry, at, count) => {
    const { quote, id } = entry;
    const button = (sign, key, click, off) => qa.make("button", {
      type: "button", class: "qa-quiet", "data-act": key, "aria-label": qa.say(key, { rank: at + 1 }), title: qa.say(key, { rank: at + 1 }), click, disabled: off ? "" : null,
    }, sign);
    const note = qa.make("textarea", { class: "qa-filter", rows: "1", dir: "auto", placeholder: qa.say("note"), "aria-label": qa.say("note"),
      input: ({ currentTarget }) => write(id, currentTarget.value) });
    note.value = entry.note;
    return qa.make("li", { class: "qa-collected", "data-id": id },
      entry.question ? qa.foreign("p", "qa-soft", entry.question) : null,
      qa.figure({ ...quote, rank: at + 1 }, () => qa.read(server, { ...qa.place(quote), checked: true })),
      note,
      qa.make("div", { class: "qa-collected-foot" }, qa.make("span", { class: "qa-stands" }), qa.make("span", { class: "qa-tools" }, button("↑", "earlier", () => move(id, -1), at === 0),
        button("↓", "later", () => move(id, 1), at === count - 1), qa.quiet("remove", () => keep(read().filter((one) => one.id !== id))))));
  };

  // The file, by a request of its own: one of the page's functions takes no notebook of thousands of quotes.
  const sheet = async (form) => {
    const reply = await fetch("sheet", { method: "POST", body: JSON.stringify({ quotes: read().map(asked), format: form, language: qa.language }) });
    if (reply.ok) return reply.blob();
    if (reply.status === 413) return { error: { message: qa.say("notebook_too_long"), hint: qa.say("notebook_too_long_hint") } };
    return reply.json();
  };

  const save = (form, fault) => async () => {
    const file = await qa.call(sheet, form);
    fault.replaceChildren(...(file.error ? [qa.failure(file.error)] : []));
    if (!file.error) qa.download({ name: qa.say("notebook") }, form, file, file.type);
  };

  document.addEventListener("qa:notebook", () => document.querySelectorAll("[data-collects]").forEach(shown));

  qa.mount.notebook = ({ element, server }) => {
    const list = qa.make("ol", { class: "qa-notebook" });
    const empty = qa.make("p", { class: "qa-soft" }, qa.say("notebook_empty"));
    const fault = qa.make("div", {});
    const unsaved = qa.make("div", {});
    const saves = qa.make("div", { class: "qa-tools", role: "group", "aria-label": qa.say("save_sheet") }, qa.make("span", { class: "qa-soft" }, qa.say("save_sheet")),
      ...Object.entries(SHEETS).map(([form, name]) => qa.make("button", { type: "button", class: "qa-quiet", click: save(form, unsaved) }, name)));
    let latest = 0;

    const check = async () => {
      const mine = (latest += 1);
      const all = read();
      const { error, standing } = await checked(server, all);
      if (mine !== latest) return;
      fault.replaceChildren(...(error ? [qa.failure(error)] : []));
      [...list.children].forEach((one, at) => {
        const place = one.querySelector(".qa-stands");
        place.dataset.standing = standing?.[at] ?? "";
        place.textContent = standing ? qa.say(`stands_${standing[at]}`) : "";
      });
    };

    const show = () => {
      const held = document.activeElement?.dataset?.act && [document.activeElement.closest("li")?.dataset.id, document.activeElement.dataset.act];
      const all = read();
      list.replaceChildren(...all.map((one, at) => item(server, one, at, all.length)));
      empty.hidden = all.length > 0;
      saves.hidden = all.length === 0;
      if (held) [...list.children].find(({ dataset }) => dataset.id === held[0])?.querySelector(`[data-act="${held[1]}"]`)?.focus();
      if (all.length) check();
    };

    element.replaceChildren(qa.make("section", {}, qa.make("div", { class: "qa-sources-top" }, qa.make("h2", {}, qa.say("notebook")), saves), unsaved, fault, empty, list));
    document.addEventListener("qa:notebook", show);
    show();
    document.addEventListener("qa:changed", () => { if (list.children.length) check(); });
  };
})();
