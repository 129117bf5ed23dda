// What the page knows, and which part of it the address names.
const { head, cells } = JSON.parse(document.getElementById('data').textContent);

// Each key of a filter with its values and, for every cell, the number of the cell's value.
const facets = [];
function facet(key, values, of) {
  const numbers = new Uint32Array(cells.length);
  cells.forEach((cell, index) => { numbers[index] = of(cell); });
  facets.push({ key, values, numbers });
}
const verdicts = [...new Set(cells.map((cell) => cell.verdict))];
const statusOf = (cell) => head.verdicts[cell.verdict];
const pathOf = (cell) => (cell.guest.paths || cell.device.paths || ['nothing seen'])[0];
const paths = [...new Set(cells.map(pathOf))];
facet('status', head.statuses, (cell) => head.statuses.indexOf(statusOf(cell)));
facet('verdict', verdicts, (cell) => verdicts.indexOf(cell.verdict));
head.bootKeys.forEach(({ key, values }, at) => facet(key, values, (cell) => head.boots[cell.boot].values[at]));
head.askedKeys.forEach(({ key, values }, at) => facet(key, values, (cell) => head.asked[cell.asked].values[at]));
facet('path', paths, (cell) => paths.indexOf(pathOf(cell)));
const facetNamed = new Map(facets.map((one) => [one.key, one]));
// What is the same in all cells tells none from another.
const varying = facets.filter((one) => new Set(one.numbers).size > 1);
const varies = (key) => varying.includes(facetNamed.get(key));

// Keys that a row or a column of the matrix can stand for.
const bootKeys = head.bootKeys.map(({ key }) => key);
const askedKeys = head.askedKeys.map(({ key }) => key);
const axes = new Map([
  ['configuration', bootKeys.filter((key) => key !== 'kernel')],
  ['request', askedKeys.filter((key) => key !== 'device')],
  ['device and request', askedKeys],
  ...varying.map(({ key }) => [key, [key]]),
].filter(([name, keys]) => ['kernel', 'configuration'].includes(name) || keys.some(varies)));
if (!axes.has('kernel')) axes.set('kernel', ['kernel']);

const blank = () => ({ chosen: new Map(), q: '', fault: '', rows: 'configuration', columns: 'kernel', cell: '' });

// The faults that a cell shows, the worst first.
const faultsOf = (cell) => (cell.faults || []).map((number) => head.faults[number]);

// The address behind # holds the filter: #kernel=linux-7.3&status=FAIL&q=edu&fault=any&cell=1f0c5d2ab9e4
function read(hash) {
  const state = blank();
  for (const [key, value] of new URLSearchParams(hash.replace(/^#/, ''))) {
    const one = facetNamed.get(key);
    if (one && one.values.includes(value)) {
      if (!state.chosen.has(key)) state.chosen.set(key, new Set());
      state.chosen.get(key).add(one.values.indexOf(value));
    } else if (key === 'q' || key === 'cell' || key === 'fault') {
      state[key] = value;
    } else if ((key === 'rows' || key === 'columns') && axes.has(value)) {
      state[key] = value;
    }
  }
  return state;
}

function write(state) {
  const usual = blank();
  const parts = new URLSearchParams();
  for (const [key, numbers] of state.chosen) {
    for (const number of numbers) parts.append(key, facetNamed.get(key).values[number]);
  }
  for (const key of ['q', 'fault', 'rows', 'columns', 'cell']) if (state[key] !== usual[key]) parts.append(key, state[key]);
  return '#' + parts;
}

const withCell = (state, cell) => write({ ...state, cell });

// What the search looks through.
const searched = [];
function textOf(index) {
  const cell = cells[index];
  searched[index] ??= [cell.id, head.boots[cell.boot].text, head.asked[cell.asked].text, cell.verdict, cell.route,
    cell.guest.says, cell.device.says, ...cell.parting, ...faultsOf(cell).map(({ id, says }) => `${id} ${says}`)].join(' ').toLowerCase();
  return searched[index];
}

// The cells that a state chooses, and for each key how many cells each value would leave.
function choose(state) {
  const terms = [...state.chosen].map(([key, wanted]) => ({ one: facetNamed.get(key), wanted }));
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
  const counts = new Map(varying.map((one) => [one, new Uint32Array(one.values.length)]));
  const chosen = [];
  for (let index = 0; index < cells.length; index += 1) {
    if (words.length && !words.every((word) => textOf(index).includes(word))) continue;
    // A fault's id, or any.
    if (state.fault && !faultsOf(cells[index]).some(({ id }) => state.fault === 'any' || id === state.fault)) continue;
    let failing = null;
    let fails = 0;
    for (const { one, wanted } of terms) {
      if (!wanted.has(one.numbers[index])) { failing = one; fails += 1; }
    }
    if (fails === 0) {
      chosen.push(index);
      for (const [one, count] of counts) count[one.numbers[index]] += 1;
    } else if (fails === 1 && counts.has(failing)) {
      counts.get(failing)[failing.numbers[index]] += 1;
    }
  }
  // The gravest first, and each kind in the plan's order.
  const status = facetNamed.get('status').numbers;
  chosen.sort((a, b) => status[a] - status[b] || a - b);
  return { chosen, counts };
}
