// The overview: filters, the heat map, the list.
const rowLimit = 400;
const listStep = 100;

const worstOf = (counts) => counts.findIndex((count) => count > 0);

// A value as a heading has it; nothing where it says nothing.
function named(key, value, among) {
  if (key === 'cmdline') return value || 'no options';
  const plain = /^(none|on|off|usual|\d+|\d+[KMG]iB|0x[0-9a-f]+)$/.test(value);
  if (among && value === 'none' && !['viommu', 'encryption'].includes(key)) return '';
  return among && plain ? `${key} ${value}` : value;
}

// Groups cells by the values of some keys.
function grouping(keys) {
  const used = keys.map((key) => facetNamed.get(key));
  const shown = used.filter((one) => varying.includes(one));
  const groups = new Map();
  return {
    groups,
    of(index) {
      const numbers = used.map((one) => one.numbers[index]);
      const id = numbers.join(' ');
      if (!groups.has(id)) {
        const words = shown.map((one) => named(one.key, one.values[one.numbers[index]], keys.length > 1)).filter(Boolean);
        groups.set(id, { at: groups.size, text: words.join(' · ') || 'all', keys: used.map((one, at) => [one.key, numbers[at]]) });
      }
      return groups.get(id);
    },
  };
}

function matrix(state, chosen) {
  const rows = grouping(axes.get(state.rows));
  const columns = grouping(axes.get(state.columns));
  const counts = new Map();
  // How many cells show a fault, of each entry and of each row.
  const faulty = new Map();
  const add = (id) => faulty.set(id, (faulty.get(id) || 0) + 1);
  // Rows stand in the plan's order, whatever is chosen.
  for (const index of chosen.toSorted((a, b) => a - b)) {
    const id = `${rows.of(index).at}/${columns.of(index).at}`;
    if (!counts.has(id)) counts.set(id, new Uint32Array(head.statuses.length));
    counts.get(id)[facetNamed.get('status').numbers[index]] += 1;
    if (faultsOf(cells[index]).length) { add(id); add(`${rows.of(index).at}/`); }
  }
  const narrowed = (...groups) => {
    const next = new Map(state.chosen);
    for (const [key, number] of groups.flatMap((group) => group.keys)) if (varies(key)) next.set(key, new Set([number]));
    return write({ ...state, chosen: next });
  };
  const heading = [...columns.groups.values()];
  const entry = (row, column) => {
    const found = counts.get(`${row.at}/${column.at}`);
    if (!found) return build('td');
    const status = head.statuses[worstOf(found)];
    const all = found.reduce((sum, count) => sum + count, 0);
    const number = found[worstOf(found)];
    const marked = faulty.get(`${row.at}/${column.at}`) || 0;
    const says = head.statuses.flatMap((name, at) => (found[at] ? [`${name} ${found[at]}`] : [])).join(', ') + (marked ? `; ${marked} with a fault` : '');
    return build('td', {}, build('a', { class: status, href: narrowed(row, column), title: says },
      build('b', {}, status[0]), number === all ? `${all}` : `${number}/${all}`, flag(marked, `${marked} with a fault`)));
  };
  const body = [...rows.groups.values()];
  return build('div', { class: 'scroll' },
    build('table', { class: 'matrix' },
      build('thead', {}, build('tr', {}, build('th', {}, state.rows), heading.map((column) => build('th', { scope: 'col' }, column.text)))),
      build('tbody', {}, body.slice(0, rowLimit).map((row) =>
        build('tr', {}, build('th', { scope: 'row' }, row.text, ' ', flag(faulty.get(`${row.at}/`), `${faulty.get(`${row.at}/`)} of this row with a fault`)), heading.map((column) => entry(row, column)))))),
    body.length > rowLimit ? build('p', { class: 'faint' }, `and ${counted(body.length - rowLimit, 'row')} more: filter to see them`) : null);
}

function list(state, chosen) {
  const body = build('tbody');
  const more = build('button', { type: 'button', onclick: () => extend() });
  const row = (index) => {
    const cell = cells[index];
    return build('tr', {}, build('td', {}, badge(statusOf(cell))), build('td', {}, cell.verdict),
      build('td', {}, faultsOf(cell).map(({ id, says, class: kind }) => build('a', { class: 'fault', href: write({ ...state, fault: id }), title: says }, `⚑ ${kind} `))),
      build('td', { class: 'wide' }, head.boots[cell.boot].text), build('td', {}, head.asked[cell.asked].text),
      build('td', {}, build('a', { class: 'id', href: withCell(state, cell.id) }, cell.id)));
  };
  const extend = () => {
    const from = body.childElementCount;
    body.append(...chosen.slice(from, from + listStep).map(row));
    const left = chosen.length - body.childElementCount;
    more.hidden = left <= 0;
    more.textContent = `${Math.min(left, listStep)} more of ${left.toLocaleString('en')}`;
  };
  extend();
  return [build('div', { class: 'scroll' }, build('table', { class: 'list' },
    build('thead', {}, build('tr', {}, ['status', 'verdict', 'fault'].map((name) => build('th', {}, name)),
      build('th', { class: 'wide' }, 'boot'), ['device and request', 'cell'].map((name) => build('th', {}, name)))), body)), more];
}
