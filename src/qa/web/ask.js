// The conversation: a question, its answer card, and the box to ask the next one.
(() => {
  "use strict";
  const qa = window.qa;
  const welcome = (reply, ask) => {
    if (reply.error) return [qa.failure(reply.error)];
    if (reply.state.documents === 0) return [qa.make("p", { class: "qa-empty" }, qa.say("empty_index"))];
    const questions = reply.examples.map(({ question, title }) => question ?? qa.say("about_title", { title }));
    return [qa.make("p", { class: "qa-tagline" }, qa.say("tagline")), qa.make("h2", {}, qa.say("try")), qa.make("div", { class: "qa-examples" }, ...questions.map((question) =>
      qa.make("button", { type: "button", dir: "auto", click: () => ask(question) }, question)))];
  };

  const askBox = (send) => {
    const box = qa.make("textarea", {
      rows: "1", dir: "auto", placeholder: qa.say("placeholder"), "aria-label": qa.say("placeholder"),
      input: () => { box.style.height = "auto"; box.style.height = `${box.scrollHeight}px`; },
      keydown: (event) => {
        if (event.key !== "Enter" || event.shiftKey) return;
        if (event.isComposing || event.keyCode === 229) return; // an input method's Enter is not ours; Safari tells by the code alone
        event.preventDefault();
        form.requestSubmit();
      },
    });
    const form = qa.make("form", {
      class: "qa-box",
      submit: (event) => { event.preventDefault(); send(box.value); },
    }, box, qa.make("button", { type: "submit" }, qa.say("send")));
    const fill = (text) => { box.value = text; box.dispatchEvent(new Event("input")); };
    return { form, box, fill };
  };

  qa.mount.ask = ({ element, server }) => {
    const turns = qa.make("div", { class: "qa-turns", "aria-live": "polite" });
    const start = qa.make("section", { class: "qa-welcome" });
    let waiting = false;
    let last = null; // what the next question may go on from

    const send = async (typed, after = last) => {
      const question = typed.trim();
      if (!question || waiting) return;
      waiting = true;
      fill("");
      start.remove();
      const reply = qa.make("div", { class: "qa-reply" }, qa.make("p", { class: "qa-soft qa-waiting" }, qa.say("searching")));
      const turn = qa.make("article", { class: "qa-turn" }, qa.foreign("h2", "qa-question", question), reply);
      turns.append(turn);
      turn.scrollIntoView({ block: "start", behavior: "instant" });
      const narrowed = narrowing.value();
      const card = await qa.call(server.ask, { question, after, filter: narrowed });
      waiting = false;
      const tools = () => [qa.copyButton("copy_all", qa.say("copy_all_label"), () => qa.asText(card))];
      reply.replaceChildren(card.error ? qa.failure(card.error)
        : qa.card(server, card, { narrowed, askAlone: () => send(question, null), tools: tools() }));
      last = card.turn ?? last;
      const quotes = card.error || card.verdict === "not_found" ? [] : qa.quotesOf(card).map(qa.place);
      if (quotes.length) qa.read(server, quotes[0], quotes, { quiet: true });
      turn.scrollIntoView({ block: "start", behavior: "instant" });
      if (!card.error && card.generation !== qa.generation) qa.changed();
    };

    const narrowing = qa.narrowing(server);
    const { form, box, fill } = askBox(send);
    const ask = (question) => { fill(question); form.requestSubmit(); box.focus(); };
    element.replaceChildren(qa.make("div", { class: "qa-talk" }, start, turns,
      qa.make("div", { class: "qa-foot" }, form, narrowing.element, qa.make("p", { class: "qa-soft" }, qa.say("keys")))));
    qa.onChange(async () => {
      if (start.isConnected) start.replaceChildren(...welcome(await qa.call(server.overview, {}), ask));
    });
    qa.readyViewer();
    box.focus({ preventScroll: true });
  };
})();
