// Elements from text: every word of a document, a title, a file name or a question goes through `textContent`.
(() => {
  "use strict";
  const qa = window.qa;
  qa.mount = {};

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

  // From where what is written in a language lies: its first letter says it where the language does not.
  qa.direction = (lang) => (/^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/.test(lang ?? "") ? "rtl" : "auto");

  // Text that comes from outside: isolated, in its own direction, and in the glyphs of its language where that is known.
  // A path goes from left to right, whatever its folders are called.
  qa.foreign = (tag, name, text, lang = "") =>
    qa.make(tag, { class: name, dir: name === "qa-path" ? "ltr" : "auto", lang: lang || null }, text);

  // A plain button; `label` says more than its word where that is too short by itself, and is its name if it has that word.
  qa.quiet = (key, click, label = null) => {
    const word = qa.say(key);
    const name = label?.toLowerCase().includes(word.toLowerCase()) ? label : null;
    return qa.make("button", { type: "button", class: "qa-quiet", "aria-label": name, title: label, click }, word);
  };

  // A button whose act takes a second click, which it asks for in words; it forgets the first one when it is left.
  qa.surely = (key, act, label = null) => {
    const button = qa.quiet(key, () => {
      if (button.dataset.sure) return act();
      button.dataset.sure = "yes";
      button.textContent = qa.say("delete_sure");
      return undefined;
    }, label);
    button.addEventListener("blur", () => { delete button.dataset.sure; button.textContent = qa.say(key); });
    return button;
  };

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

  // Scrolls `body` so that `part` of it, an element or a range, stands a third down from its top.
  qa.reveal = (body, part) => {
    const inner = body.getBoundingClientRect();
    const place = part.getBoundingClientRect();
    body.scrollTop += place.top - inner.top - Math.max(24, (inner.height - place.height) / 3);
    body.scrollLeft += place.left - inner.left - Math.max(24, (inner.width - place.width) / 2);
  };

  // What went wrong: in the reader's words by its kind, and in the program's own, which are English and say more.
  qa.failure = ({ kind, message, hint }) => {
    const known = qa.language !== "en" && kind && qa.strings[qa.language][`error_${kind}`];
    const lang = kind ? "en" : "";
    return qa.make("div", { class: "qa-error", role: "alert" },
      known ? qa.make("p", {}, qa.make("strong", {}, known)) : null,
      qa.make(known ? "p" : "strong", {}, qa.foreign("span", "", message, lang)),
      hint ? qa.foreign("p", "qa-hint", hint, lang) : null);
  };

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

  // An open menu closes with a click elsewhere, or Escape.
  const MENUS = "details:is(.qa-more, .qa-outline)[open]";
  document.addEventListener("click", ({ target }) => {
    for (const menu of document.querySelectorAll(MENUS)) if (!menu.contains(target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement?.closest(MENUS);
    if (!menu) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  });

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
})();
