'use strict';
(() => {
const FIRST = 25;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, text, style) => {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  if (style) element.className = style;
  return element;
};
document.documentElement.classList.add('scripted');
const said = document.querySelector('div#said');

// Tables: sorted by a click on a head, filtered by a word, the first rows at first.
const figure = text => {
  const match = /^-?[\d.]+/.exec(text.replaceAll(',', ''));
  if (!match) return -1;
  const unit = / ([kMG])B/.exec(text);
  return match[0] * (unit ? {k: 1e3, M: 1e6, G: 1e9}[unit[1]] : 1);
};
for (const table of all('table.sortable')) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const field = document.querySelector(`input[data-filter="${table.id}"]`);
  const more = document.querySelector(`button[data-more="${table.id}"]`);
  const count = document.getElementById(table.id + '-count');
  let whole = rows.length <= FIRST;
  const show = () => {
    const word = field.value.toLowerCase();
    let found = 0;
    for (const row of body.rows) {
      const hit = !word || row.cells[0].textContent.toLowerCase().includes(word);
      row.hidden = !hit || (++found > FIRST && !whole);
    }
    const shown = whole ? found : Math.min(found, FIRST);
    count.textContent = shown < rows.length ? `${shown} of ${rows.length} shown` : `${rows.length}`;
    more.hidden = whole || found <= FIRST;
  };
  field.addEventListener('input', show);
  more.addEventListener('click', () => { whole = true; show(); });
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = make('button', head.textContent);
    button.type = 'button';
    head.replaceChildren(button);
    const split = column === table.tHead.rows[0].cells.length - 1 && body.querySelector('td.split');
    if (split) { head.replaceChildren(button.textContent); return; }
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') ? head.getAttribute('aria-sort') === 'ascending' : column > 0;
      all('th[aria-sort]', table).forEach(other => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = new Map(rows.map(row => {
        const text = row.cells[column].textContent;
        return [row, column ? figure(text) : text];
      }));
      const compare = column ? (a, b) => key.get(a) - key.get(b) : (a, b) => key.get(a).localeCompare(key.get(b));
      body.append(...[...rows].sort((a, b) => down ? compare(b, a) : compare(a, b)));
      show();
    });
  });
  show();
}

// Patches are copied; a page opened from a file may not use the clipboard of today's browsers.
for (const button of all('button.copy')) {
  button.addEventListener('click', async () => {
    const patch = button.parentElement.querySelector('pre');
    let done = true;
    try {
      await navigator.clipboard.writeText(patch.textContent);
    } catch {
      getSelection().selectAllChildren(patch);
      done = document.execCommand('copy');
    }
    button.textContent = done ? 'Copied' : 'Press Ctrl+C';
    said.textContent = done ? 'The patch was copied' : 'The patch is selected: press Ctrl+C';
    button.addEventListener('blur', () => { button.textContent = 'Copy'; }, {once: true});
  });
}

// Flame graphs: a node is [name, weight, child...], where two are compared [name, weight, weight before, child...].
const data = JSON.parse(document.querySelector('script#flames').textContent);
const JDK = /^(java|javax|jdk|sun|com\.sun)\./;
const LIBRARY = /^(jakarta|kotlin|kotlinx|scala|groovy|reactor|rx|org\.(springframework|hibernate|eclipse|apache|postgresql|sqlite|h2|hsqldb|mariadb|jooq|jdbi|mybatis|aspectj|slf4j)|com\.(mysql|zaxxer|fasterxml|github\.benmanes|google\.common|microsoft)|ch\.qos|oracle|tools\.jackson|net\.bytebuddy|io\.(netty|undertow|lettuce|micrometer|opentelemetry|quarkus|micronaut|helidon|reactivex|vertx|grpc)|dev\.headroom\.(observe|agent|bridge|spring|cache|loop))\./;
const ROW = 20;
const short = name => name.replace(/^(?:[\p{L}_$][\p{L}\p{N}_$]*\.)+(?=[^.]+\.[^.]+$)/u, '');
const number = value => value.toLocaleString('en', {maximumSignificantDigits: 3});
const measure = (value, unit) => unit !== 'B'
  ? `${value.toLocaleString('en')} ${value === 1 ? unit.replace(/s$/, '') : unit}`
  : value >= 1e9 ? `${number(value / 1e9)} GB` : value >= 1e6 ? `${number(value / 1e6)} MB` : value >= 1e3 ? `${number(value / 1e3)} kB` : `${value} B`;

