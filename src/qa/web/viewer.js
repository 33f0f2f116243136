// The source panel: a document's pages or its text, with all quotes of the answer marked and the present one in view.
// It is always there where there is room; where there is none, a sheet that covers the page until it is closed.
(() => {
  "use strict";
  const qa = window.qa;
  let opener = null;
  let latest = 0;

  const roomy = matchMedia("(min-width: 1000px)");
  qa.hasRoom = () => roomy.matches;

  const root = () => document.querySelector(".gradio-container") ?? document.body;

  const panel = () => {
    const body = qa.make("div", { class: "qa-viewer-body", tabindex: "0", role: "region", "aria-label": qa.say("source") });
    const heading = qa.make("div", { class: "qa-viewer-heading" });
    const steps = qa.make("span", { class: "qa-steps" });
    const bar = qa.make("span", { class: "qa-viewer-tools" });
    const button = qa.make("button",
      { type: "button", class: "qa-close", "aria-label": qa.say("close"), title: `${qa.say("close")} (Esc)`, click: () => close() }, "✕");
    const element = qa.make("aside", { id: "qa-viewer", "aria-label": qa.say("source") },
      qa.make("div", { class: "qa-viewer-top" }, heading, button), qa.make("div", { class: "qa-viewer-bar" }, steps, bar), qa.markingBar(), body);
    return { element, heading, steps, bar, body, button };
  };

  let parts = null;

  const rest = () => {
    latest += 1;
    parts.element.dataset.empty = "";
    parts.heading.replaceChildren();
    parts.steps.replaceChildren();
    parts.bar.replaceChildren();
    parts.body.replaceChildren(qa.make("p", { class: "qa-soft" }, qa.say("source_here")));
    document.body.classList.remove("qa-reading");
  };

  const isOpen = () => parts !== null && !("empty" in parts.element.dataset);

  const close = () => {
    rest();
    if (history.state?.qaSheet) history.back();
    opener?.focus();
    opener = null;
  };

  // The empty panel, as soon as there is a page.
  qa.readyViewer = () => {
    if (parts?.element.isConnected) return;
    parts = panel();
    root().append(parts.element);
    rest();
  };

  const told = (view, request) => {
    if (view.standing === "moved") return qa.make("p", { class: "qa-standing", role: "status", "data-standing": "moved" }, qa.say("standing_moved"));
    if (view.standing === "changed") return qa.make("div", { class: "qa-standing", role: "status", "data-standing": "changed" },
      qa.say("standing_changed"), qa.foreign("q", "", qa.words(request), view.lang));
    return request.checked ? qa.make("p", { class: "qa-standing", role: "status", "data-standing": "there" }, `✓ ${qa.say("standing_there")}`) : null;
  };

  const facts = (view, { start, end, ...where }) => [
    ...(end > start ? [qa.inWords(where), qa.say("characters", { start, end })] : []),
    qa.say("length", { n: view.length }), qa.say("encoding", { encoding: view.encoding }),
  ].filter(Boolean).join(" · ");

  const describe = (view, request) => {
    const whole = view.first === 0 && view.last === view.length;
    return [
      qa.foreign("h2", "", view.title || view.source, view.lang),
      qa.foreign("p", "qa-path", view.source),
      qa.make("p", { class: "qa-soft qa-view-facts" }, facts(view, view)),
      ...(whole ? [] : [qa.make("p", { class: "qa-window", role: "note" }, qa.say("window", view))]),
      told(view, request),
    ].filter(Boolean);
  };

  // Above each article of a page what is known of it; it is no part of the text, and is not copied with it.
  const article = ({ title, author, date, again }) => qa.make("div", { class: "qa-article", dir: "auto" },
    qa.make("strong", {}, title),
    qa.make("span", {}, again ? qa.say("article_again") : [author, date].filter(Boolean).join(" · ")));

  const piece = (one) => one.article ? article(one.article)
    : "text" in one ? one.text : qa.make("mark", { class: one.present ? "qa-present" : null, "data-start": one.start }, ...qa.passage(one));

  const textOf = (view) => qa.make("div", { class: "qa-text", dir: qa.direction(view.lang), lang: view.lang || null }, ...view.pieces.map(piece));

  // ↑ ↓ through the quotes of an answer, from one document into the next.
  const stepping = (server, trail, at) => {
    const go = (to) => () => {
      const held = parts.steps.contains(document.activeElement) ? document.activeElement.dataset.step : null;
      open(server, trail[(to + trail.length) % trail.length], trail);
      if (held) parts.steps.querySelector(`[data-step="${held}"]`)?.focus();
    };
    const step = (sign, key, to) => qa.make("button",
      { type: "button", class: "qa-quiet", "data-step": key, "aria-label": qa.say(key), title: qa.say(key), click: go(to) }, sign);
    return trail.length < 2 ? [] : [step("↑", "quote_before", at - 1),
      qa.make("span", { class: "qa-soft", role: "status" }, qa.say("quote_of", { it: at + 1, all: trail.length })), step("↓", "quote_after", at + 1)];
  };

  // The pages first, where the file has some; the text beside them, and in their place when they cannot be shown.
  const show = (server, request, view) => {
    const { heading, bar, body } = parts;
    parts.view = view;
    let lying = null; // the text as it lies in the panel, with its ranges
    const showText = (goTo = true) => {
      const text = textOf(view);
      body.replaceChildren(text);
      lying = { range: qa.ranges(text, view.first), first: view.first, last: view.last };
      qa.markable(text, view, goTo);
      const mark = text.querySelector("mark.qa-present");
      if (mark && goTo) qa.reveal(body, mark);
      else body.scrollTop = 0;
    };
    // Shows `start` to `end` of the text, which may lie beyond what was sent of a long one; gives the range.
    const jump = async (start, end) => {
      if (start < view.first || end > view.last) {
        const around = await qa.call(server.source, { source: view.source, at: start });
        if (around.error) return null;
        const { pieces, first, last } = around;
        Object.assign(view, { pieces, first, last });
        lying = null;
      }
      if (!lying || !body.querySelector(".qa-text")) choose(choices.text, false);
      const range = lying.range(start, end);
      qa.reveal(body, range);
      return range;
    };
    heading.replaceChildren(...describe(view, request));
    heading.dir = qa.direction(view.lang);
    const way = qa.make("span", { class: "qa-way" });
    const choices = {};
    let choose = (_, goTo) => showText(goTo); // where there are no pages to choose
    const help = [qa.outline(view, jump), qa.searching(server, view.source, () => lying, jump)].filter(Boolean);
    if (!view.pages) {
      bar.replaceChildren(...help);
      return showText();
    }
    const failed = (error) => {
      bar.replaceChildren(qa.failure(error), ...help);
      showText();
    };
    choose = (chosen, goTo = true) => {
      for (const one of Object.values(choices)) one.setAttribute("aria-pressed", one === chosen);
      way.hidden = chosen !== choices.pages;
      if (chosen === choices.text) showText(goTo);
      else qa.pages(server, request, view.pages, { body, bar: way, failed });
    };
    for (const [name, key] of [["pages", "as_pages"], ["text", "as_text"]]) {
      choices[name] = qa.make("button", { type: "button", class: "qa-choice", click: ({ currentTarget }) => choose(currentTarget) }, qa.say(key));
    }
    bar.replaceChildren(qa.make("span", { class: "qa-choices", role: "group" }, choices.pages, choices.text), way, ...help);
    choose(qa.isMarking() ? choices.text : choices.pages);
  };

  // Another quote of the text that is shown: its mark is there already.
  const stepped = (request) => {
    const mark = [...parts.body.querySelectorAll("mark")].filter(({ dataset }) => Number(dataset.start) === request.start);
    if (parts.element.dataset.source !== request.source || mark.length === 0 || mark.some((one) => one.closest("[hidden]"))) return false;
    for (const one of parts.body.querySelectorAll("mark")) one.classList.toggle("qa-present", mark.includes(one));
    qa.reveal(parts.body, mark[0]);
    parts.heading.querySelector(".qa-view-facts").textContent = facts(parts.view, request);
    return true;
  };

  const open = async (server, request, trail, anew = false) => {
    const mine = (latest += 1);
    const at = trail.findIndex((one) => one.source === request.source && one.start === request.start);
    delete parts.element.dataset.empty;
    document.body.classList.add("qa-reading");
    parts.steps.replaceChildren(...stepping(server, trail, at));
    if (!anew && at >= 0 && isOpen() && stepped(request)) return;
    parts.element.dataset.source = request.source;
    parts.bar.replaceChildren();
    parts.body.replaceChildren(qa.make("p", { class: "qa-soft" }, qa.say("loading")));
    const others = trail.filter((one) => one !== request && one.source === request.source);
    const view = await qa.call(server.source, { ...request, others });
    if (mine !== latest) return;
    if (view.error) parts.body.replaceChildren(qa.failure(view.error), ...(request.text ? [qa.foreign("q", "", qa.words(request))] : []));
    else show(server, request, view);
  };

  // Opens `request.source`, at a passage if the request names one, which may be one of the quotes of a `trail`.
  // Quietly, it takes neither the keyboard nor, where there is no room, the place; `anew` it is opened though it lies open.
  qa.read = (server, request, trail = [], { quiet = false, anew = false } = {}) => {
    if (quiet && !qa.hasRoom()) return undefined;
    qa.readyViewer();
    const from = document.activeElement;
    if (!quiet && !parts.element.contains(from)) opener = from === document.body ? null : from;
    if (!quiet && !qa.hasRoom() && !history.state?.qaSheet) history.pushState({ qaSheet: true }, "");
    const opened = open(server, request, trail, anew);
    if (!quiet) parts.button.focus({ preventScroll: true });
    return opened;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen() && !event.defaultPrevented) close();
  });
  addEventListener("popstate", () => { if (!history.state?.qaSheet && isOpen() && !qa.hasRoom()) rest(); });
})();
