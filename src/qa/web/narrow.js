// Narrowing a question down: a folder or file, and dates from and until; folded away under the box until it is wanted.
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

  // The control, and what it says: `{ within, since, until }`, null where nothing is left out.
  qa.narrowing = (server) => {
    const places = qa.make("datalist", { id: "qa-places" });
    const within = field("within", { list: "qa-places", type: "text", placeholder: qa.say("everywhere"), autocomplete: "off" });
    const since = field("since", { type: "date" });
    const until = field("until", { type: "date" });
    const fields = [within, since, until];
    const summary = qa.make("summary", {});
    const value = () => {
      const [place, first, last] = fields.map(({ input }) => input.value.trim());
      return place || first || last ? { within: place ? [place] : [], since: first, until: last } : null;
    };
    const show = () => {
      const narrowed = value();
      const said = narrowed ? qa.narrowedTo(narrowed) : "";
      summary.textContent = said ? qa.say("narrowed", { said }) : qa.say("narrow");
      clear.hidden = !said;
    };
    const clear = qa.make("button", {
      type: "button", class: "qa-quiet", click: () => { fields.forEach(({ input }) => { input.value = ""; }); show(); },
    }, qa.say("clear"));
    const element = qa.make("details", { class: "qa-narrow", input: show },
      summary, qa.make("div", {}, ...fields.map(({ label }) => label), clear), places);
    show();
    qa.onChange(async () => {
      const { folders = [], sources = [] } = await qa.call(server.overview, {});
      const names = [...folders.map((name) => ({ name, label: "" })), ...sources.map(({ source, title }) => ({ name: source, label: title }))];
      places.replaceChildren(...names.map(({ name, label }) => qa.make("option", { value: name }, label)));
    });
    return { element, value };
  };
})();
