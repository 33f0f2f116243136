// The source panel: a document's pages or its text, with the quoted passage marked and in view.
(() => {
  "use strict";
  const qa = window.qa;
  let opener = null;
  let latest = 0;

  const root = () => document.querySelector(".gradio-container") ?? document.body;
  const panel = () => document.getElementById("qa-viewer");

  const close = () => {
    latest += 1;
    panel()?.remove();
    document.body.classList.remove("qa-reading");
    opener?.focus();
    opener = null;
  };

  const frame = () => {
    const body = qa.make("div", { class: "qa-viewer-body", tabindex: "0", role: "region", "aria-label": qa.say("source") },
      qa.make("p", { class: "qa-soft" }, qa.say("loading")));
    const heading = qa.make("div", { class: "qa-viewer-heading" });
    const bar = qa.make("div", { class: "qa-viewer-bar" });
    const button = qa.make("button",
      { type: "button", class: "qa-close", "aria-label": qa.say("close"), title: `${qa.say("close")} (Esc)`, click: close }, "✕");
    root().append(qa.make("aside", { id: "qa-viewer", "aria-label": qa.say("source") },
      qa.make("div", { class: "qa-viewer-top" }, heading, button), bar, body));
    document.body.classList.add("qa-reading");
    button.focus();
    return { body, heading, bar };
  };

  const describe = (view) => {
    const facts = [qa.say("length", { n: view.length }), qa.say("encoding", { encoding: view.encoding })];
    const whole = view.first === 0 && view.last === view.length;
    if (view.end > view.start) facts.unshift(qa.places(view.places), qa.say("characters", view));
    return [
      qa.foreign("h2", "", view.title || view.source),
      qa.foreign("p", "qa-path", view.source),
      qa.make("p", { class: "qa-soft" }, facts.filter(Boolean).join(" · ")),
      ...(whole ? [] : [qa.make("p", { class: "qa-window", role: "note" }, qa.say("window", view))]),
    ];
  };

  // Above each article of a page what is known of it; it is no part of the text, and is not copied with it.
  const article = ({ title, author, date, again }) => qa.make("div", { class: "qa-article", dir: "auto" },
    qa.make("strong", {}, title),
    qa.make("span", {}, again ? qa.say("article_again") : [author, date].filter(Boolean).join(" · ")));

  const piece = (one) => one.article ? article(one.article)
    : "text" in one ? one.text : qa.make("mark", {}, ...qa.passage(one));

  const showText = (body, view) => {
    const text = qa.make("div", { class: "qa-text", dir: "auto" }, ...view.pieces.map(piece));
    body.replaceChildren(text);
    const mark = text.querySelector("mark");
    if (mark) qa.reveal(body, mark);
  };

  // The pages first, where the file has some; the text beside them, and in their place when they cannot be shown.
  const show = (server, request, { body, heading, bar }, view) => {
    heading.replaceChildren(...describe(view));
    if (!view.pages) return showText(body, view);
    const way = qa.make("span", { class: "qa-way" });
    const choose = (chosen) => {
      for (const one of [pages, text]) one.setAttribute("aria-pressed", one === chosen);
      way.hidden = chosen !== pages;
      if (chosen === text) return showText(body, view);
      return qa.pages(server, request, view.pages, { body, bar: way, failed });
    };
    const failed = (error) => {
      bar.replaceChildren(qa.failure(error));
      showText(body, view);
    };
    const [pages, text] = ["as_pages", "as_text"].map((key) => qa.make("button",
      { type: "button", class: "qa-choice", click: ({ currentTarget }) => choose(currentTarget) }, qa.say(key)));
    bar.replaceChildren(qa.make("span", { class: "qa-choices", role: "group" }, pages, text), way);
    choose(pages);
  };

  // Opens `request.source`, at a passage if the request names one.
  qa.read = async (server, request) => {
    const from = document.activeElement;
    if (!panel()?.contains(from)) opener = from === document.body ? null : from;
    panel()?.remove();
    const mine = (latest += 1);
    const parts = frame();
    const view = await qa.call(server.source, request);
    if (mine !== latest) return;
    if (view.error) parts.body.replaceChildren(qa.failure(view.error));
    else show(server, request, parts, view);
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel()) close();
  });
})();
