/**
 * Forgets what nobody has touched for a long time, so that state does not grow with everyone who ever came by.
 *
 * Whoever is touched for the first time on a day (of arrival, UTC) is noted in that day's list, in pieces of a bounded
 * size. When a day has become old enough, each later event takes one piece of its list and removes what has not been
 * touched since. So forgetting, too, follows from the events alone, and no event pays for more than one piece.
 */
import type { FoldTable, FoldTables } from '@millrace/engine/fold/fold.ts';

/** What can be forgotten: it knows the day on which it was last touched. */
export interface Touched {
  touchedDay: number;
}

/** One piece of a list that has become old, with those of its keys that were not touched since. */
export interface IdlePiece {
  readonly key: string;
  readonly names: readonly string[];
}

const PIECE_KEYS = 50;
const CALENDAR = 'days';
const CALENDARS = 'features-days';
const PIECES = 'features-touched';
/** Pieces that names are taken out of: more would hold up what others wait for. What is older leaves by itself. */
const MOST_SEARCHED = 20_000;

export class IdleKeys {
  /** Under one key the days that have lists, oldest first: day, number of its pieces, day … */
  readonly #calendars: FoldTable<number[]>;
  readonly #pieces: FoldTable<string[]>;
  readonly #keptDays: number;
  readonly #tables: Readonly<Record<string, FoldTable<Touched>>>;

  /** @param touched the tables to remove from, each by the letter that stands before its keys in the lists. */
  constructor(tables: FoldTables, keptDays: number, touched: Readonly<Record<string, FoldTable<Touched>>>) {
    this.#calendars = tables.table(CALENDARS);
    this.#pieces = tables.table(PIECES);
    this.#keptDays = keptDays;
    this.#tables = touched;
  }

  /** What is to be forgotten next as of `day`, read from the tables and left as it is. */
  due(day: number): IdlePiece | undefined {
    const calendar = this.#calendars.get(CALENDAR);
    const [oldest, pieces] = calendar ?? [];
    if (oldest === undefined || pieces === undefined || oldest >= day - this.#keptDays) return undefined;
    const key = pieceKey(oldest, pieces - 1);
    const names = this.#pieces.get(key) ?? [];
    return { key, names: names.filter((name) => this.#table(name)?.get(name.slice(1))?.touchedDay === oldest) };
  }

  /** Reads what `note` is going to change. */
  readNewest(): void {
    const [day, pieces] = this.#calendars.get(CALENDAR)?.slice(-2) ?? [];
    if (day !== undefined && pieces !== undefined) this.#pieces.get(pieceKey(day, pieces - 1));
  }

  /** Notes a key, with its table's letter before it, that was not touched before on this day. Days never decrease. */
  note(name: string, day: number): void {
    const calendar = this.#calendars.get(CALENDAR) ?? [];
    if (calendar.length === 0 || calendar[calendar.length - 2] !== day) calendar.push(day, 0);
    const pieces = calendar[calendar.length - 1] ?? 0;
    const newest = pieces === 0 ? undefined : this.#pieces.get(pieceKey(day, pieces - 1));
    if (newest !== undefined && newest.length < PIECE_KEYS) {
      newest.push(name);
      this.#pieces.put(pieceKey(day, pieces - 1), newest);
      return;
    }
    calendar[calendar.length - 1] = pieces + 1;
    this.#calendars.put(CALENDAR, calendar);
    this.#pieces.put(pieceKey(day, pieces), [name]);
  }

  forget({ key, names }: IdlePiece): void {
    for (const name of names) this.#table(name)?.remove(name.slice(1));
    this.#pieces.remove(key);
    const calendar = this.#calendars.get(CALENDAR) ?? [];
    const left = (calendar[1] ?? 1) - 1;
    if (left > 0) calendar[1] = left;
    else calendar.splice(0, 2);
    this.#calendars.put(CALENDAR, calendar);
  }

  #table(name: string): FoldTable<Touched> | undefined {
    return this.#tables[name.charAt(0)];
  }
}

/** Takes names out of the lists, the newest days first. */
export function leaveCalendar(tables: FoldTables, names: ReadonlySet<string>): void {
  const pieces = tables.table<string[]>(PIECES);
  for (const key of newestPieces(tables.table<number[]>(CALENDARS).get(CALENDAR) ?? [])) {
    const listed = pieces.get(key);
    const kept = listed?.filter((entry) => !names.has(entry.slice(1)));
    if (kept && kept.length < (listed?.length ?? 0)) pieces.put(key, kept);
  }
}

function newestPieces(calendar: readonly number[]): readonly string[] {
  const keys: string[] = [];
  for (let at = calendar.length - 2; at >= 0 && keys.length < MOST_SEARCHED; at -= 2) {
    for (let piece = 0; piece < (calendar[at + 1] ?? 0); piece++) keys.push(pieceKey(calendar[at] ?? 0, piece));
  }
  return keys.slice(0, MOST_SEARCHED);
}

function pieceKey(day: number, piece: number): string {
  return `${day}/${piece}`;
}
