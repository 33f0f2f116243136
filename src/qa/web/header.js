// The page's head: its name, what the index holds, and the language.
(() => {
  "use strict";
  const qa = window.qa;

  const languages = () => {
    const options = Object.entries(qa.strings).map(([tag, words]) =>
      qa.make("option", { value: tag, lang: tag, selected: tag === qa.language ? "" : null }, words.language_name));
    return qa.make("select", {
      class: "qa-language", "aria-label": qa.say("language"), change: ({ currentTarget }) => qa.chooseLanguage(currentTarget.value),
    }, ...options);
  };

  qa.mount.header = ({ element, server }) => {
    const state = qa.make("p", { class: "qa-state", "data-part": "state" });
    const note = qa.make("div", { class: "qa-note" });
    qa.title();
    element.replaceChildren(qa.make("header", { class: "qa-header" },
      qa.make("div", { class: "qa-header-top" }, qa.make("h1", {}, qa.say("name")), state, languages()), note));

    qa.onChange(async () => {
      const reply = await qa.call(server.overview, {});
      if (reply.error) return state.replaceChildren(qa.failure(reply.error));
      const { documents, chunks, model, generation } = reply.state;
      qa.generation = generation;
      qa.passages = chunks;
      state.title = [qa.say("state_passages", { n: chunks }), qa.say("state_model", { model }), qa.say("state_generation", { generation })].join(" · ");
      state.textContent = qa.say("state_documents", { n: documents });
      const count = reply.problems.length;
      note.replaceChildren(...(count ? [qa.make("details", {},
        qa.make("summary", {}, qa.say("left_out", { n: count })), qa.problems(reply.problems))] : []));
    });
  };
})();
