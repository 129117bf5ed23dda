// The DMA's way, a lane for each who tells it: the buffer, the pool's copy, the IOMMU, the device.
const stations = { buffer: [150, 170], copy: [385, 170], iommu: [620, 120], device: [805, 125] };
const laneHeight = 112;

const passes = {
  direct: ['buffer', 'device'], identity: ['buffer', 'iommu', 'device'], bounce: ['buffer', 'copy', 'device'],
  translated: ['buffer', 'iommu', 'device'], 'translated-bounce': ['buffer', 'copy', 'iommu', 'device'],
  coherent: ['buffer', 'device'], 'atomic-pool': ['buffer', 'device'], physical: ['buffer', 'device'],
  refused: ['buffer'], 'no-driver': [],
};

function arrow(from, to, y, isCopy) {
  const turn = to > from ? 1 : -1;
  return [draw('line', { x1: from, y1: y, x2: to - 7 * turn, y2: y, class: isCopy ? 'arrow copy' : 'arrow' }),
    draw('polygon', { points: `${to},${y} ${to - 8 * turn},${y - 4.5} ${to - 8 * turn},${y + 4.5}`, class: 'head' })];
}

function cross(x, y) {
  return [draw('line', { x1: x - 9, y1: y - 9, x2: x + 9, y2: y + 9, class: 'bad' }),
    draw('line', { x1: x - 9, y1: y + 9, x2: x + 9, y2: y - 9, class: 'bad' })];
}

const label = (x, y, text, style, anchor) => draw('text', { x, y, class: style || '', 'text-anchor': anchor || 'middle' }, text);
const clipped = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

function box(name, top, lines, style) {
  const [x, width] = stations[name];
  const middle = x + width / 2;
  return [draw('rect', { x, y: top, width, height: 62, rx: 5, class: `box ${style || ''}` }),
    ...lines.filter(Boolean).map((line, at) => label(middle, top + 19 + at * 17, line, at === 0 ? 'name' : /^0x/.test(line) ? 'mono' : 'small'))];
}

// Two memories behind one address: the CPU looks at the one, the device uses the other, and there the bytes are.
function parted(name, top, way, toDevice) {
  const [x, width] = stations[name];
  const middle = x + width / 2;
  const other = way.memory === 'encrypted' ? 'decrypted' : 'encrypted';
  const what = name === 'copy' ? 'SWIOTLB copy' : 'buffer';
  return [draw('rect', { x, y: top, width, height: 31, rx: 5, class: `box ${way.memory}` }),
    label(middle, top + 13, `${what}, ${way.memory}`, 'name'),
    label(middle, top + 26, toDevice ? 'the CPU wrote here' : 'the CPU reads here', 'small'),
    draw('rect', { x, y: top + 34, width, height: 31, rx: 5, class: `box ${other}` }),
    label(middle, top + 47, `${other === 'encrypted' ? 'encrypted' : 'plain'} store`, 'name'),
    label(middle, top + 60, toDevice ? 'the device reads here' : 'the bytes end here', 'small')];
}

// Whether the device uses another memory than the CPU; of a prediction it follows from the bit that selects the memory.
function isParted(way) {
  if (!way.memory || way.memory === 'ordinary') return false;
  if (way.loss) return way.store !== undefined && (way.store === 'encrypted') !== (way.memory === 'encrypted');
  if (way.title !== 'predicted') return false;
  const bit = ['translated', 'translated-bounce'].includes(way.path) ? way.pteCBit : way.cBit;
  return (bit === 'set') !== (way.memory === 'encrypted');
}

function absent(name, top, text, below = 54) {
  const [x, width] = stations[name];
  return [draw('rect', { x, y: top, width, height: 62, rx: 5, class: 'absent' }), label(x + width / 2, top + below, text, 'small')];
}

