// One question and its reply, whatever state that is in: none of them is without a way on.
(() => {
  "use strict";
  const qa = window.qa;
  const PATIENCE = 120; // seconds
  const SOON = 3; // seconds after which it is told that the search goes on
  const QUEUED = 90; // seconds for which a question that finds too many others is asked again by itself
  const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });

  // What `reply` gives, or what to say instead when it is stopped or takes too long.
  const patient = (reply, signal) => new Promise((resolve) => {
    const late = setTimeout(() => resolve({ error: { message: qa.say("too_slow", { n: PATIENCE }), hint: qa.say("too_slow_hint") } }), PATIENCE * 1000);
    signal.addEventListener("abort", () => resolve({ stopped: true }));
    reply.then(resolve).finally(() => clearTimeout(late));
  });

  const waiting = () => {
    const begun = Date.now();
    const line = qa.make("p", { class: "qa-soft qa-waiting" }, qa.say("searching"));
    const clock = setInterval(() => {
      const seconds = Math.round((Date.now() - begun) / 1000);
      if (!line.isConnected) clearInterval(clock);
      else if (line.dataset.queued) line.textContent = qa.say("queued", { seconds });
      else if (seconds >= SOON) line.textContent = qa.say("still_searching", { n: qa.passages ?? 0, seconds });
    }, 1000);
    return line;
  };

  // The turn for `record`: `{ id, question, after, narrowed, asked, card, error }`. `keep()` is called when it has changed,
  // `told(card)` when it was answered. `ask()` asks it (again); it gives when that is over, and `stop()` ends it early.
  qa.turn = (server, record, { keep, told }) => {
    const reply = qa.make("div", { class: "qa-reply" });
    const head = qa.make("div", { class: "qa-turn-head", dir: "auto" });
    const element = qa.make("article", { class: "qa-turn", "data-turn": record.id }, head, reply);
    let asking = null;

    const again = () => qa.quiet("ask_again", ask);
    const draft = `edit ${record.id}`; // what is changed of the question and not yet asked outlives a reload, too
    const edit = () => {
      const done = () => {
        qa.shelf.keepDraft(draft, "");
        showQuestion();
      };
      const cancel = () => { done(); head.querySelector("button").focus(); };
      const send = (text) => {
        if (!text.trim() || asking) return;
        record.question = text.trim();
        done();
        ask();
      };
      const typed = (text) => qa.shelf.keepDraft(draft, text);
      const { form, box } = qa.box({ send, cancel, typed, label: "edit_label", text: qa.shelf.draft(draft) || record.question });
      head.replaceChildren(form);
      box.focus({ preventScroll: true });
    };
    const showQuestion = () => head.replaceChildren(qa.make("h2", { class: "qa-question" }, record.question), qa.quiet("edit", edit, qa.say("edit_label")));

    const showReply = () => {
      const { card, error, narrowed } = record;
      if (card) {
        const askAlone = () => { record.after = null; ask(); };
        const address = () => qa.addressOf({ question: record.question, narrowed });
        const { buttons, panel } = qa.judging(server, record, keep);
        const tools = [...buttons, again(), qa.copyButton("copy_link", qa.say("copy_link_label"), address), qa.copyButton("copy_all", qa.say("copy_all_label"), () => qa.asText(card))];
        return reply.replaceChildren(qa.card(server, card, { narrowed, askAlone, tools, panel }));
      }
      return reply.replaceChildren(
        error ? qa.failure(error) : qa.make("p", { class: "qa-soft" }, qa.say(record.stopped ? "stopped" : "unanswered")),
        qa.make("p", { class: "qa-tools qa-retry" }, again()));
    };

    // What the program replies; where too many ask at once, what it replies when there is room.
    const replied = async (signal) => {
      const { question, after, narrowed } = record;
      const begun = Date.now();
      for (;;) {
        const found = await qa.call(server.ask, { question, after, filter: narrowed });
        if (signal.aborted || found.error?.kind !== "PageBusy" || Date.now() - begun > QUEUED * 1000) return found;
        reply.querySelector(".qa-waiting")?.setAttribute("data-queued", "yes");
        await pause(1 + 2 * Math.random());
        if (signal.aborted) return found;
      }
    };

    const ask = async () => {
      if (asking) return;
      asking = new AbortController();
      element.setAttribute("aria-busy", "true");
      Object.assign(record, { card: null, error: null, stopped: false, judged: null });
      keep();
      reply.replaceChildren(waiting());
      element.dispatchEvent(new CustomEvent("qa:asking", { bubbles: true, detail: { stop } }));
      const found = await patient(replied(asking.signal), asking.signal);
      asking = null;
      element.removeAttribute("aria-busy");
      Object.assign(record, found.stopped ? { stopped: true } : found.error ? { error: found.error } : { card: found });
      keep();
      showReply();
      element.dispatchEvent(new CustomEvent("qa:asked", { bubbles: true }));
      if (record.card) told(record.card);
    };
    const stop = () => asking?.abort();

    showQuestion();
    showReply();
    if (qa.shelf.draft(draft)) edit();
    return { element, record, ask, stop };
  };
})();