class Flame {
  constructor(host) {
    this.host = host;
    this.unit = host.dataset.unit;
    const build = (raw, parent) => {
      const node = {name: parent ? data.names[raw[0]] : 'all', weight: raw[1], was: raw[2], parent, children: []};
      for (let i = data.compared ? 3 : 2; i < raw.length; i++) node.children.push(build(raw[i], node));
      return node;
    };
    this.root = build(data.trees[host.dataset.tree], null);
    const most = node => Math.max(Math.abs(this.change(node)), ...node.children.map(most));
    this.most = data.compared ? Math.max(0.001, most(this.root)) : 0;
    // What all samples share above their first fork says nothing; it is a click away.
    this.top = this.root;
    while (this.top.children.length === 1 && this.top.children[0].weight === this.top.weight && this.top.children[0].children.length) this.top = this.top.children[0];
    this.zoom = this.focus = this.top;
    const tools = make('div', '', 'flame-tools');
    const label = make('label', 'Search ');
    this.search = make('input');
    this.search.type = 'search';
    label.append(this.search);
    this.out = make('button', 'Out');
    this.reset = make('button', 'Whole');
    this.out.type = this.reset.type = 'button';
    this.found = make('span', '', 'soft');
    this.found.setAttribute('role', 'status');
    tools.append(label, this.out, this.reset, this.found);
    this.stage = make('div', '', 'stage');
    this.stage.setAttribute('role', 'tree');
    this.stage.setAttribute('aria-label', 'Flame graph of ' + host.dataset.name);
    this.tell = make('p', '', 'tell');
    host.append(tools, this.stage, this.tell);
    this.search.addEventListener('input', () => this.draw());
    this.out.addEventListener('click', () => this.into(this.zoom.parent || this.zoom));
    this.reset.addEventListener('click', () => this.into(this.root));
    this.stage.addEventListener('click', event => {
      const node = this.nodes.get(event.target.closest('.f'));
      if (node) this.into(node, true);
    });
    const look = event => {
      const node = this.nodes.get(event.target.closest('.f'));
      if (node) this.describe(node);
    };
    this.stage.addEventListener('mousemove', look);
    this.stage.addEventListener('focusin', look);
    this.stage.addEventListener('keydown', event => this.key(event));
    new ResizeObserver(() => {
      if (this.width !== this.stage.clientWidth) this.draw();
    }).observe(this.stage);
    this.draw();
    this.describe(this.zoom);
  }

  /** By how much a frame's share of all has grown. */
  change(node) {
    return node.weight / this.root.weight - node.was / this.root.was;
  }

  before(node) {
    return data.compared ? `, was ${(100 * node.was / this.root.was).toFixed(1)} %` : '';
  }

  share(weight, of) {
    return (100 * weight / of.weight).toFixed(1) + ' %';
  }

  words(node) {
    return `${node.name}, ${measure(node.weight, this.unit)}, ${this.share(node.weight, this.root)} of all${this.before(node)}`;
  }

  describe(node) {
    this.tell.replaceChildren(make('b', node.name), make('br'), `${measure(node.weight, this.unit)}, ${this.share(node.weight, this.root)} of all${this.before(node)}`
      + (node.parent && node.parent.parent ? `, ${this.share(node.weight, node.parent)} of ${short(node.parent.name)}` : ''));
  }

  into(node, focus) {
    this.zoom = node === this.zoom && node.parent && focus ? node.parent : node;
    this.focus = this.zoom;
    this.draw();
    this.describe(this.zoom);
    if (focus) this.elements.get(this.focus).focus();
  }

