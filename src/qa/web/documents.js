// The documents page: what an upload or a rebuild did, and the list of indexed sources.
(() => {
  "use strict";
  const qa = window.qa;
  const COUNTS = ["added", "changed", "removed", "unchanged"];

  const savedLine = ({ wanted, name, fresh, replaced, error }) => {
    if (error) return qa.make("li", {}, qa.failure(error));
    const key = !fresh ? "known" : replaced ? "replaced" : name === wanted ? "saved" : "renamed";
    return qa.make("li", {}, qa.foreign("span", "", qa.say(key, { name, wanted })));
  };

  const saved = (files) => [
    qa.make("ul", { class: "qa-saved" }, ...files.map(savedLine)),
    files.some(({ fresh }) => fresh) ? qa.make("p", { class: "qa-soft" }, qa.say("saved_next")) : null,
  ].filter(Boolean);

  const report = ({ counts, chunks, seconds, problems }) => [
    qa.make("h3", {}, qa.say("report", { seconds })),
    qa.make("dl", { class: "qa-counts" }, ...COUNTS.map((name) =>
      qa.make("div", {}, qa.make("dt", {}, qa.say(name)), qa.make("dd", {}, counts[name].toLocaleString())))),
    qa.make("p", { class: "qa-soft" }, qa.say("embedded", { n: chunks })),
    problems.length === 0
      ? qa.make("p", { class: "qa-proof" }, `✓ ${qa.say("no_problems")}`)
      : qa.make("section", {}, qa.make("h4", {}, `! ${qa.say("problems", { n: problems.length })}`), qa.problems(problems)),
  ];

  qa.mount.report = ({ element, props, watch }) => {
    const place = qa.make("div", { class: "qa-report", "aria-live": "polite" });
    element.replaceChildren(place);
    watch("value", () => {
      const value = props.value;
      if (!value) return place.replaceChildren();
      place.replaceChildren(...(value.error ? [qa.failure(value.error)] : value.saved ? saved(value.saved) : report(value)));
      if (value.counts) qa.changed();
    });
  };

  const row = (server, { source, title, articles }) => qa.make("li", {}, qa.make("button",
    { type: "button", class: "qa-source", click: () => qa.read(server, { source }) },
    qa.foreign("span", "qa-title", title || source), qa.foreign("span", "qa-path", source)),
    articles.length ? qa.make("ul", { class: "qa-articles" }, ...articles.map((one) => qa.foreign("li", "", one))) : null);

  qa.mount.sources = ({ element, server }) => {
    const list = qa.make("ul", { class: "qa-list" });
    const count = qa.make("p", { class: "qa-soft", role: "status" });
    let latest = 0;
    const refresh = async () => {
      const mine = (latest += 1);
      const reply = await qa.call(server.overview, { filter: filter.value });
      if (mine !== latest) return;
      if (reply.error) return list.replaceChildren(qa.failure(reply.error));
      list.replaceChildren(...reply.sources.map((source) => row(server, source)));
      count.textContent = reply.matching === 0 ? qa.say(filter.value ? "no_match" : "empty_index")
        : qa.say("listed", { shown: reply.sources.length, n: reply.matching });
    };
    const filter = qa.make("input",
      { type: "search", class: "qa-filter", placeholder: qa.say("filter"), "aria-label": qa.say("filter"), input: refresh });
    element.replaceChildren(qa.make("section", { class: "qa-sources" },
      qa.make("div", { class: "qa-sources-top" }, qa.make("h2", {}, qa.say("sources")), filter), count, list));
    qa.onChange(refresh);
  };
})();
