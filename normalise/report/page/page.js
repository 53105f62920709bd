"use strict";
// The page can be read without this. With it: the reason beside each change, views, filters, keys, and decisions that
// are saved as a rule file. Text from documents only ever becomes text: nothing here parses markup.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const data = JSON.parse($("#data").textContent);
  const words = data.words;
  const groups = data.groups.map(([form, write, rule, kind, title, counts, marks, prior, more]) =>
    ({ form, write, rule: words[rule], kind: words[kind], title: words[title], counts, marks, prior, all: marks.length + more }));
  const places = data.marks.map(([file, at, far, items]) => ({ file, at, far, items: items.map(
    ([state, before, after, rules, reason, evidence, safety, why, its]) => ({
      state, before, after, rules: rules.map((r) => words[r]), reason: words[reason],
      evidence: evidence.map((e) => words[e]), safety: words[safety], why: words[why], groups: its,
    })) }));
  const anchors = places.map((_, i) => document.getElementById(`m${i}`));
  const VERBS = { changed: "changed", suggested: "suggested", held: "held back" };
  const VERDICTS = [["accept", "Accept"], ["refuse", "Refuse"], ["someone else", "Someone else"]];
  const LOOKS = { accept: "accept", refuse: "refuse", "someone else": "other" };
  const body = document.body;
  const why = $("#why");

  const element = (tag, properties = {}, ...children) => {
    const { dataset, ...plain } = properties;
    const made = Object.assign(document.createElement(tag), plain);
    Object.assign(made.dataset, dataset);
    made.append(...children.filter((child) => child || child === 0));
    return made;
  };
  const say = (text) => { $("#say").textContent = text; };
  const count = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
  const told = (counts) => Object.values(VERBS).map((verb, i) => counts[i] && `${counts[i].toLocaleString("en")} ${verb}`).filter(Boolean).join(", ");

  // Signs that cannot be seen are named, as in the texts.
  const GLYPHS = { " ": "␣", "\t": "⇥", "\n": "⏎", "\r": "⏎", "\u00a0": "nbsp", "\u202f": "nnbsp", "\u200b": "zwsp", "\u00ad": "shy", "\ufeff": "bom" };
  const seen = (text, signs) => {
    const unseen = signs ? /[\p{C}\p{Z}]/gu : /[\p{C}\p{Zl}\p{Zp}\u00a0\u202f]/gu;
    const made = [];
    let at = 0;
    for (const m of text.matchAll(unseen)) {
      const point = m[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      made.push(text.slice(at, m.index), element("span", { className: /[ \t\n\r]/.test(m[0]) ? "sp" : "u", textContent: GLYPHS[m[0]] ?? `U+${point}` }));
      at = m.index + m[0].length;
    }
    return [...made, text.slice(at)];
  };
  const pair = (before, after) => {
    const signs = !/[\p{L}\p{N}]/u.test(before + after);
    const side = (tag, text) => element(tag, {}, ...(text ? seen(text, signs) : [element("i", { textContent: "nothing" })]));
    return element("p", { className: "pair" }, side("del", before), " → ", side("ins", after));
  };

  // Decisions: one for each group, made here or before.
  const made = new Map(); // number of the group → verdict, "" for none
  const dropped = new Set(); // earlier decisions that were changed here
  let saved = true;
  const isMade = (d) => !dropped.has(d);
  const verdictOn = (g) => made.get(g) ?? (groups[g].prior >= 0 ? data.decided[groups[g].prior][2] : "");
  const isName = (group) => group.kind === "entity" || group.kind === "phrase";
  const isSomebody = (group) => isName(group) && /\p{Lu}/u.test(group.form);
  const canAccept = (group) => group.counts[0] + group.counts[1] > 0 || group.prior >= 0;

  const decide = (g, verdict) => {
    const prior = groups[g].prior;
    if (prior >= 0 && !dropped.has(prior)) {
      // An earlier decision may be on more than this group: for the others it stands.
      const [, , old] = data.decided[prior];
      groups.forEach((other, i) => { if (other.prior === prior && !made.has(i)) { made.set(i, old); } });
      dropped.add(prior);
    }
    made.set(g, verdict);
    saved = false;
    dress(g);
    for (const bar of $$(`.verdict[data-group="${g}"]`)) { press(bar); }
    const decisions = listed().length;
    $("#decided").textContent = decisions;
    $("#review").classList.toggle("some", decisions > 0);
    say(`${groups[g].form}: ${verdict || "undecided"}; holds for ${count(groups[g].all, "place")}`);
  };
  const dress = (g) => {
    for (const i of groups[g].marks) {
      const verdicts = places[i].items[0].groups.map(verdictOn);
      for (const a of [anchors[i], anchors[i].twin]) {
        for (const [verdict, look] of Object.entries(LOOKS)) { a?.classList.toggle(look, verdicts.includes(verdict)); }
      }
    }
  };
  const verdictBar = (g) => {
    const group = groups[g];
    const bar = element("div", { className: "verdict", dataset: { group: g } });
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", `Decide on ${group.form || group.write}`);
    for (const [verdict, title] of VERDICTS) {
      if (verdict === "someone else" && !isSomebody(group)) { continue; }
      const button = element("button", { type: "button", textContent: title, dataset: { verdict } });
      if (verdict === "accept" && !canAccept(group)) {
        button.disabled = true;
        button.title = "A guard holds it back, and a decision does not outweigh a guard";
      }
      button.onclick = () => decide(g, verdictOn(g) === verdict ? "" : verdict);
      bar.append(button);
    }
    return press(bar);
  };
  const press = (bar) => {
    const verdict = verdictOn(Number(bar.dataset.group));
    for (const button of bar.children) { button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict)); }
    return bar;
  };

  // The review as a rule file.
  const quoted = (text) => `"${text.replace(/[\\"]/g, "\\$&").replace(/[\p{C}\p{Zl}\p{Zp}\u00a0\u0085]/gu,
    (c) => `\\U${c.codePointAt(0).toString(16).toUpperCase().padStart(8, "0")}`)}"`;
  const listed = () => {
    const sameForm = new Map();
    for (const group of groups) { const key = `${group.form}\0${group.rule}`; sameForm.set(key, (sameForm.get(key) ?? 0) + 1); }
    const all = data.decided.filter((_, i) => isMade(i)).map((d) => d.slice(0, 5));
    for (const [g, verdict] of made) {
      const group = groups[g];
      // A name is refused whatever would be written for it; of a sign that alone would say too much.
      const whole = verdict !== "accept" && isName(group) && group.form && sameForm.get(`${group.form}\0${group.rule}`) === 1;
      if (verdict) { all.push([group.form, group.rule, verdict, whole ? "" : group.write, ""]); }
    }
    return all;
  };
  const yaml = () => {
    const all = listed();
    const decisions = all.filter(([form, , , write]) => !/\p{Cs}/u.test(form + write)); // a lone surrogate: no file in UTF-8 can hold it
    const lines = [`# Made with the report of normalise ${data.version}; to be used as in --rules default,${setName()}.yaml`, "schema: 1",
      `set: ${setName()}`, `title: Decisions on ${count(decisions.length, "spelling")}`, decisions.length ? "decisions:" : "decisions: []"];
    for (const [form, rule, verdict, write, note] of decisions) {
      const keys = [["form", form], ["rule", rule], ["verdict", verdict], ["write", write], ["note", note]].filter(([key, text]) => text || key === "form");
      lines.push(...keys.map(([key, text], i) => `  ${i ? " " : "-"} ${key}: ${quoted(text)}`));
    }
    if (decisions.length < all.length) { lines.push(`# ${all.length - decisions.length} left out: a form that is no Unicode text`); }
    return `${lines.join("\n")}\n`;
  };
  const setName = () => $("#set").value.toLowerCase().replace(/[^a-z0-9-]+/g, "-").replace(/^-+|-+$/g, "") || "review";
  const showYaml = () => { $("#yaml").value = yaml(); $("#file").textContent = `${setName()}.yaml`; };
  const save = () => {
    const link = element("a", { href: URL.createObjectURL(new Blob([yaml()], { type: "application/yaml" })), download: `${setName()}.yaml` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    saved = true;
    say(`saved as ${setName()}.yaml`);
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(yaml());
    } catch {
      $("#yaml").select();
      document.execCommand("copy");
    }
    saved = true;
    say("copied");
    $("#copy").textContent = "Copied";
    setTimeout(() => { $("#copy").textContent = "Copy"; }, 2000);
  };

  // Why: what is known of the place that is looked at.
  const sureness = (item) => {
    if (item.state === "held") { return `Held back: ${item.why}`; }
    const said = item.evidence.join(" ").match(/\d+% sure/)?.[0];
    const how = { safe: "Sure: changed by default", unsafe: "Needs a person’s eye", suggest: "Not sure: only suggested" }[item.safety] ?? item.safety;
    return said ? `${how} (${said})` : how;
  };
  const bare = (text) => text.replace(/\s+/g, "");
  const explain = (i) => {
    const place = places[i];
    const parts = [];
    for (const item of place.items.filter(passes)) {
      const rule = groups[item.groups[0]];
      const from = `${data.files.length > 1 ? `${data.files[place.file]}, ` : ""}${place.at}`;
      if (parts.length) { parts.push(element("hr")); }
      parts.push(
        element("p", { className: "kind" }, element("b", { textContent: item.rules.join(", ") }), ` · ${VERBS[item.state]} · ${from}`),
        pair(item.before, item.after),
        element("p", { textContent: rule && item.reason.startsWith(rule.title) && item.evidence.length ? rule.title : item.reason }),
        element("ul", {}, ...item.evidence.filter(Boolean).map((e) => element("li", { textContent: e }))),
        element("p", { className: "sure", textContent: sureness(item) }),
      );
      for (const g of item.groups) {
        const group = groups[g];
        if (item.groups.length > 1 || bare(group.form) !== bare(item.before)) { parts.push(pair(group.form, group.write)); }
        parts.push(verdictBar(g), element("p", { className: "kind", textContent: `holds for ${count(group.all, "place")} (${told(group.counts)}), and in other texts` }));
      }
    }
    why.className = [...anchors[i].classList].find((name) => /^s\d/.test(name)) ?? "";
    why.replaceChildren(...parts);
    why.hidden = false;
    beside(anchors[i]);
  };
  const beside = (a) => {
    const box = a.getBoundingClientRect();
    const least = $("#bar").offsetHeight + 8;
    const most = innerHeight - why.offsetHeight - 8;
    if (body.classList.contains("split")) {
      // There is no margin: it hangs below the mark, or stands above it.
      const below = box.bottom + 10;
      why.style.left = `${Math.max(8, Math.min(box.left - 16, innerWidth - why.offsetWidth - 24))}px`;
      why.style.top = `${below <= most ? below : Math.max(least, box.top - why.offsetHeight - 10)}px`;
    } else {
      why.style.left = "";
      why.style.top = `${Math.max(least, Math.min(box.top - 8, most))}px`;
    }
  };

  // Where we are: the marks that pass the filters, and the one looked at.
  const off = { state: new Set(), kind: new Set(), rule: new Set() };
  const ruleOf = (item) => (item.rules[0] ?? "").split("/")[0];
  const kindOf = (item) => groups[item.groups[0]]?.kind ?? "";
  const passes = (item) => !off.state.has(item.state) && !off.kind.has(kindOf(item)) && !item.rules.every((r) => off.rule.has(r.split("/")[0]));
  let visible = places.map((_, i) => i);
  let now = -1;
  const show = () => {
    const at = visible.indexOf(now);
    $("#where").textContent = visible.length ? `${at < 0 ? "–" : (at + 1).toLocaleString("en")} of ${visible.length.toLocaleString("en")}` : "none";
  };
  const look = (i, { focus = true, scroll = true } = {}) => {
    if (now >= 0) { for (const a of [anchors[now], anchors[now].twin]) { a?.classList.remove("now"); } anchors[now].tabIndex = -1; }
    now = i;
    const a = anchors[i];
    for (const each of [a, a.twin]) { each?.classList.add("now"); }
    a.tabIndex = 0;
    if (scroll) { a.scrollIntoView({ block: "center" }); }
    if (focus) { a.focus({ preventScroll: true }); }
    explain(i);
    show();
    if (focus) { say(`${$("#where").textContent}. ${why.querySelector("p:nth-of-type(3)")?.textContent ?? ""}`); }
  };
  const step = (by) => {
    if (body.classList.contains("list")) { stepList(by); return; }
    let at = visible.indexOf(now);
    if (at < 0) {
      // Nothing looked at yet: the first one below the bar, or the last above it.
      const edge = $("#bar").getBoundingClientRect().bottom;
      const below = now >= 0 ? visible.findIndex((i) => i > now) : firstBelow(edge);
      at = by > 0 ? below - 1 : below;
      if (below < 0) { at = by > 0 ? -1 : 0; }
    }
    if (visible.length) { look(visible[(at + by + visible.length) % visible.length]); }
  };
  const stepList = (by) => {
    const all = $$(".g:not([hidden])");
    const at = all.indexOf(document.activeElement.closest(".g"));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
    if (!next) { return; }
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  };
  const firstBelow = (edge) => {
    let low = 0, high = visible.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (anchors[visible[middle]].closest(".row").getBoundingClientRect().bottom < edge) { low = middle + 1; } else { high = middle; }
    }
    return low < visible.length ? low : -1;
  };
  const sift = () => {
    for (const set of Object.values(off)) { set.clear(); }
    for (const box of $$("#filters input:not(:checked)")) { off[box.name]?.add(box.value); }
    visible = [];
    places.forEach((place, i) => {
      const on = place.items.some(passes);
      if (on) { visible.push(i); }
      for (const a of [anchors[i], anchors[i].twin]) { a?.classList.toggle("off", !on); }
    });
    groups.forEach((group, g) => {
      document.getElementById(`g${g}`).hidden = !group.marks.some((i) => places[i].items.some((item) => item.groups.includes(g) && passes(item)));
    });
    if (now >= 0 && !visible.includes(now)) { why.hidden = true; }
    show();
    say(`${count(visible.length, "place")} shown`);
  };

  // Views. A row is shown side by side when it comes near the screen.
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) { if (isIntersecting) { near.unobserve(target); target.prepare(); } }
  }, { rootMargin: "800px" });
  const halve = (row) => {
    const focused = row.contains(document.activeElement) ? document.activeElement : null;
    const result = element("div", { className: "res" }, ...row.childNodes);
    const source = result.cloneNode(true);
    source.className = "src";
    const originals = $$(".m", result);
    $$(".m", source).forEach((a, i) => {
      a.removeAttribute("id");
      a.tabIndex = -1;
      a.dataset.twin = originals[i].id;
      originals[i].twin = a;
    });
    row.append(source, result);
    focused?.focus({ preventScroll: true }); // what is moved loses it
  };
  const view = (name) => {
    body.classList.remove("inline", "split", "list");
    body.classList.add(name);
    for (const button of $$("[data-view]")) { button.setAttribute("aria-pressed", String(button.dataset.view === name)); }
    if (name === "split" && !view.halved) {
      view.halved = true;
      for (const row of $$(".row")) { row.prepare = () => halve(row); near.observe(row); }
    }
    if (name === "list") { why.hidden = true; return; }
    if (now >= 0) { requestAnimationFrame(() => look(now, { focus: false })); }
  };
  const nextView = () => {
    const all = ["inline", "split", "list"];
    view(all[(all.findIndex((name) => body.classList.contains(name)) + 1) % all.length]);
  };

  const indexOf = (target) => {
    const a = target.closest?.(".m:not(.off)");
    return a ? Number((a.dataset.twin ?? a.id).slice(1)) : -1;
  };
  const listen = () => {
    const texts = $("#texts");
    texts.addEventListener("click", (event) => {
      const i = indexOf(event.target);
      if (i >= 0) { event.preventDefault(); look(i, { scroll: false }); } else if (!getSelection().toString()) { why.hidden = true; }
    });
    texts.addEventListener("focusin", (event) => { const i = indexOf(event.target); if (i >= 0 && i !== now) { look(i, { scroll: false }); } });
    texts.addEventListener("pointerover", (event) => { const i = indexOf(event.target); if (i >= 0 && event.pointerType === "mouse") { explain(i); } });
    texts.addEventListener("pointerout", (event) => {
      if (event.pointerType === "mouse" && indexOf(event.target) >= 0 && now >= 0) { explain(now); }
    });
    addEventListener("scroll", () => { if (!why.hidden && now >= 0) { requestAnimationFrame(() => beside(anchors[now])); } }, { passive: true });
    $("#spellings").addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#m']");
      if (link) { event.preventDefault(); view("inline"); look(Number(link.hash.slice(2))); }
    });
    $("#strip").addEventListener("click", (event) => {
      const far = event.offsetX / $("#strip").clientWidth;
      const nearest = visible.reduce((best, i) => (Math.abs(places[i].far - far) < Math.abs(places[best].far - far) ? i : best), visible[0]);
      if (nearest !== undefined) { if (body.classList.contains("list")) { view("inline"); } look(nearest); }
    });
    $("#filters").addEventListener("change", ({ target }) => {
      if (target.name === "set") { for (const box of $$("input[name=rule]", target.closest("fieldset"))) { box.checked = target.checked; } }
      sift();
    });
    $("#previous").onclick = () => step(-1);
    $("#next").onclick = () => step(1);
    for (const button of $$("[data-view]")) { button.onclick = () => view(button.dataset.view); }
    $("#filter").onclick = filter;
    $("#theme").onclick = theme;
    $("#review").onclick = review;
    $("#save").onclick = save;
    $("#copy").onclick = copy;
    $("#close").onclick = () => $("#saving").close();
    $("#set").oninput = showYaml;
    addEventListener("resize", fit);
    addEventListener("keydown", key);
    addEventListener("beforeunload", (event) => { if (!saved) { event.preventDefault(); } });
  };
  const fit = () => { document.documentElement.style.setProperty("--bar", `${$("#bar").offsetHeight}px`); };
  const filter = () => $("#filter").setAttribute("aria-expanded", String($("#filters").classList.toggle("open")));
  const theme = () => {
    const dark = getComputedStyle(document.documentElement).colorScheme === "dark"
      || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = dark ? "light" : "dark";
  };
  const review = () => { showYaml(); $("#saving").showModal(); };
  const verdict = (name) => {
    const inList = document.activeElement.closest(".g");
    const g = inList ? Number(inList.id.slice(1)) : places[now]?.items.find(passes)?.groups[0];
    if (g === undefined || (why.hidden && !inList)) { return; }
    if (name === "accept" && !canAccept(groups[g])) { say("a guard holds it back, and a decision does not outweigh a guard"); return; }
    if (name !== "someone else" || isSomebody(groups[g])) { decide(g, name); }
  };
  const KEYS = {
    n: () => step(1), j: () => step(1), p: () => step(-1), k: () => step(-1),
    a: () => verdict("accept"), r: () => verdict("refuse"), e: () => verdict("someone else"), u: () => verdict(""),
    v: nextView, f: filter, s: review, Escape: () => { why.hidden = true; },
  };
  const key = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("#saving").open || event.target.matches("input:not([type=checkbox]), textarea")) { return; }
    const action = KEYS[event.key];
    if (action) { event.preventDefault(); action(); }
  };

  const start = () => {
    document.documentElement.classList.add("js");
    view("inline");
    for (const a of anchors) { a.tabIndex = -1; }
    if (anchors.length) { anchors[0].tabIndex = 0; }
    for (const box of $$("#filters input")) { box.disabled = false; }
    for (const item of $$(".g")) { item.prepare = () => item.append(verdictBar(Number(item.id.slice(1)))); near.observe(item); }
    groups.forEach((group, g) => { if (group.prior >= 0) { dress(g); } });
    const names = new Set(data.decided.map((d) => d[5]));
    if (names.size === 1) { $("#set").value = [...names][0]; }
    $("#decided").textContent = listed().length;
    listen();
    fit();
    show();
    const there = location.hash.match(/^#m(\d+)$/);
    if (there && places[there[1]]) { look(Number(there[1])); }
  };
  start();
})();