  draw() {
    const width = this.width = this.stage.clientWidth;
    if (!width) return;
    const word = this.search.value.toLowerCase();
    this.nodes = new Map();
    this.elements = new Map();
    const fragment = document.createDocumentFragment();
    let deepest = 0;
    const place = (node, x, w, row, above) => {
      const match = word && node.parent && node.name.toLowerCase().includes(word);
      const kind = JDK.test(node.name) || !node.parent ? 'jdk' : LIBRARY.test(node.name) ? '' : 'app';
      const frame = make('div', w > 24 ? short(node.name) : '', `f ${kind}${above ? ' above' : ''}${match ? ' match' : ''}`);
      frame.setAttribute('role', 'treeitem');
      frame.setAttribute('aria-level', row + 1);
      frame.setAttribute('aria-label', this.words(node));
      frame.title = this.words(node);
      frame.tabIndex = node === this.focus ? 0 : -1;
      frame.style.left = x + 'px';
      frame.style.top = row * ROW + 'px';
      frame.style.width = Math.max(1, w - 1) + 'px';
      if (w <= 24) frame.style.padding = '0';
      if (data.compared && !match) {
        const change = this.change(node);
        frame.style.background = `color-mix(in oklab, var(${change > 0 ? '--up' : '--down'}) ${Math.round(100 * Math.abs(change) / this.most)}%, var(--jdk))`;
      }
      deepest = Math.max(deepest, row);
      this.nodes.set(frame, node);
      this.elements.set(node, frame);
      fragment.append(frame);
    };
    const path = [];
    for (let node = this.zoom.parent; node; node = node.parent) path.unshift(node);
    const above = path.slice(-3);
    above.forEach((node, row) => place(node, 0, width, row, true));
    const walk = (node, x, row) => {
      const w = width * node.weight / this.zoom.weight;
      if (w < 1.5) return;
      place(node, x, w, row, false);
      let at = x;
      for (const child of node.children) {
        walk(child, at, row + 1);
        at += width * child.weight / this.zoom.weight;
      }
    };
    walk(this.zoom, 0, above.length);
    this.stage.replaceChildren(fragment);
    this.stage.style.height = (deepest + 1) * ROW + 'px';
    this.out.disabled = this.reset.disabled = this.zoom === this.root;
    const hidden = path.length - above.length;
    this.found.textContent = (hidden ? `${hidden} more above. ` : '') + (word ? `${this.share(this.matching(this.root, word), this.root)} match` : '');
  }

  /** Weight under the outermost matches, so that none counts twice. */
  matching(node, word) {
    if (node.parent && node.name.toLowerCase().includes(word)) return node.weight;
    return node.children.reduce((sum, child) => sum + this.matching(child, word), 0);
  }

  key(event) {
    const node = this.focus;
    const siblings = node.parent ? node.parent.children.filter(each => this.elements.has(each)) : [];
    const place = siblings.indexOf(node);
    const next = {
      ArrowUp: () => node.parent,
      ArrowDown: () => node.children.filter(each => this.elements.has(each)).sort((a, b) => b.weight - a.weight)[0],
      ArrowLeft: () => siblings[place - 1],
      ArrowRight: () => siblings[place + 1],
    }[event.key];
    if (next) {
      event.preventDefault();
      const to = next();
      if (to && !this.elements.has(to)) this.into(to, false);
      if (to) {
        this.elements.get(this.focus).tabIndex = -1;
        this.focus = to;
        const frame = this.elements.get(to);
        frame.tabIndex = 0;
        frame.focus();
      }
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.into(node, true);
    } else if (event.key === 'Escape' && this.zoom.parent) {
      event.preventDefault();
      this.into(this.zoom.parent, false);
      this.elements.get(this.focus).focus();
    }
  }
}
const draw = profile => {
  const host = profile.querySelector('.flame');
  if (profile.open && !host.firstChild) new Flame(host);
};
for (const profile of all('details.profile')) {
  draw(profile);
  profile.addEventListener('toggle', () => draw(profile));
}
const arrive = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
};
addEventListener('hashchange', arrive);
arrive();
})();
