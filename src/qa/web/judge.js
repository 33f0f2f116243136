// What somebody thinks of an answer: 👍, or 👎 with what is wrong; and the way from there to a test case.
(() => {
  "use strict";
  const qa = window.qa;
  const WRONG = ["quote", "answer", "missed", "unrefused"];

  // What can be wrong depends on what was said.
  const possible = ({ verdict }) => WRONG.filter((one) => one !== (verdict === "not_found" ? "unrefused" : "missed") && !(verdict === "not_found" && one !== "missed"));

  // The buttons for `record`, and the `panel` that asks what is wrong; `keep()` keeps what was said with the conversation.
  qa.judging = (server, record, keep) => {
    const panel = qa.make("div", { class: "qa-judge", "aria-live": "polite" });

    const send = async (judged) => {
      const { id, question, card } = record;
      const quotes = qa.quotesOf(card).map(({ source, start, end, text }) => ({ source, start, end, text }));
      const reply = await qa.call(server.judge, { turn: id, question, verdict: card.verdict, quotes, ...judged });
      if (reply.error) return panel.replaceChildren(qa.failure(reply.error));
      record.judged = judged;
      keep();
      press();
      return panel.replaceChildren(qa.make("p", { class: "qa-soft" }, qa.say("judged")), ...testCase(judged));
    };

    // A refusal that is right, or should have been one, is a test case by itself; else the words have to be marked.
    const testCase = ({ good, wrong }) => {
      const refuse = good ? record.card.verdict === "not_found" : wrong.includes("unrefused");
      const done = () => panel.replaceChildren(qa.make("p", { class: "qa-soft" }, qa.say("kept")));
      const first = good ? qa.place(qa.quotesOf(record.card)[0] ?? {}) : null;
      const unanswerable = async () => {
        const reply = await qa.call(server.keep, { question: record.question, answerable: false });
        if (reply.error) return panel.replaceChildren(qa.failure(reply.error));
        return done();
      };
      const mark = () => {
        qa.mark(server, { question: record.question, quote: first, done });
        if (!first) panel.replaceChildren(qa.make("p", {}, qa.say("mark_where")));
      };
      return [refuse ? qa.quiet("keep_unanswerable", unanswerable) : qa.quiet("keep", mark)];
    };

    const ask = () => {
      const boxes = possible(record.card).map((one) => qa.make("label", {}, qa.make("input", { type: "checkbox", value: one }), qa.say(`wrong_${one}`)));
      const words = qa.make("textarea", { rows: "2", dir: "auto", maxlength: "2000", placeholder: qa.say("wrong_words"), "aria-label": qa.say("wrong_words") });
      const form = qa.make("form", { submit: (event) => {
        event.preventDefault();
        send({ good: false, wrong: [...form.querySelectorAll(":checked")].map(({ value }) => value), words: words.value.trim() });
      } }, qa.make("fieldset", {}, qa.make("legend", {}, qa.say("judge_what")), ...boxes), words,
      qa.make("p", { class: "qa-tools" }, qa.quiet("cancel", () => panel.replaceChildren()), qa.make("button", { type: "submit", class: "qa-go" }, qa.say("judge_send"))));
      panel.replaceChildren(form);
      form.querySelector("input").focus();
    };

    const thumb = (sign, key, click) => qa.make("button", { type: "button", class: "qa-quiet", "aria-label": qa.say(key), title: qa.say(key), click }, sign);
    const good = thumb("👍", "judge_good", () => send({ good: true, wrong: [], words: "" }));
    const bad = thumb("👎", "judge_bad", ask);
    const press = () => {
      good.setAttribute("aria-pressed", String(record.judged?.good === true));
      bad.setAttribute("aria-pressed", String(record.judged?.good === false));
    };
    press();
    return { buttons: [good, bad], panel };
  };
})();
