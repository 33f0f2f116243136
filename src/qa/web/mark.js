// Marking the words of a document that answer a question, to keep both as a test case: what a person has marked is right.
(() => {
  "use strict";
  const qa = window.qa;
  let asked = null; // the question that words are marked for
  let chosen = null; // the words that are marked: `{ source, start, end, text }`
  let shown = null; // what is open: the element of its text, and the view

  const question = qa.make("q", { dir: "auto" });
  const said = qa.make("span", { role: "status" });
  const keep = qa.make("button", { type: "button", class: "qa-go", pointerdown: (event) => event.preventDefault(), click: () => send() });
  const bar = qa.make("div", { class: "qa-marking", hidden: "" });

  const draw = () => {
    bar.hidden = !asked;
    keep.disabled = !chosen;
  };

  const send = async () => {
    const reply = await qa.call(asked.server.keep, { question: asked.question, ...chosen });
    if (reply.error) return said.replaceChildren(qa.failure(reply.error));
    asked.done();
    said.textContent = `${qa.say("kept")} ${reply.kept}`;
    asked = chosen = null;
    keep.disabled = true;
    return setTimeout(draw, 4000);
  };

  // The offsets of what is selected in the text that is open; null for nothing, or for something else.
  const selected = () => {
    const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
    if (!shown || !range || range.collapsed || !shown.text.isConnected || !shown.text.contains(range.commonAncestorContainer)) return null;
    const found = qa.offsets(shown.text, shown.view.first, range);
    return found.end > found.start ? { source: shown.view.source, ...found } : null;
  };

  document.addEventListener("selectionchange", () => {
    if (!asked) return;
    const found = selected();
    if (found) chosen = found;
    else if (!getSelection().isCollapsed) chosen = null;
    draw();
  });

  // The bar that stands over an opened document while words are marked.
  qa.markingBar = () => {
    keep.textContent = qa.say("mark_keep");
    bar.replaceChildren(qa.make("p", {}, `${qa.say("mark_means")} `, question), qa.make("p", { class: "qa-tools" }, keep,
      qa.quiet("cancel", () => { asked = chosen = null; draw(); })), said);
    return bar;
  };
  qa.isMarking = () => asked !== null;

  // A text has been opened in which words can be marked; those of the quote are, where it is opened `anew`.
  qa.markable = (text, view, anew) => {
    shown = { text, view };
    chosen = null;
    const quote = asked?.quote;
    if (anew && quote && quote.source === view.source && quote.start >= view.first && quote.end <= view.last) {
      getSelection().removeAllRanges();
      getSelection().addRange(qa.ranges(text, view.first)(quote.start, quote.end));
    }
    draw();
  };

  // Begins to mark words for `question`, in the document of `quote` if there is one; `done()` is called when they are kept.
  qa.mark = (server, { question: words, quote = null, done }) => {
    asked = { server, question: words, quote, done };
    chosen = null;
    question.textContent = words;
    said.replaceChildren();
    draw();
    if (quote) qa.read(server, quote, [], { anew: true });
  };
})();
