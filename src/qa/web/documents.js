// The documents page: what an upload or a rebuild did.
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
})();
