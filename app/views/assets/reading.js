// Article left, evidence right. Text reaches the page through textContent alone, so that no source can bring markup.
const RED = new Set(["refuted", "not_enough_info", "unscored"]);

function node(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function verdictLine(claim, t) {
  const line = node("p", "verdict");
  line.append(node("span", "sign", t.signs[claim.verdict]), ` ${t.verdicts[claim.verdict]}`);
  line.append(node("span", "by", t.decided[claim.decided_by] || claim.decided_by));
  return line;
}

function claimNode(claim, desk) {
  const { t } = desk;
  const made = node("div", `claim v-${claim.verdict}`);
  made.append(verdictLine(claim, t), node("p", "claim-text", claim.text), node("p", "reason", claim.reason));
  for (const finding of claim.findings) made.append(node("p", "reason", finding));
  if (claim.signed) made.append(node("p", "signed", `✍ ${t.signed} ${claim.signed}`));
  else if (RED.has(claim.verdict) && desk.data.editing) made.append(signNode(claim, desk));
  return made;
}

function signNode(claim, desk) {
  const form = node("form", "signing");
  const why = node("input");
  Object.assign(why, { placeholder: desk.t.why, required: true, maxLength: 2000 });
  why.setAttribute("aria-label", desk.t.why);
  form.append(why, node("button", "chip", desk.t.sign));
  form.onsubmit = (event) => {
    event.preventDefault();
    desk.wish({ kind: "sign", claim_id: claim.claim_id, reason: why.value });
  };
  return form;
}

function sourceLine(excerpt, t) {
  const line = node("p", "where");
  const title = excerpt.link ? node("a", "cite", excerpt.title) : node("span", "cite", excerpt.title);
  if (excerpt.link) Object.assign(title, { href: excerpt.link, target: "_blank", rel: "noopener noreferrer" });
  const pages = excerpt.pages.length ? t.page.replace("{n}", excerpt.pages.join("–")) : "";
  const rest = [excerpt.publisher, excerpt.date, pages, excerpt.path].filter(Boolean).join(" · ");
  line.append(title, node("span", "meta", rest));
  return line;
}

function excerptNode(excerpt, t) {
  const made = node("div", "excerpt");
  made.append(sourceLine(excerpt, t));
  if (excerpt.fault) made.append(node("p", "fault", t[excerpt.fault]));
  const passage = node("blockquote", "passage");
  if (excerpt.is_clipped_left) passage.append("… ");
  for (const s of excerpt.segments) passage.append(s.is_marked ? node("mark", "", s.text) : s.text);
  if (excerpt.is_clipped_right) passage.append(" …");
  made.append(passage);
  return made;
}

function evidenceNode(sentence, desk) {
  const { t } = desk;
  const made = node("div", "evidence");
  made.append(node("p", "echo", sentence.text));
  for (const claim of sentence.claims) made.append(claimNode(claim, desk));
  if (!sentence.claims.length) {
    made.append(node("p", "reason", sentence.verdict === "unknown" ? t.furniture : t.no_claim));
  }
  made.append(node("h3", "", t.in_source));
  for (const excerpt of sentence.excerpts) made.append(excerptNode(excerpt, t));
  if (!sentence.excerpts.length) made.append(node("p", "reason", t.no_evidence));
  return made;
}

function sentenceNode(sentence, n, t) {
  const made = node("span", `s v-${sentence.verdict}`);
  Object.assign(made, { tabIndex: 0, role: "button" });
  made.dataset.n = n;
  made.setAttribute("aria-label", `${t.verdicts[sentence.verdict]}: ${sentence.text}`);
  made.append(sentence.text);
  if (sentence.verdict !== "unknown") made.append(node("sup", "sign", t.signs[sentence.verdict]));
  return made;
}

function articleNode(desk) {
  const { data, t } = desk;
  const article = node("article");
  article.lang = data.language;
  const tags = { headline: "h1", standfirst: "p", heading: "h2", paragraph: "p" };
  for (const part of data.parts) {
    const made = node(tags[part.kind], part.kind, part.text || undefined);
    part.sentences.forEach((n, i) => {
      if (i && data.language !== "zh") made.append(" ");
      made.append(sentenceNode(data.sentences[n], n, t));
    });
    if (part.kind === "paragraph" && data.editing) made.append(editButton(part, made, desk));
    article.append(made);
  }
  return article;
}

function editButton(part, paragraph, desk) {
  const button = node("button", "edit", "✎");
  button.title = desk.t.edit;
  button.setAttribute("aria-label", desk.t.edit);
  button.onclick = () => desk.edit(part, paragraph);
  return button;
}

// What is typed is kept in the browser at every key, and goes when it has been saved or given up.
class Editor {
  constructor(part, paragraph, desk, text) {
    this.desk = desk;
    this.paragraph = paragraph;
    this.seen = desk.seen(part);
    this.slot = desk.slot(part);
    this.area = node("textarea");
    this.area.value = text;
    this.area.rows = Math.max(3, Math.ceil(text.length / 66));
    this.area.setAttribute("aria-label", desk.t.edit);
    this.area.oninput = () => localStorage.setItem(this.slot, this.area.value);
    this.area.onkeydown = (event) => this.key(event);
    this.node = node("div", "editor");
    this.node.append(this.area, this.tools());
    paragraph.hidden = true;
    paragraph.after(this.node);
  }

  tools() {
    const { t } = this.desk;
    const tools = node("div", "tools");
    const add = (label, className, action, place = tools) => {
      const button = node("button", `chip ${className}`, label);
      button.type = "button";
      button.onclick = action;
      place.append(button);
    };
    const propose = (deed, rest) => () => this.desk.wish({ kind: "propose", deed, seen: this.seen, ...rest });
    add(t.save, "main", () => this.save());
    add(t.cancel, "", () => this.close());
    for (const deed of ["rewrite", "shorten", "cut"]) add(t[deed], "", propose(deed));
    const group = node("span", "group");
    group.append(node("span", "label", t.pace));
    for (const pacing of Object.keys(t.pacings)) add(t.pacings[pacing], "", propose("pace", { pacing }), group);
    tools.append(group);
    return tools;
  }

  key(event) {
    event.stopPropagation();
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.save();
    else return;
    event.preventDefault();
  }

  save() {
    localStorage.setItem(this.slot, this.area.value);
    this.desk.wish({ kind: "save", seen: this.seen, text: this.area.value });
  }

  close() {
    localStorage.removeItem(this.slot);
    this.node.remove();
    this.paragraph.hidden = false;
  }
}

function filterBar(desk) {
  const { t, data } = desk;
  const bar = node("div", "bar");
  const add = (verdict, label) => {
    const button = node("button", `chip v-${verdict}`);
    if (t.signs[verdict]) button.append(node("span", "sign", t.signs[verdict]), " ");
    button.append(label);
    button.dataset.verdict = verdict;
    button.onclick = () => desk.filter(verdict);
    bar.append(button);
  };
  const tally = {};
  for (const s of data.sentences) tally[s.verdict] = (tally[s.verdict] || 0) + 1;
  add("", t.all);
  for (const verdict of Object.keys(t.signs)) if (tally[verdict]) add(verdict, `${t.verdicts[verdict]} ${tally[verdict]}`);
  const steps = node("span", "steps");
  for (const [by, label] of [[-1, `↑ ${t.previous}`], [1, `↓ ${t.next}`]]) {
    const button = node("button", "chip step", label);
    button.disabled = !desk.reds.length;
    button.onclick = () => desk.step(desk.reds, by);
    steps.append(button);
  }
  bar.append(steps);
  return bar;
}

class Desk {
  constructor(data, root) {
    this.data = data;
    this.t = data.texts;
    this.reds = data.sentences.flatMap((s, n) => (RED.has(s.verdict) ? [n] : []));
    this.bar = filterBar(this);
    this.wish = () => {};
    this.article = articleNode(this);
    this.aside = node("aside");
    this.aside.setAttribute("aria-live", "polite");
    const columns = node("div", "columns");
    columns.append(this.article, this.aside);
    root.replaceChildren(this.bar, columns);
    this.shown = [...this.article.querySelectorAll(".s")];
    this.article.onclick = (event) => this.clicked(event);
    this.top = 0;
    this.article.onscroll = () => { this.top = this.article.scrollTop; };
    this.article.ondblclick = (event) => this.editAt(event.target);
    this.filter("");
    this.close();
    this.reopen();
  }

  paragraphs() {
    const nodes = [...this.article.querySelectorAll("p.paragraph")];
    return this.data.parts.filter((p) => p.kind === "paragraph").map((part, i) => [part, nodes[i]]);
  }

  seen(part) {
    return part.sentences.map((n) => [this.data.sentences[n].sentence_id, this.data.sentences[n].text]);
  }

  text(part) {
    return part.sentences.map((n) => this.data.sentences[n].text).join(this.data.language === "zh" ? "" : " ");
  }

  slot(part) {
    return `deepnews:${this.data.editing}:${this.data.sentences[part.sentences[0]].sentence_id}`;
  }

  edit(part, paragraph, text) {
    if (paragraph.hidden) return;
    const editor = new Editor(part, paragraph, this, text ?? this.text(part));
    editor.node.scrollIntoView({ block: "nearest" });
    if (text === undefined) editor.area.focus({ preventScroll: true });
    else editor.node.prepend(node("p", "fault", this.t.unsaved));
  }

  editAt(target) {
    const paragraph = target.closest?.("p.paragraph");
    const found = this.data.editing && this.paragraphs().find(([, made]) => made === paragraph);
    if (found) this.edit(...found);
  }

  // A text that was typed and not saved is shown again, also after another reader has changed the paragraph.
  reopen() {
    if (!this.data.editing) return;
    const plain = (text) => text.split(/\s+/).join(" ").trim();
    for (const [part, paragraph] of this.paragraphs()) {
      const kept = localStorage.getItem(this.slot(part));
      if (kept === null) continue;
      if (plain(kept) === plain(this.text(part))) localStorage.removeItem(this.slot(part));
      else this.edit(part, paragraph, kept);
    }
  }

  clicked(event) {
    const sentence = event.target.closest(".s");
    if (sentence) this.choose(Number(sentence.dataset.n), false);
  }

  choose(n, scroll) {
    this.n = n;
    for (const s of this.shown) s.classList.toggle("on", Number(s.dataset.n) === n);
    this.aside.replaceChildren(evidenceNode(this.data.sentences[n], this));
    this.aside.classList.add("open");
    this.aside.scrollTop = 0;
    if (scroll) this.scrollTo(this.shown[n]);
  }

  // Within the article where it has a scroll bar of its own; the page moves only for what is outside of it.
  scrollTo(sentence) {
    const frame = this.article.getBoundingClientRect();
    const isOwn = this.article.scrollHeight > this.article.clientHeight + 1;
    if (isOwn) this.article.scrollTop += sentence.getBoundingClientRect().top - frame.top - frame.height / 3;
    sentence.scrollIntoView({ block: isOwn ? "nearest" : "center" });
  }

  close() {
    this.n = undefined;
    for (const s of this.shown) s.classList.remove("on");
    this.aside.replaceChildren(node("p", "hint", this.t.hint), node("p", "hint", this.t.keys));
    this.aside.classList.remove("open");
  }

  // Where the reader was before the article changed under them.
  stayAt(before) {
    this.article.scrollTop = before.top;
    const sentence = before.data.sentences[before.n];
    const n = sentence ? this.data.sentences.findIndex((s) => s.sentence_id === sentence.sentence_id) : -1;
    if (n >= 0) this.choose(n, false);
  }

  step(places, by) {
    if (!places.length) return;
    const now = this.n ?? (by > 0 ? -1 : places.at(-1) + 1);
    const ahead = by > 0 ? places.find((n) => n > now) : places.findLast((n) => n < now);
    this.choose(ahead ?? (by > 0 ? places[0] : places.at(-1)), true);
  }

  filter(verdict) {
    this.article.classList.toggle("filtered", Boolean(verdict));
    for (const s of this.shown) {
      s.classList.toggle("off", Boolean(verdict) && this.data.sentences[Number(s.dataset.n)].verdict !== verdict);
    }
    for (const b of this.bar.querySelectorAll("[data-verdict]")) b.setAttribute("aria-pressed", b.dataset.verdict === verdict);
    this.visible = this.shown.filter((s) => !s.classList.contains("off")).map((s) => Number(s.dataset.n));
  }

  key(event) {
    const inside = event.composedPath()[0];
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(inside.tagName)) return;
    const steps = { ArrowDown: [this.visible, 1], ArrowUp: [this.visible, -1], n: [this.reds, 1], p: [this.reds, -1] };
    if (event.key === "e" && this.n !== undefined) {
      this.editAt(this.shown[this.n]);
      event.preventDefault();
      return;
    }
    if (steps[event.key]) this.step(...steps[event.key]);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && inside.dataset?.n) this.choose(Number(inside.dataset.n), false);
    else return;
    event.preventDefault();
  }
}

export default function (component) {
  const { data: [data], parentElement } = component;
  const root = parentElement.querySelector(".desk");
  if (root.dataset.key !== data.key) {
    root.dataset.key = data.key;
    const before = root.desk;
    root.desk = new Desk(data, root);
    if (before && data.editing && before.data.editing === data.editing) root.desk.stayAt(before);
  }
  root.desk.wish = (wish) => component.setTriggerValue("wish", wish);
  root.unbind?.();
  const onKey = (event) => root.desk.key(event);
  document.addEventListener("keydown", onKey);
  root.unbind = () => document.removeEventListener("keydown", onKey);
  return root.unbind;
}
