// The page's language, which `early.js` has found, and its words.
(() => {
  "use strict";
  const qa = window.qa;

  qa.language = window.qaLanguage;
  qa.chooseLanguage = (tag) => {
    localStorage.setItem("qa:language", tag);
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
