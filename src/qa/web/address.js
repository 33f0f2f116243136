// Permanent addresses: of a question, which is asked again, and of a quote, which is looked for in the document of today.
// All of it stands behind the `#`, which a browser keeps to itself.
(() => {
  "use strict";
  const qa = window.qa;
  const NUMBERS = ["start", "end", "answer_start", "answer_end"];

  const put = (fields, names, from) => names.forEach((name) => { if (from?.[name] || from?.[name] === 0) fields.append(name, from[name]); });

  // The address of a question with what narrows it down, of a quote, or of both.
  qa.addressOf = ({ question = "", narrowed = null, quote = null }) => {
    const fields = new URLSearchParams();
    put(fields, ["ask"], { ask: question });
    for (const place of narrowed?.within ?? []) fields.append("in", place);
    put(fields, ["since", "until"], narrowed);
    put(fields, ["source", ...NUMBERS, "text"], quote);
    if (quote?.rest) for (const name of ["start", "end", "text"]) fields.append(`rest_${name}`, quote.rest[name]);
    return `${location.origin}${location.pathname}#${fields}`;
  };

  const number = (fields, name) => (/^\d+$/.test(fields.get(name) ?? "") ? Number(fields.get(name)) : null);

  const quoteIn = (fields) => {
    const rest = fields.has("rest_text") && { start: number(fields, "rest_start"), end: number(fields, "rest_end"), text: fields.get("rest_text") };
    const place = Object.fromEntries(NUMBERS.map((name) => [name, number(fields, name)]));
    return { source: fields.get("source"), ...place, text: fields.get("text") ?? "", rest: rest || null };
  };

  // What the page was opened at: `{ question, narrowed, quote }`, or null for no such address.
  qa.addressed = () => {
    const fields = new URLSearchParams(location.hash.slice(1));
    if (!fields.has("ask") && !fields.has("source")) return null;
    const [within, since, until] = [fields.getAll("in"), fields.get("since") ?? "", fields.get("until") ?? ""];
    return {
      question: fields.get("ask") ?? "",
      narrowed: within.length || since || until ? { within, since, until } : null,
      quote: fields.has("source") ? quoteIn(fields) : null,
    };
  };
})();
