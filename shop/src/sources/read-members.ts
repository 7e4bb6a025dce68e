/**
 * Reads members of messages as senders really write them: ids that are numbers, prices that are texts. What cannot be
 * read is handed on as it is, so that screening refuses it and names its place.
 */

export type Members = Readonly<Record<string, unknown>>;

/** The value when it is a JSON object. */
export function membersOf(value: unknown): Members | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A text; empty ones and null are absent, whole numbers become texts. */
export function readText(value: unknown): unknown {
  if (value === null || value === '') return undefined;
  return Number.isSafeInteger(value) ? String(value) : value;
}

const NUMERIC = /^-?\d{1,15}(\.\d{1,15})?$/;

/** A number, or a text that is one. */
export function readNumber(value: unknown): unknown {
  if (value === null || value === '') return undefined;
  return typeof value === 'string' && NUMERIC.test(value) ? Number(value) : value;
}

/** What rounding leaves behind in a sum of prices, such as 19.990000000000002. */
const ROUNDING = 1e-7;

/** An amount of money: a number, free of the traces of rounding. More than four decimals stay, and are refused. */
export function readMoney(value: unknown): unknown {
  const amount = readNumber(value);
  if (typeof amount !== 'number') return amount;
  const rounded = Math.round(amount * 10_000) / 10_000;
  return Math.abs(rounded - amount) <= ROUNDING ? rounded : amount;
}

/** The first member that says something, read by `read`, and its name; the first name when none does. */
export function readFirst(
  members: Members,
  names: readonly string[],
  read: (value: unknown) => unknown,
): { readonly name: string; readonly value: unknown } {
  for (const name of names) {
    const value = read(members[name]);
    if (value !== undefined) return { name, value };
  }
  return { name: names[0] ?? '', value: undefined };
}

/** The members without those that are named. */
export function without(members: Members, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
}

/** The named members, of those that are there. */
export function pick(members: Members, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => name in members).map((name) => [name, members[name]]));
}

/** The members that say something. */
export function defined(members: Members): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** The members, unless there are none. */
export function filled(members: Members): Members | undefined {
  return Object.keys(members).length === 0 ? undefined : members;
}

/** Own members with what is added to them; those whose names are taken are kept under `own`. */
export function addMembers(own: Members, added: Members): Members {
  const more = defined(added);
  const taken = Object.keys(own).filter((name) => name === 'own' || name in more);
  const moved = taken.length === 0 ? {} : { own: pick(own, taken) };
  return { ...without(own, taken), ...more, ...moved };
}
