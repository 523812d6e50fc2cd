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

function claimNode(claim, t) {
  const made = node("div", `claim v-${claim.verdict}`);
  made.append(verdictLine(claim, t), node("p", "claim-text", claim.text), node("p", "reason", claim.reason));
  for (const finding of claim.findings) made.append(node("p", "reason", finding));
  return made;
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

function evidenceNode(sentence, t) {
  const made = node("div", "evidence");
  made.append(node("p", "echo", sentence.text));
  for (const claim of sentence.claims) made.append(claimNode(claim, t));
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

function articleNode(data, t) {
  const article = node("article");
  article.lang = data.language;
  const tags = { headline: "h1", standfirst: "p", heading: "h2", paragraph: "p" };
  for (const part of data.parts) {
    const made = node(tags[part.kind], part.kind, part.text || undefined);
    part.sentences.forEach((n, i) => {
      if (i && data.language !== "zh") made.append(" ");
      made.append(sentenceNode(data.sentences[n], n, t));
    });
    article.append(made);
  }
  return article;
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
    this.article = articleNode(data, this.t);
    this.aside = node("aside");
    this.aside.setAttribute("aria-live", "polite");
    const columns = node("div", "columns");
    columns.append(this.article, this.aside);
    root.replaceChildren(this.bar, columns);
    this.shown = [...this.article.querySelectorAll(".s")];
    this.article.onclick = (event) => this.clicked(event);
    this.filter("");
    this.close();
  }

  clicked(event) {
    const sentence = event.target.closest(".s");
    if (sentence) this.choose(Number(sentence.dataset.n), false);
  }

  choose(n, scroll) {
    this.n = n;
    for (const s of this.shown) s.classList.toggle("on", Number(s.dataset.n) === n);
    this.aside.replaceChildren(evidenceNode(this.data.sentences[n], this.t));
    this.aside.classList.add("open");
    this.aside.scrollTop = 0;
    if (scroll) this.shown[n].scrollIntoView({ block: "center" });
  }

  close() {
    this.n = undefined;
    for (const s of this.shown) s.classList.remove("on");
    this.aside.replaceChildren(node("p", "hint", this.t.hint), node("p", "hint", this.t.keys));
    this.aside.classList.remove("open");
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
    if (steps[event.key]) this.step(...steps[event.key]);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && inside.dataset?.n) this.choose(Number(inside.dataset.n), false);
    else return;
    event.preventDefault();
  }
}

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".desk");
  if (root.dataset.key !== data.key) {
    root.dataset.key = data.key;
    root.desk = new Desk(data, root);
  }
  root.unbind?.();
  const onKey = (event) => root.desk.key(event);
  document.addEventListener("keydown", onKey);
  root.unbind = () => document.removeEventListener("keydown", onKey);
  return root.unbind;
}