function lane(way, at, scene) {
  const top = at * laneHeight + 12;
  const middle = top + 31;
  const parts = [label(10, top + 20, way.title, 'name', 'start'),
    ...way.notes.filter(Boolean).map((note, line) => label(10, top + 37 + line * 14, clipped(note, 24), 'small', 'start'))];
  if (at > 0) parts.push(draw('line', { x1: 0, x2: 940, y1: top - 12, y2: top - 12, class: 'lane' }));
  if (!way.path) return [...parts, label(150, middle + 4, clipped(way.says || 'nothing', 120), 'small', 'start')];
  const through = passes[way.path] || [];
  const bounced = through.includes('copy');
  const memory = way.memory && way.memory !== 'ordinary' ? `${way.memory} memory` : '';
  const allocated = way.path === 'coherent' ? 'allocation' : way.path === 'atomic-pool' ? 'atomic pool' : '';
  const end = bounced ? 'copy' : 'buffer';
  const isOff = through.includes('device') && isParted(way);
  if (isOff) parts.push(...parted(end, top, way, scene.toDevice));
  if (bounced || !isOff) parts.push(...box('buffer', top, [allocated || 'buffer', scene.buffer, bounced ? '' : memory], bounced ? '' : way.memory));
  if (bounced && !isOff) parts.push(...box('copy', top, ['SWIOTLB copy', memory], way.memory));
  // Above the arrow that leads to the lower of two memories.
  if (!bounced) parts.push(...absent('copy', top, 'not copied', isOff ? 24 : 54));
  if (through.includes('iommu')) {
    const entry = way.pteCBit && way.pteCBit !== 'none' ? `entry's C-bit ${way.pteCBit}` : '';
    parts.push(...box('iommu', top, [`${scene.viommu} IOMMU`, way.path === 'identity' ? 'identity domain' : 'translates', entry]));
  } else {
    parts.push(...absent('iommu', top, scene.viommu === 'none' ? 'no IOMMU' : `not through ${scene.viommu} IOMMU`, isOff && !bounced ? 24 : 54));
  }
  parts.push(...box('device', top, way.path === 'no-driver' ? [scene.device, 'no driver'] : [scene.device, scene.mask]));
  if (way.path === 'refused') {
    const end = stations.copy[0] - 34;
    parts.push(...arrow(stations.buffer[0] + stations.buffer[1], end, middle), ...cross(end + 14, middle),
      label(end + 34, middle + 4, way.message === 'silent' ? 'refused, silently' : `refused: ${way.message || ''}`, 'small', 'start'));
  }
  if (way.path === 'no-driver') parts.push(...cross(stations.device[0] - 25, middle));
  through.slice(1).forEach((name, index) => {
    const [x, width] = stations[through[index]];
    const ends = [x + width, stations[name][0]];
    if (!scene.toDevice) ends.reverse();
    const isCopy = name === 'copy';
    // What leaves the end of the CPU's way leaves from the memory that the device uses.
    const y = isOff && through[index] === end ? top + 50 : middle;
    parts.push(...arrow(ends[0], ends[1], y, isCopy));
    if (isCopy) parts.push(label((ends[0] + ends[1]) / 2, middle - 8, 'CPU', 'small'));
  });
  if (through.includes('device')) {
    const words = [way.cBit && way.cBit !== 'none' ? `address: C-bit ${way.cBit}` : '', way.path === 'physical' ? 'physical address, no DMA API' : '', way.limit ? `at most ${way.limit}` : '', way.top ? `up to ${way.top}` : ''];
    parts.push(label(stations.device[0] + stations.device[1], top + 78, words.filter(Boolean).join(', '), 'small', 'end'));
    const [x, width] = stations[end];
    if (way.loss && !isOff) parts.push(...cross(x + width + 14, middle));
    const where = isOff ? (scene.toDevice ? 'the device reads other bytes, at the same address' : 'the CPU never sees what the device writes, at the same address') : way.loss ? 'the bytes do not arrive' : '';
    const fate = [where, way.store ? `the device uses the ${way.store} store` : ''];
    parts.push(label(150, top + 78, fate.filter(Boolean).join(': '), 'small', 'start'));
  }
  return parts;
}

function told(title, side) {
  if (!side.saw || !side.paths.length) return { title, notes: [], says: side.says };
  const more = side.paths.slice(1);
  return { ...side, title, path: side.paths[0], notes: [side.paths[0], more.length ? `or ${more.join(', ')}` : '', side.others ? `also ${side.others.join(', ')}` : ''] };
}

function picture(cell) {
  const value = (key) => { const one = facetNamed.get(key); return one.values[one.numbers[cells.indexOf(cell)]]; };
  const streaming = value('dma-mask');
  const scene = {
    buffer: (cell.buffer || [''])[0].split('-')[0], viommu: value('viommu'), device: value('device'),
    mask: value('coherent-mask') === streaming ? `mask ${streaming} bits` : `masks ${streaming}/${value('coherent-mask')} bits`,
    toDevice: value('direction') === 'to-device',
  };
  const ways = new Map();
  for (const number of cell.predicted) {
    for (const { text, route } of head.predictions[number].ways || []) ways.set(text, route);
  }
  const lanes = [...ways.values()].slice(0, 4).map((route) => ({ ...route, title: 'predicted', notes: [route.path] }));
  if (!lanes.length) lanes.push({ title: 'predicted', notes: [], says: 'nothing' });
  const allowed = [...ways.values()].map((route) => route.path);
  for (const [title, side] of [['guest side', cell.guest], ['device side', cell.device]]) {
    // Of paths that a side cannot tell apart, the one that was predicted is drawn.
    const likely = (side.paths || []).find((path) => allowed.includes(path));
    lanes.push(told(title, likely ? { ...side, paths: [likely, ...side.paths.filter((path) => path !== likely)] } : side));
  }
  const height = lanes.length * laneHeight - 16;
  return build('div', { class: 'scroll' }, draw('svg', { class: 'way', viewBox: `0 0 940 ${height}`, role: 'img', 'aria-label': 'the way of the DMA' },
    ...lanes.map((way, at) => lane(way, at, scene))));
}
