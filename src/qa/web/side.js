// The conversations beside the one that is open: a new one, those kept, and what can be done with each.
(() => {
  "use strict";
  const qa = window.qa;

  const renaming = (row, { id, name }) => {
    const done = () => { if (field.value.trim()) qa.shelf.rename(id, field.value.trim()); };
    const field = qa.make("input", {
      type: "text", class: "qa-filter", "aria-label": qa.say("rename"), blur: done,
      keydown: (event) => {
        if (qa.isComposing(event)) return;
        if (event.key === "Escape") { event.preventDefault(); field.value = name; }
        if (event.key === "Enter" || event.key === "Escape") field.blur();
      },
    });
    field.value = name;
    row.replaceChildren(field);
    field.select();
  };

  const saved = (id, suffix, text, type) => () => {
    const talk = qa.shelf.load(id);
    if (talk) qa.download(talk, suffix, text(talk), type);
  };

  const entry = (talk, { current, open, removed }) => {
    const row = qa.make("li", {});
    row.append(
      qa.make("button", { type: "button", class: "qa-talk-name", dir: "auto", "aria-current": talk.id === current() ? "true" : null, click: () => open(talk.id) }, talk.name),
      qa.make("details", { class: "qa-more", name: "qa-more" },
        qa.make("summary", { "aria-label": qa.say("talk_more", talk), title: qa.say("talk_more", talk) }, "⋯"),
        qa.make("span", { class: "qa-menu" },
          qa.quiet("rename", () => renaming(row, talk)),
          qa.quiet("export_markdown", saved(talk.id, "md", qa.asMarkdown, "text/markdown")),
          qa.quiet("export_json", saved(talk.id, "json", qa.asJson, "application/json")),
          qa.surely("delete", () => { qa.shelf.remove(talk.id); removed(talk.id); }))));
    return row;
  };

  // `current()` is the id of the open conversation; `open(id)` opens another, `begin()` a new one.
  qa.side = ({ current, open, begin, removed, below, foot }) => {
    const list = qa.make("ul", { class: "qa-talks" });
    const hide = () => { if (element.matches(":popover-open")) element.hidePopover(); };
    const element = qa.make("nav", { id: "qa-side", popover: "auto", "aria-label": qa.say("talks") },
      qa.make("button", { type: "button", class: "qa-new", click: () => { hide(); begin(); } }, `＋ ${qa.say("new_talk")}`), list, below, foot);
    const refresh = () => list.replaceChildren(...qa.shelf.all().map((talk) =>
      entry(talk, { current, open: (id) => { hide(); open(id); }, removed })));
    qa.onShelf(refresh);
    return { element, refresh };
  };
})();
