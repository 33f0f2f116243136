// Narrowing a question down: folders, a file, and dates from and until.
(() => {
  "use strict";
  const qa = window.qa;

  const field = (name, attributes) => {
    const input = qa.make("input", { name, "aria-label": qa.say(name), ...attributes });
    return { input, label: qa.make("label", {}, qa.make("span", {}, qa.say(name)), input) };
  };

  // What a filter says, in words.
  qa.narrowedTo = ({ within, since, until }) =>
    [within.join(", "), since || until ? `${since || "…"} – ${until || "…"}` : ""].filter(Boolean).join(" · ");

  const box = (folder) => {
    const input = qa.make("input", { type: "checkbox", value: folder });
    const label = qa.make("label", { class: "qa-folder" }, input, qa.foreign("span", "", folder.split("/").at(-1)));
    label.style.paddingInlineStart = `${folder.split("/").length - 1}rem`;
    return label;
  };

  // The control, and what it says: `{ within, since, until }`, null where nothing is left out. The `chip` says it in words
  // beside the question, and takes it back.
  qa.narrowing = (server) => {
    const places = qa.make("datalist", { id: "qa-places" });
    const folders = qa.make("div", { class: "qa-folders", role: "group", "aria-label": qa.say("folders") });
    const within = field("within", { list: "qa-places", type: "text", placeholder: qa.say("everywhere"), autocomplete: "off" });
    const since = field("since", { type: "date" });
    const until = field("until", { type: "date" });
    let narrowed = null; // what is chosen, also while the folders are not known yet

    const chosen = () => {
      const boxes = [...folders.querySelectorAll(":checked")].map(({ value }) => value);
      const [place, first, last] = [within, since, until].map(({ input }) => input.value.trim());
      const all = [...boxes.filter((one) => !boxes.some((other) => one.startsWith(`${other}/`))), ...(place ? [place] : [])];
      return all.length || first || last ? { within: all, since: first, until: last } : null;
    };
    const set = (wanted) => {
      narrowed = wanted;
      const { within: places = [], since: first = "", until: last = "" } = wanted ?? {};
      const boxes = [...folders.querySelectorAll("input")];
      for (const one of boxes) one.checked = places.includes(one.value);
      within.input.value = places.find((one) => !boxes.some((other) => other.value === one)) ?? "";
      since.input.value = first;
      until.input.value = last;
      show();
    };
    const clear = qa.quiet("clear", () => set(null));
    const said = qa.make("span", { role: "status" });
    const chip = qa.make("span", { class: "qa-chip", hidden: "" }, said, clear);
    const show = () => {
      said.textContent = narrowed ? qa.say("narrowed", { said: qa.narrowedTo(narrowed) }) : "";
      chip.hidden = !narrowed;
    };
    const element = qa.make("section", { class: "qa-narrow", input: () => { narrowed = chosen(); show(); }, "aria-label": qa.say("narrow") },
      qa.make("h2", {}, qa.say("narrow")), folders, within.label, since.label, until.label, places);
    qa.onChange(async () => {
      const { folders: found = [], sources = [] } = await qa.call(server.overview, {});
      folders.replaceChildren(...found.map(box));
      set(narrowed);
      places.replaceChildren(...sources.map(({ source, title }) => qa.make("option", { value: source }, title)));
    });
    return { element, chip, value: () => narrowed, set };
  };
})();
