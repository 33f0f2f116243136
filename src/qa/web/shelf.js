// The conversations, kept in this browser: they outlive a reload, the window, and a restart of the program.
(() => {
  "use strict";
  const qa = window.qa;
  const LIST = "qa:talks";
  const DRAFTS = "qa:drafts";
  const one = (id) => `qa:talk:${id}`;

  const read = (key, otherwise) => {
    try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; }
  };

  // Whether the browser took it: it may keep nothing, or no more.
  const write = (key, value) => {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  };

  const forget = (key) => { try { localStorage.removeItem(key); } catch { /* it keeps nothing anyway */ } };

  const changed = () => document.dispatchEvent(new CustomEvent("qa:shelf"));

  // Of `{ id, name, used }` the last used first.
  const all = () => read(LIST, []).sort((a, b) => b.used - a.used);

  const load = (id) => read(one(id), null);

  // What another window has added since stays: a turn is replaced by itself alone.
  const merged = (talk) => {
    const ours = new Set(talk.turns.map(({ id }) => id));
    const theirs = (load(talk.id)?.turns ?? []).filter(({ id }) => !ours.has(id));
    return theirs.length ? { ...talk, turns: [...theirs, ...talk.turns].sort((a, b) => a.asked - b.asked) } : talk;
  };

  const keep = (talk) => {
    const kept = write(one(talk.id), merged(talk));
    const listed = write(LIST, [{ id: talk.id, name: talk.name, used: Date.now() }, ...all().filter(({ id }) => id !== talk.id)]);
    changed();
    return kept && listed;
  };

  const rename = (id, name) => {
    const talk = load(id);
    if (talk) write(one(id), { ...talk, name });
    write(LIST, all().map((row) => (row.id === id ? { ...row, name } : row)));
    changed();
  };

  const remove = (id) => {
    forget(one(id));
    write(LIST, all().filter((row) => row.id !== id));
    keepDraft(id, "");
    changed();
  };

  // What is typed and not yet asked, by conversation; "" is the one that is not begun.
  const draft = (id) => read(DRAFTS, {})[id] ?? "";
  const keepDraft = (id, text) => {
    const { [id]: _, ...others } = read(DRAFTS, {});
    write(DRAFTS, text ? { ...others, [id]: text } : others);
  };

  qa.kept = { read, write };
  qa.shelf = { all, load, keep, rename, remove, draft, keepDraft };
  qa.onShelf = (act) => {
    document.addEventListener("qa:shelf", act);
    addEventListener("storage", ({ key }) => { if (key === null || key === LIST) act(); });
    act();
  };
})();
