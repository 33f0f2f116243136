// The box that a question is typed into.
(() => {
  "use strict";
  const qa = window.qa;

  // An Enter that ends a word of an input method is not meant for us; Safari tells it by its code alone.
  qa.isComposing = (event) => event.isComposing || event.keyCode === 229;

  // `send(text)` is called with what was typed; `typed(text)` with every change; `recall(step)` gives an earlier question
  // (1 further back, -1 nearer) or null; `cancel()` is called by Escape.
  qa.box = ({ send, typed = () => {}, recall = () => null, cancel = null, label = "placeholder", button = "send", text = "" }) => {
    const fit = () => { box.style.height = "auto"; box.style.height = `${box.scrollHeight}px`; };
    const fill = (value) => { box.value = value; fit(); typed(value); };
    let recalled = null; // the question that the arrows brought
    const arrow = (event) => {
      if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || (box.value && box.value !== recalled)) return;
      const found = recall(event.key === "ArrowUp" ? 1 : -1);
      if (found === null) return;
      event.preventDefault();
      recalled = found;
      fill(found);
    };
    const box = qa.make("textarea", {
      rows: "1", dir: "auto", placeholder: qa.say(label), "aria-label": qa.say(label), enterkeyhint: "send",
      input: () => { fit(); typed(box.value); },
      keydown: (event) => {
        if (qa.isComposing(event)) return;
        if (event.key === "ArrowUp" || event.key === "ArrowDown") arrow(event);
        if (event.key === "Escape" && cancel) { event.preventDefault(); cancel(); }
        if (event.key !== "Enter" || event.shiftKey) return;
        event.preventDefault();
        form.requestSubmit();
      },
    });
    const submit = qa.make("button", { type: "submit" }, qa.say(button));
    const form = qa.make("form", { class: "qa-box", submit: (event) => { event.preventDefault(); send(box.value); } }, box,
      cancel ? qa.quiet("cancel", cancel) : null, submit);
    box.value = text;
    requestAnimationFrame(fit);
    return { form, box, fill, submit };
  };
})();
