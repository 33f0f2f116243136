// The conversation: its turns, the box to ask the next one, and the conversations beside it.
(() => {
  "use strict";
  const qa = window.qa;
  const NAMED = 80; // characters of the first question that name a conversation

  const fresh = () => ({ id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`, name: "", turns: [] });

  const welcome = (reply, ask) => {
    if (reply.error) return [qa.failure(reply.error)];
    if (reply.state.documents === 0) return [qa.make("p", { class: "qa-empty" }, qa.say("empty_index"))];
    const questions = reply.examples.map(({ question, title }) => question ?? qa.say("about_title", { title }));
    return [
      qa.make("p", { class: "qa-tagline" }, qa.say("tagline")), qa.make("h2", {}, qa.say("try")),
      qa.make("div", { class: "qa-examples" }, ...questions.map((question) =>
        qa.make("button", { type: "button", dir: "auto", click: () => ask(question) }, question)))];
  };

  qa.mount.ask = ({ element, server }) => {
    const turns = qa.make("div", { class: "qa-turns" });
    const start = qa.make("section", { class: "qa-welcome" });
    const status = qa.make("p", { class: "qa-offscreen", role: "status" });
    const refused = qa.make("p", { class: "qa-error", role: "alert", hidden: "" }, qa.say("not_kept"));
    let talk = fresh();
    let asking = null; // what stops the question that is being asked
    let linked = false; // whether the page was opened at a quote, which stays in view
    let back = 0; // how many questions the arrows went back

    const keep = () => { refused.hidden = qa.shelf.keep(talk); };

    const told = (card) => {
      status.textContent = `${qa.say(card.verdict)}. ${qa.say("quotes_said", { n: card.quotes.length })}`;
      if (card.generation !== qa.generation) qa.changed();
      const quotes = card.verdict === "not_found" ? [] : qa.quotesOf(card).map(qa.place);
      if (quotes.length && !linked) qa.read(server, quotes[0], quotes, { quiet: true });
      linked = false;
    };

    const show = (record) => {
      const own = talk;
      const turn = qa.turn(server, record, { keep: () => (own === talk ? keep() : qa.shelf.keep(own)), told: (card) => { if (own === talk) told(card); } });
      turns.append(turn.element);
      return turn;
    };

    const send = (typed) => {
      const question = typed.trim();
      if (!question || asking) return;
      const after = talk.turns.findLast(({ card }) => card?.turn)?.card.turn ?? null;
      const record = { id: crypto.randomUUID?.() ?? String(Math.random()), question, after, narrowed: narrowing.value(), asked: Date.now() };
      if (talk.turns.length === 0) {
        talk.name = question.slice(0, NAMED);
        history.replaceState(null, "", `#talk=${talk.id}`);
        start.remove();
        qa.shelf.keepDraft("", "");
      }
      talk.turns.push(record);
      qa.title(talk.name);
      back = 0;
      fill("");
      const turn = show(record);
      turn.ask();
      side.refresh();
      turn.element.scrollIntoView({ block: "start", behavior: "instant" });
    };

    const recall = (step) => {
      const to = back + step;
      if (to < 0 || to > talk.turns.length) return null;
      back = to;
      return back ? talk.turns[talk.turns.length - back].question : "";
    };

    const narrowing = qa.narrowing(server);
    const { form, box, fill, submit } = qa.box({ send, recall, typed: (text) => qa.shelf.keepDraft(talk.turns.length ? talk.id : "", text) });
    const ask = (question) => { fill(question); form.requestSubmit(); box.focus(); };
    const welcomeNow = async () => { if (start.isConnected) start.replaceChildren(...welcome(await qa.call(server.overview, { language: qa.language }), ask)); };

    // Shows a conversation, or a new one for none that is kept.
    const open = (id) => {
      talk = qa.shelf.load(id) ?? fresh();
      turns.replaceChildren();
      talk.turns.forEach(show);
      if (talk.turns.length === 0) desk.querySelector(".qa-talk").prepend(start);
      else start.remove();
      welcomeNow();
      narrowing.set(talk.turns.at(-1)?.narrowed ?? null);
      fill(qa.shelf.draft(talk.turns.length ? talk.id : ""));
      back = 0;
      side.refresh();
      qa.title(talk.name);
      turns.lastElementChild?.scrollIntoView({ block: "start", behavior: "instant" });
    };
    // What a permanent address names is asked again in a new conversation, and its quote opened and looked for.
    const follow = () => {
      const found = qa.addressed();
      if (!found) return open(address());
      open("");
      narrowing.set(found.narrowed);
      linked = found.quote !== null;
      if (found.question) send(found.question);
      if (linked) qa.read(server, { ...found.quote, checked: true }, [], { quiet: qa.hasRoom() });
      return undefined;
    };
    const address = () => new URLSearchParams(location.hash.slice(1)).get("talk") ?? "";
    const go = (id) => { history.pushState(null, "", id ? `#talk=${id}` : location.pathname + location.search); open(id); };
    const begin = () => { go(""); box.focus(); };
    const side = qa.side({
      current: () => talk.id, open: go, begin, below: narrowing.element, foot: qa.make("a", { class: "qa-api", href: `api?lang=${qa.language}` }, qa.say("api")),
      removed: (id) => { if (id === talk.id) begin(); },
    });

    const desk = qa.make("div", { class: "qa-desk" }, side.element,
      qa.make("div", { class: "qa-talk" }, start, turns, status, qa.make("div", { class: "qa-foot" }, refused, form,
        qa.make("div", { class: "qa-foot-line" },
          qa.make("button", { type: "button", class: "qa-quiet qa-side-button", popovertarget: "qa-side", "aria-label": qa.say("talks"), title: qa.say("talks") }, "☰"),
          narrowing.chip, qa.make("p", { class: "qa-soft qa-keys" }, qa.say("keys"))))));

    // While a question is asked the button stops it; what is typed meanwhile stays in the box.
    turns.addEventListener("qa:asking", ({ detail }) => {
      asking = detail.stop;
      submit.textContent = qa.say("stop");
      submit.type = "button";
    });
    turns.addEventListener("qa:asked", () => {
      asking = null;
      submit.textContent = qa.say("send");
      submit.type = "submit";
    });
    submit.addEventListener("click", (event) => {
      if (!asking) return;
      event.preventDefault();
      asking();
    });
    addEventListener("popstate", () => {
      if (!history.state?.qaSheet && (qa.addressed() || address() !== (talk.turns.length ? talk.id : ""))) follow();
    });

    element.replaceChildren(desk);
    qa.readyViewer();
    follow();
    qa.onChange(welcomeNow);
    box.focus({ preventScroll: true });
  };
})();
