// The documents page: what an upload or a rebuild did.
(() => {
  "use strict";
  const qa = window.qa;
  const COUNTS = ["added", "changed", "removed", "unchanged"];

  // One upload: of a name that was taken it is asked whether the new file is to take the old one's place.
  const savedLine = (server) => ({ wanted, name, fresh, replaced, error }) => {
    if (error) return qa.make("li", {}, qa.failure(error));
    const key = !fresh ? "known" : replaced ? "replaced" : name === wanted ? "saved" : "renamed";
    const line = qa.make("li", {}, qa.foreign("span", "", qa.say(key, { name, wanted })));
    const settle = async () => {
      const reply = await qa.call(server.replace, { wanted, name });
      line.replaceWith(savedLine(server)(reply));
      if (!reply.error) qa.changed();
    };
    if (key === "renamed") line.append(" ", qa.quiet("replace_old", settle), " ", qa.quiet("keep_both", () => line.querySelectorAll("button").forEach((one) => one.remove())));
    return line;
  };

  // The element, as soon as there is one; null where none comes within seconds.
  qa.awaited = async (selector) => {
    for (let tries = 0; tries < 50; tries += 1) {
      const found = document.querySelector(selector);
      if (found) return found;
      await new Promise((later) => setTimeout(later, 100));
    }
    return null;
  };

  // Files dropped anywhere on the page are added.
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  document.addEventListener("drop", async (event) => {
    if (!hasFiles(event) || event.defaultPrevented || event.target.closest?.("#qa-documents-page")) return;
    event.preventDefault();
    const { files } = event.dataTransfer;
    document.querySelectorAll("[role=tab]")[1]?.click(); // what is on it is made when it is opened first
    const input = await qa.awaited("#qa-documents-page input[type=file]");
    if (!input) return;
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // While the index is rebuilt, a button beside the one that started it stops it.
  const stopping = (server) => {
    const button = qa.quiet("stop", () => { button.disabled = true; qa.call(server.cancel, {}); });
    button.hidden = true;
    document.addEventListener("click", ({ target }) => {
      const start = target.closest?.("#qa-rebuild");
      if (!start) return;
      start.after(button);
      button.hidden = button.disabled = false;
    });
    return button;
  };

  const saved = ({ saved: files, watched }, server) => [
    qa.make("ul", { class: "qa-saved" }, ...files.map(savedLine(server))),
    files.some(({ fresh }) => fresh) ? qa.make("p", { class: "qa-soft" }, qa.say(watched ? "saved_soon" : "saved_next")) : null,
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

  // What Gradio would say in English in a corner, as of a file that is too large, is said here in the reader's words.
  const overhear = (tell) => new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.querySelector);
    const said = added.flatMap((node) => [...node.querySelectorAll("[data-testid=toast-text]")]);
    if (said.length && tell({ kind: "page", message: said.map((one) => one.textContent).join(" "), hint: "" })) {
      for (const one of said) one.closest(".toast-item").style.display = "none";
    }
  }).observe(document.body, { childList: true, subtree: true });

  qa.mount.report = ({ element, server, props, watch }) => {
    const stop = stopping(server);
    const place = qa.make("div", { class: "qa-report", "aria-live": "polite" });
    element.replaceChildren(place);
    overhear((error) => {
      if (place.checkVisibility()) place.replaceChildren(qa.failure(error));
      return place.checkVisibility();
    });
    watch("value", () => {
      const value = props.value;
      if (!value) return place.replaceChildren();
      if (!value.saved) stop.hidden = true;
      place.replaceChildren(...(value.error ? [qa.failure(value.error)] : value.saved ? saved(value, server) : report(value)));
      if (value.counts || value.saved) qa.changed();
    });
  };
})();
