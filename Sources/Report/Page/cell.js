// One cell's page.
function sideSection(title, side) {
  return [build('h2', {}, title), build('p', {}, side.says),
    side.lines && side.lines.length ? build('pre', {}, side.lines.join('\n') + (side.more ? `\n… and ${counted(side.more, 'line')} more in the raw files` : '')) : null];
}

function predictionSection(cell, number) {
  const { given, ways, because } = head.predictions[number];
  const routes = ways ? ways.map(({ text }) => text).join(', or ') : 'nothing: the policy does not say';
  return [build('p', {}, build('b', {}, routes), given ? `  (given ${given})` : ''),
    build('ol', { class: 'rules' }, because.map((at) => {
      const { rule, says, cite } = head.steps[at];
      const suspect = (cell.suspects || []).includes(rule);
      return build('li', { class: suspect ? 'suspect' : '' }, says, suspect ? ' ← its opposite would explain what was seen' : '', ' ',
        build('small', {}, `${cite} ${rule}`));
    }))];
}

function statementSection(cell) {
  if (cell.findings === undefined) return [];
  return [build('h2', {}, 'Statements'), build('dl', {}, head.findings[cell.findings].flatMap(({ id, verdict, reason }) => {
    const statement = head.statements[id];
    return [build('dt', {}, `${id} ${verdict}`), build('dd', {}, reason, statement ? build('div', { class: 'faint' }, statement.says) : '')];
  }))];
}

function faultSection(state, cell) {
  const faults = faultsOf(cell);
  return faults.length ? [build('h2', {}, faults.length > 1 ? 'Faults' : 'Fault'), faults.map(({ id, class: kind, says, text }) =>
    build('div', { class: 'faulty' }, build('b', { class: 'fault' }, `⚑ ${kind} `), says, ' ',
      build('a', { class: 'id', href: write({ ...blank(), rows: state.rows, columns: state.columns, fault: id }) }, id), build('br'), text))] : [];
}

function page(state) {
  const index = cells.findIndex((cell) => cell.id === state.cell);
  const back = build('a', { href: withCell(state, '') }, '← all cells');
  if (index < 0) return [build('p', {}, back), build('p', {}, `This run has no cell ${state.cell}.`)];
  const cell = cells[index];
  const { chosen } = choose(state);
  const at = chosen.indexOf(index);
  const beside = (step, text) => (at >= 0 && chosen[at + step] !== undefined ? build('a', { href: withCell(state, cells[chosen[at + step]].id) }, text) : null);
  const boot = head.boots[cell.boot];
  const row = (keys, values) => keys.flatMap(({ key, values: all }, number) => {
    const value = all[values[number]];
    return value === 'none' || value === 'off' ? [] : [build('dt', {}, key), build('dd', {}, value || 'no options')];
  });
  const read = head.readFrom[cell.policy];
  const version = head.kernels[facetNamed.get('kernel').values[facetNamed.get('kernel').numbers[index]]];
  const files = boot.files || [];
  return [
    build('div', { class: 'walk' }, back, beside(-1, 'previous'), beside(1, 'next'), at >= 0 ? build('span', { class: 'faint' }, `${at + 1} of ${chosen.length}`) : null),
    build('h2', { id: 'cell' }, badge(statusOf(cell)), ` ${cell.verdict} `, build('span', { class: 'id' }, cell.id)),
    build('p', {}, boot.text, build('br'), head.asked[cell.asked].text),
    faultSection(state, cell),
    picture(cell),
    build('h2', {}, 'Where they part'), build('div', { class: 'parting' }, cell.parting.join('\n')),
    build('h2', {}, 'Predicted'), cell.predicted.flatMap((number) => predictionSection(cell, number)),
    sideSection('Guest side', cell.guest), sideSection('Device side', cell.device),
    statementSection(cell),
    build('h2', {}, 'Configuration'),
    build('dl', {}, row(head.bootKeys, boot.values), row(head.askedKeys, head.asked[cell.asked].values),
      build('dt', {}, 'package'), build('dd', {}, version || 'not at hand'),
      build('dt', {}, 'policy'), build('dd', {}, cell.policy + (read ? `, read from ${read}` : ', which this dmaroute does not have') + (cell.unread ? '; the kernel is of another release' : '')),
      build('dt', {}, 'sides'), build('dd', {}, `${cell.sides}`), build('dt', {}, 'attempts'), build('dd', {}, `${cell.attempts}`)),
    build('h2', {}, 'Again'), build('pre', { class: 'command' }, `dmaroute rerun ${head.run} --cell ${cell.id}`),
    build('pre', { class: 'command' }, `dmaroute explain ${cell.id} --run ${head.run}`),
    files.length ? [build('h2', {}, 'Raw files'), build('pre', {}, files.join('\n'))] : null,
  ].flat(2).filter(Boolean);
}
