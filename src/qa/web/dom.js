// Elements from text: every word of a document, a title, a file name or a question goes through `textContent`.
(() => {
  "use strict";
  const qa = window.qa;
  qa.mount = {};

  qa.language = () => (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

  // The page's own words for `key`, with {name} filled in; of "one|many" the form that fits `n`.
  qa.say = (key, values = {}) => {
    const forms = qa.strings[qa.language()][key].split("|");
    const form = forms.length > 1 && values.n === 1 ? forms[0] : forms[forms.length - 1];
    return form.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? value.toLocaleString(navigator.language) : String(value);
    });
  };

  // An element with attributes (`on…` are listeners) and children (strings become text nodes).
  qa.make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value !== null && value !== false) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  };

  // Text that comes from outside: isolated, and in its own direction.
  qa.foreign = (tag, name, text) => qa.make(tag, { class: name, dir: "auto" }, text);

  const pieces = ({ before, answer, after }) => [before, answer ? qa.make("strong", {}, answer) : null, after];

  // What stands between the cells of a row is kept out of sight: read together, all is word for word.
  const between = (text) => (text ? qa.make("span", { class: "qa-between" }, text) : null);

  const cell = (parts) => qa.make("span", { class: parts.answer ? "qa-cell qa-hit" : "qa-cell", "data-over": parts.over || null },
    parts.head ? qa.make("span", { class: "qa-head" }, parts.head) : null, between(parts.colon),
    qa.make("span", { class: "qa-value" }, ...pieces(parts)), between(parts.gap));

  const blank = ({ over, head, before, answer, after }) => !(over || head || before || answer || after);

  const row = (parts) => qa.make("span", { class: "qa-row" }, ...parts.map((one) => (blank(one) ? between(one.gap) : cell(one))));

  // The pieces of a passage, with the answer in bold; the rows of a table cell by cell, each under its head.
  qa.passage = (passage) => (passage.rows.length ? passage.rows.map(row) : pieces(passage));

  // Scrolls `body` so that `part` of it stands a third down from its top.
  qa.reveal = (body, part) => {
    const inner = body.getBoundingClientRect();
    const place = part.getBoundingClientRect();
    body.scrollTop += place.top - inner.top - Math.max(24, (inner.height - place.height) / 3);
    body.scrollLeft += place.left - inner.left - Math.max(24, (inner.width - place.width) / 2);
  };

  qa.failure = ({ message, hint }) =>
    qa.make("div", { class: "qa-error", role: "alert" },
      qa.make("strong", {}, qa.foreign("span", "", message)),
      hint ? qa.foreign("p", "qa-hint", hint) : null);

  // Calls one of the desk's functions; no reply at all becomes an error like any other.
  qa.call = async (act, request) => {
    const silence = { error: { message: qa.say("no_server"), hint: qa.say("no_server_hint") } };
    try {
      return (await act(request)) ?? silence;
    } catch {
      return silence;
    }
  };

  qa.copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = qa.make("textarea", { class: "qa-offscreen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("refused");
  };

  // The index has changed: every part that shows its state looks again.
  qa.changed = () => document.dispatchEvent(new CustomEvent("qa:changed"));
  qa.onChange = (act) => { document.addEventListener("qa:changed", act); act(); };

  // A source and what is wrong with it; most messages begin with the source already.
  const complaint = (source, message) => (message.startsWith(source) ? message.slice(source.length).replace(/^[:\s]+/, "") : message);

  const problem = ({ source, message }) =>
    qa.make("div", {}, qa.foreign("code", "", source), " ", qa.foreign("span", "", complaint(source, message)));

  // What is wrong, by what to do about it: hundreds of pictures beside the articles are a few lines.
  const TOLD = 5;
  qa.problems = (problems) => {
    const kinds = new Map();
    problems.forEach((one) => kinds.has(one.hint) ? kinds.get(one.hint).push(one) : kinds.set(one.hint, [one]));
    return qa.make("ul", { class: "qa-problems" }, ...[...kinds].map(([hint, kind]) => {
      const told = kind.length > TOLD + 1 ? kind.slice(0, TOLD) : kind;
      const more = kind.slice(told.length);
      return qa.make("li", {},
        ...told.map(problem),
        more.length ? qa.make("details", {}, qa.make("summary", {}, qa.say("more_of_kind", { n: more.length })), ...more.map(problem)) : null,
        hint ? qa.foreign("span", "qa-hint", hint) : null);
    }));
  };

  qa.mount.header = ({ element, server }) => {
    const state = qa.make("p", { class: "qa-state", "data-part": "state" });
    const note = qa.make("div", { class: "qa-note" });
    element.replaceChildren(qa.make("header", { class: "qa-header" },
      qa.make("h1", {}, qa.say("name")), qa.make("p", { class: "qa-tagline" }, qa.say("tagline")), state, note));

    qa.onChange(async () => {
      const reply = await qa.call(server.overview, {});
      if (reply.error) return state.replaceChildren(qa.failure(reply.error));
      const { documents, chunks, model, generation } = reply.state;
      qa.generation = generation;
      state.title = model;
      state.textContent = [
        qa.say("state_documents", { n: documents }), qa.say("state_passages", { n: chunks }),
        qa.say("state_model", { model: model.split("@")[0] }), qa.say("state_generation", { generation }),
      ].join(" · ");
      const count = reply.problems.length;
      note.replaceChildren(...(count ? [qa.make("details", {},
        qa.make("summary", {}, qa.say("left_out", { n: count })), qa.problems(reply.problems))] : []));
    });
  };
})();
