/** What a start does first: all that the journal says comes to its place, and the journal is empty. */
import type { Environment } from '../storage/environment.ts';
import { numberKey, numberOfKey } from '../storage/number-key.ts';
import { entriesOf, type PieceEntry } from './fold-piece.ts';
import { PLACES, putPlace } from './fold-places.ts';

export const JOURNAL = 'fold-journal';
/** Pieces that are read at once. */
const PIECES_PER_READ = 256;

/** In one transaction: a process that dies in it finds everything as it was. */
export function settleJournal(environment: Environment): void {
  const [journal, places] = [environment.table(JOURNAL), environment.table(PLACES)];
  if (journal.keys({}, 1).length === 0) return;
  environment.transaction(() => {
    const newest = newestEntries(environment);
    for (const name of [...newest.keys()].sort()) {
      const entry = newest.get(name);
      if (entry) putPlace(places, entry);
    }
    for (const key of journal.keys({}, Number.MAX_SAFE_INTEGER)) journal.remove(key);
  });
}

/** What the journal says of each state, by key and table: neighbours have neighbouring places. */
function newestEntries(environment: Environment): ReadonlyMap<string, PieceEntry> {
  const newest = new Map<string, PieceEntry>();
  for (let from = 0; ; ) {
    const pieces = environment.table(JOURNAL).scan({ from: numberKey(from) }, PIECES_PER_READ);
    for (const [number, piece] of pieces) {
      for (const entry of entriesOf(piece)) newest.set(`${entry.key}\0${entry.table}`, entry);
      from = numberOfKey(number) + 1;
    }
    if (pieces.length < PIECES_PER_READ) return newest;
  }
}
