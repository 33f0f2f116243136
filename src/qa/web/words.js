// The page's language and its words. What the reader chose comes before what the browser prefers.
(() => {
  "use strict";
  const qa = window.qa;
  const CHOSEN = "qa:language";

  const chosen = () => { try { return localStorage.getItem(CHOSEN); } catch { return null; } };

  const fitting = (wanted) => {
    if (/^zh\b/i.test(wanted)) return /hant|tw|hk|mo/i.test(wanted) ? "zh-Hant" : "zh-Hans";
    return Object.keys(qa.strings).find((tag) => tag === wanted || wanted.split("-")[0] === tag);
  };

  const find = () => [chosen(), ...navigator.languages, "en"].filter(Boolean).map(fitting).find((tag) => tag in qa.strings);

  qa.language = find();
  if (chosen()) { // Gradio's own words follow
    const named = { "zh-Hans": "zh-CN", "zh-Hant": "zh-TW" }[qa.language] ?? qa.language;
    Object.defineProperty(navigator, "language", { get: () => named });
    Object.defineProperty(navigator, "languages", { get: () => [named] });
  }
  qa.chooseLanguage = (tag) => {
    localStorage.setItem(CHOSEN, tag);
    location.reload();
  };

  const plural = new Intl.PluralRules(qa.language);

  // The page's own words for `key`, with {name} filled in; of "one|many" the form that fits `n`.
  qa.say = (key, values = {}) => {
    const forms = (qa.strings[qa.language][key] ?? qa.strings.en[key]).split("|");
    const form = forms.length > 1 && plural.select(values.n) === "one" ? forms[0] : forms[forms.length - 1];
    return form.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? value.toLocaleString(qa.language) : String(value);
    });
  };

  // The window's title: what was asked, and whom.
  qa.title = (asked = "") => {
    document.documentElement.lang = qa.language;
    document.title = [asked, qa.say("name")].filter(Boolean).join(" – ");
  };
})();
