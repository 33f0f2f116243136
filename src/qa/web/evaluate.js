// The evaluation tab: a test set is chosen or added, compared with the documents, and asked; its runs are kept.
(() => {
  "use strict";
  const qa = window.qa;
  const EVERY = 1000; // milliseconds after which a run in progress is looked at
  const KEPT = "qa:evaluation";

  const remembered = () => { try { return JSON.parse(localStorage.getItem(KEPT)) ?? {}; } catch { return {}; } };
  const remember = (state) => { try { localStorage.setItem(KEPT, JSON.stringify(state)); } catch { /* then a reload shows the latest */ } };

  const option = (value, text) => qa.make("option", { value }, text);
  const field = (label, input) => qa.make("label", {}, qa.make("span", {}, qa.say(label)), input);
  const at = (moment) => new Date(moment).toLocaleString(qa.language, { dateStyle: "medium", timeStyle: "short" });

  const time = (seconds) => {
    const [n, unit] = seconds < 90 ? [Math.max(1, Math.round(seconds)), "second"] : [Math.round(seconds / 60), "minute"];
    return n.toLocaleString(qa.language, { style: "unit", unit, unitDisplay: "long" });
  };

  // What is stale: in the reader's words, with the program's own behind them.
  const stale = ({ question, kind, message, mended }) => qa.make("li", {},
    qa.foreign("strong", "", question), " ",
    qa.make("details", { class: "qa-why" },
      qa.make("summary", {}, [qa.say(`stale_${kind}`), mended ? qa.say("stale_clear") : ""].filter(Boolean).join(" ")),
      qa.foreign("span", "", message, "en")));

  const checked = (reply, mend) => [
    qa.make("p", {}, [qa.say("testset_holds", { n: reply.questions }), reply.unanswerable ? qa.say("testset_unanswerable", { n: reply.unanswerable }) : ""].filter(Boolean).join(" · ")),
    reply.notes.length ? qa.make("details", { class: "qa-also" }, qa.make("summary", {}, qa.say("testset_notes", { n: reply.notes.length })),
      qa.make("ul", {}, ...reply.notes.map((note) => qa.foreign("li", "", note, "en")))) : null,
    reply.stale === 0 ? qa.make("p", { class: "qa-proof" }, `✓ ${qa.say("testset_agrees")}`) : qa.make("section", { class: "qa-stale" },
      qa.make("h3", {}, `! ${qa.say("testset_stale", { n: reply.stale })}`),
      qa.make("p", { class: "qa-soft" }, qa.say("stale_means")),
      qa.make("ul", {}, ...reply.findings.map(stale)),
      reply.stale > reply.findings.length ? qa.make("p", { class: "qa-soft" }, qa.say("and_more", { n: reply.stale - reply.findings.length })) : null,
      reply.clear ? qa.quiet("mend", mend, qa.say("mend_means", { n: reply.clear })) : null),
  ].filter(Boolean);

  const progress = (job, stop) => [
    qa.make("progress", { max: job.total, value: job.done, "aria-label": qa.say("asking_set", job) }),
    qa.make("p", { class: "qa-progress" },
      qa.make("span", { role: "status" }, qa.say("asked_of", { done: job.done, n: job.total })),
      qa.make("span", { class: "qa-soft" }, job.left === null ? "" : qa.say("time_left", { time: time(job.left) })), stop),
  ];

  const ended = (job) => job.error ? [qa.failure(job.error)]
    : job.stopped ? [qa.make("p", { class: "qa-soft", role: "status" }, qa.say("run_stopped", { done: job.done, n: job.total }))] : [];

  qa.mount.evaluation = ({ element, server, props, watch }) => {
    const state = remembered();
    let wasRunning = false;
    let latest = 0;
    let timer = 0;
    let drawn = "";

    const fault = qa.make("div", { "aria-live": "polite" });
    const about = qa.make("div", { class: "qa-checked", "aria-live": "polite" });
    const going = qa.make("div", {});
    const result = qa.make("section", { class: "qa-run", "aria-label": qa.say("run_result") });
    const set = qa.make("select", { class: "qa-language", change: () => choose(set.value) });
    const run = qa.make("select", { class: "qa-language", change: () => open(run.value, "") });
    const before = qa.make("select", { class: "qa-language", change: () => open(run.value, before.value) });
    const start = qa.make("button", { type: "button", class: "qa-go", click: () => begin() }, qa.say("evaluate"));
    const add = qa.quiet("testset_add", () => document.querySelector("#qa-testset-upload input[type=file]")?.click());
    const stop = qa.quiet("stop", () => { stop.disabled = true; qa.call(server.halt, {}); });
    const runs = qa.make("div", { class: "qa-choose" }, field("run", run), field("run_before", before));
    const sets = qa.make("div", { class: "qa-choose" }, field("testset", set), start, add);
    const none = qa.make("p", { class: "qa-soft" });
    const show = (reply) => { fault.replaceChildren(...(reply.error ? [qa.failure(reply.error)] : [])); return !reply.error; };

    const choose = async (name) => {
      state.testset = name;
      remember(state);
      set.value = name;
      const mine = (latest += 1);
      about.replaceChildren(qa.make("p", { class: "qa-soft" }, qa.say("checking")));
      const reply = await qa.call(server.testset, { name });
      if (mine !== latest) return;
      start.disabled = Boolean(reply.error);
      about.replaceChildren(...(reply.error ? [qa.failure(reply.error)] : checked(reply, () => mend(name))));
    };

    const mend = async (name) => {
      const reply = await qa.call(server.mend, { name });
      if (!show(reply)) return;
      state.testset = reply.name;
      await look();
      choose(reply.name);
    };

    const begin = async () => {
      const reply = await qa.call(server.evaluate, { name: set.value });
      if (show(reply)) look();
    };

    const open = (id, earlier) => {
      Object.assign(state, { run: id, before: earlier });
      remember(state);
      run.value = id;
      before.value = earlier;
      if (id) qa.run(server, result, { run: id, before: earlier }, () => look().then(() => (runs.hidden ? start : run).focus()));
      else result.replaceChildren();
    };

    const fill = (reply) => {
      const names = reply.testsets.map(({ name }) => name);
      set.replaceChildren(...reply.testsets.map(({ name, kept }) => option(name, kept ? qa.say("testset_kept", { name }) : name)));
      sets.querySelector("label").hidden = start.hidden = !names.length;
      none.textContent = names.length ? "" : qa.say("no_testset", { folder: reply.folder });
      const moments = reply.runs.map(({ id, at: moment, testset }) => [id, `${at(moment)} · ${testset}`]);
      run.replaceChildren(...moments.map(([id, text]) => option(id, text)));
      before.replaceChildren(option("", qa.say("run_alone")), ...moments.map(([id, text]) => option(id, text)));
      runs.hidden = result.hidden = !moments.length;
      return names;
    };

    // Looks at what there is; draws it where it has changed, and comes back while a run is in progress.
    const look = async () => {
      const reply = await qa.call(server.evaluations, {});
      clearTimeout(timer);
      if (!show(reply)) {
        if (wasRunning) timer = setTimeout(look, 5 * EVERY);
        return;
      }
      const { testsets, runs: all, job } = reply;
      const news = JSON.stringify([testsets, all.map(({ id }) => id)]);
      const names = testsets.map(({ name }) => name);
      if (news !== drawn) {
        drawn = news;
        fill(reply);
        const known = (id) => all.some((one) => one.id === id);
        const id = wasRunning && job?.run ? job.run : known(state.run) ? state.run : all[0]?.id ?? "";
        open(id, id === state.run && known(state.before) ? state.before : "");
        set.value = names.includes(state.testset) ? state.testset : names[0] ?? "";
        if (set.value && !about.firstChild) choose(set.value);
      }
      const running = job?.running ?? false;
      start.disabled = running || about.querySelector(".qa-error") !== null;
      stop.disabled = stop.disabled && running;
      going.replaceChildren(...(running ? progress(job, stop) : wasRunning || job?.error || job?.stopped ? ended(job) : []));
      wasRunning = running;
      if (running && element.isConnected) timer = setTimeout(look, EVERY);
    };

    watch("value", async () => {
      for (const { name, error } of props.value?.saved ?? []) {
        if (!show({ error })) continue;
        state.testset = name;
        await look();
        choose(name);
      }
    });

    element.replaceChildren(qa.make("section", { class: "qa-evaluation" },
      qa.make("h2", {}, qa.say("tab_evaluation")), qa.make("p", { class: "qa-soft" }, qa.say("evaluation_means")),
      none, sets, fault, about, going, runs, result));
    qa.spread(element, () => look());
  };
})();
