// Shows what the address names, and changes the address when somebody chooses.
const main = document.getElementById('main');
const go = (state) => { location.hash = write(state); };

function filters(state, counts) {
  const boxes = varying.map((one) => {
    const wanted = state.chosen.get(one.key) || new Set();
    const toggle = (number) => () => {
      const next = new Set(wanted);
      if (!next.delete(number)) next.add(number);
      const chosen = new Map(state.chosen);
      if (next.size) chosen.set(one.key, next); else chosen.delete(one.key);
      go({ ...state, chosen });
    };
    const options = one.values.map((value, number) => {
      const count = counts.get(one)[number];
      if (!count && !wanted.has(number)) return null;
      return build('label', { class: count ? '' : 'none' },
        build('input', { type: 'checkbox', checked: wanted.has(number), onchange: toggle(number) }),
        value || '(empty)', build('small', {}, count.toLocaleString('en')));
    });
    const shown = wanted.size ? `${one.key}: ${[...wanted].map((number) => one.values[number] || '(empty)').join(', ')}` : one.key;
    return build('details', { class: wanted.size ? 'facet set' : 'facet', name: 'facet', 'data-key': one.key },
      build('summary', {}, shown.length > 48 ? `${shown.slice(0, 47)}…` : shown), build('div', {}, options));
  });
  const search = build('input', { type: 'search', placeholder: 'search', 'aria-label': 'search', value: state.q, id: 'q' });
  let timer = 0;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => { history.replaceState(null, '', write({ ...read(location.hash), q: search.value })); show(); }, 120);
  });
  const axis = (which) => build('select', { 'aria-label': which, onchange: (event) => go({ ...state, [which]: event.target.value }) },
    [...axes.keys()].map((name) => build('option', { selected: state[which] === name }, name)));
  const plain = state.chosen.size || state.q || state.fault;
  const faults = head.faults.length ? build('select', { 'aria-label': 'fault', class: state.fault ? 'set' : '', onchange: (event) => go({ ...state, fault: event.target.value }) },
    [['', 'with or without a fault'], ['any', 'with a fault'], ...head.faults.map(({ id, class: kind, says }) => [id, `${kind}: ${says}`])]
      .map(([value, text]) => build('option', { value, selected: state.fault === value }, text.length > 60 ? `${text.slice(0, 59)}…` : text))) : null;
  return build('div', { class: 'filters' }, search, faults, boxes,
    plain ? build('a', { href: write({ ...blank(), rows: state.rows, columns: state.columns }) }, 'show all') : null,
    build('span', { class: 'faint' }, 'rows ', axis('rows'), ' columns ', axis('columns')));
}

// The same choice as dmaroute's commands take it.
function expression(state) {
  const known = new Set([...bootKeys, ...askedKeys]);
  return [...state.chosen].filter(([key]) => known.has(key)).map(([key, numbers]) => `${key}=${[...numbers].map((number) => {
    const value = facetNamed.get(key).values[number];
    return /[,|"* ]/.test(value) || value === '' ? `"${value}"` : value;
  }).join('|')}`).join(',');
}

function overview(state) {
  const { chosen, counts } = choose(state);
  const filter = expression(state);
  return [
    filters(state, counts),
    build('p', { id: 'count' }, chosen.length === cells.length ? `all ${counted(cells.length, 'cell')}` : `${chosen.length.toLocaleString('en')} of ${counted(cells.length, 'cell')}`,
      filter ? [' · ', build('code', {}, `--filter '${filter.replaceAll("'", "'\\''")}'`)] : []),
    matrix(state, chosen),
    build('h2', {}, 'Cells'), list(state, chosen),
  ].flat();
}

function show() {
  const open = main.querySelector('details[open]')?.dataset.key;
  const focus = document.activeElement?.id === 'q' ? document.activeElement.selectionStart : -1;
  const state = read(location.hash);
  const content = state.cell ? page(state) : overview(state);
  // A cell's page tells its own faults.
  const faults = document.getElementById('faults');
  if (faults) faults.hidden = state.cell !== '';
  main.replaceChildren(...content);
  if (state.cell) { scrollTo(0, 0); return; }
  const again = open && [...main.querySelectorAll('details')].find((one) => one.dataset.key === open);
  if (again) again.open = true;
  if (focus >= 0) { const search = document.getElementById('q'); search.focus(); search.setSelectionRange(focus, focus); }
}

addEventListener('hashchange', show);
document.addEventListener('click', (event) => {
  for (const one of main.querySelectorAll('details.facet[open]')) if (!one.contains(event.target)) one.open = false;
});
show();
