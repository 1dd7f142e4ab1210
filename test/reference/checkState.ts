import {
  cursorIn,
  mirrored,
  SIDES,
  type StateView,
  type ViewLevel,
  type ViewOrder,
} from "./stateView.ts";

/** What must hold of every state between two steps, whatever happened before; returns what does not. */
export function checkState(view: StateView): string[] {
  return [
    ...view.dirty.map((leaf) => `bytes that must be zero: ${leaf}`),
    ...checkLevels(view),
    ...checkOrders(view),
    ...checkCounts(view),
    ...checkBitmaps(view),
  ];
}

const RING = 2n ** 16n;
const levelName = (level: Pick<ViewLevel, "market" | "side" | "tick">): string =>
  `${level.market} ${level.side} ${level.tick}`;

function checkLevels(view: StateView): string[] {
  const totals = new Map<string, bigint>();
  for (const order of view.orders) {
    const name = levelName(order);
    totals.set(name, (totals.get(name) ?? 0n) + order.lots);
  }
  return view.levels.flatMap((level) => {
    const name = levelName(level);
    const { head, tail, total } = level;
    const faults: string[] = [];
    if (level.tick < 1 || level.tick >= 2 ** 20) faults.push(`level ${name}: no such tick`);
    if (head > tail || tail - head > RING) faults.push(`level ${name}: head ${head}, tail ${tail}`);
    if (total === 0n && head !== tail) faults.push(`level ${name}: empty, but ${head} < ${tail}`);
    const lots = totals.get(name) ?? 0n;
    if (lots !== total) faults.push(`level ${name}: total ${total}, but its orders hold ${lots}`);
    return faults;
  });
}

/** The position of an order leaf: the one in [head, tail) that falls on its place in the ring. */
export function positionOf(order: ViewOrder, level: ViewLevel): bigint | undefined {
  const ahead = (((BigInt(order.ring) - level.head) % RING) + RING) % RING;
  const position = level.head + ahead;
  return position < level.tail ? position : undefined;
}

function checkOrders(view: StateView): string[] {
  const levels = new Map(view.levels.map((level) => [levelName(level), level]));
  return view.orders.flatMap((order) => {
    const name = `order ${levelName(order)} at ${order.ring}`;
    const level = levels.get(levelName(order));
    if (order.lots === 0n) return [`${name}: dead, but not zero`];
    if (level === undefined) return [`${name}: in a level without a meta leaf`];
    if (positionOf(order, level) === undefined) return [`${name}: outside [head, tail)`];
    return [];
  });
}

function checkCounts(view: StateView): string[] {
  const { era } = cursorIn(view);
  const counted = new Map<string, number>();
  const faults: string[] = [];
  for (const { expiry } of view.orders) {
    if (expiry === 0) continue;
    const ofEra = Math.floor(expiry / 2 ** 20);
    if (ofEra !== era && ofEra !== era + 1) {
      faults.push(`an order expires in slot ${expiry}, outside of eras ${era} and ${era + 1}`);
    }
    const name = `${ofEra % 2} ${expiry % 2 ** 20}`;
    counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  for (const { table, index, count } of view.counts) {
    const name = `${table} ${index}`;
    const live = counted.get(name) ?? 0;
    if (live !== count) faults.push(`expiry ${name}: count ${count}, but ${live} orders`);
    counted.delete(name);
  }
  for (const [name, live] of counted) faults.push(`expiry ${name}: no count, but ${live} orders`);
  return faults;
}

/** Every storey of every bitmap, made anew from the keys that must be in it. */
function checkBitmaps(view: StateView): string[] {
  const expected = new Map<string, Buffer>();
  const add = (of: string, key: number): void => {
    const [low, middle] = [Math.floor(key / 256), Math.floor(key / 65_536)];
    setBit(expected, `${of} storey 0 word ${low}`, key % 256);
    setBit(expected, `${of} storey 1 word ${middle}`, low % 256);
    setBit(expected, `${of} storey 2 word 0`, middle);
  };
  for (const { market, side, tick, total } of view.levels) {
    if (total > 0n) add(`key ${market} ${SIDES.indexOf(side)}`, mirrored(side, tick));
  }
  for (const { table, index } of view.counts) add(`slot ${table}`, index);
  return [...new Set([...expected.keys(), ...view.bitmaps.keys()])].flatMap((name) => {
    const [want, have] = [expected.get(name), view.bitmaps.get(name)].map(
      (word) => word?.toString("hex") ?? "0",
    );
    return want === have ? [] : [`bitmap ${name}: ${have}, expected ${want}`];
  });
}

function setBit(words: Map<string, Buffer>, name: string, bit: number): void {
  const word = words.get(name) ?? Buffer.alloc(32);
  const at = Math.floor(bit / 8);
  word.writeUInt8(word.readUInt8(at) | (1 << (bit % 8)), at);
  words.set(name, word);
}
