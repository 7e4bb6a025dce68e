/** What must hold of the function on `insights` when all has become quiet, and what must have held on the way there. */
import assert from 'node:assert/strict';
import type { InsightsWords, LakeLine, Word } from './insights-words.ts';

export interface InsightsFound {
  /** Items as they stood on the way, one look after the other. */
  readonly looks: readonly (readonly Word[])[];
  /** Items as they stand in the end. */
  readonly words: readonly Word[];
  readonly notified: readonly string[];
  readonly lake: readonly LakeLine[];
}

export interface InsightsResult {
  readonly items: number;
  readonly decisions: number;
  readonly notifications: number;
  /** Notifications and lines of the lake that came again. */
  readonly repeats: number;
  readonly lines: number;
}

export function checkInsights(expected: InsightsWords, found: InsightsFound): InsightsResult {
  const items = lastWords(expected.words);
  assert.deepEqual(byPlace(found.words), items, 'items of the tables');
  checkLooks(expected.words, found.looks);
  const notified = [...new Set(found.notified)];
  assert.deepEqual(notified, expected.notified, 'notifications, each when it first came');
  const lines = new Map(found.lake.map((line) => [lineKey(line), line]));
  assert.deepEqual(lines, new Map(expected.lake.map((line) => [lineKey(line), line])), 'lines of the lake');
  return {
    items: items.size,
    decisions: [...items.keys()].filter((place) => place.startsWith('decision ')).length,
    notifications: notified.length,
    repeats: found.notified.length - notified.length + found.lake.length - lines.size,
    lines: lines.size,
  };
}

/** Profiles that are gone are gone; rows that have left stay as marks. */
function lastWords(words: readonly Word[]): ReadonlyMap<string, Word> {
  const last = byPlace(words);
  return new Map([...last].filter(([place, { value }]) => value !== null || !place.startsWith('profile ')));
}

function byPlace(words: readonly Word[]): ReadonlyMap<string, Word> {
  return new Map(
    words.toSorted((one, other) => (one.at < other.at ? -1 : 1)).map((word): [string, Word] => [word.place, word]),
  );
}

/** Each item only ever had words that were said of it, in the order in which they were said. */
function checkLooks(words: readonly Word[], looks: readonly (readonly Word[])[]): void {
  const said = new Map(words.map((word) => [`${word.place} ${word.at}`, word]));
  const newest = new Map<string, string>();
  for (const look of looks)
    for (const word of look) {
      assert.deepEqual(word, said.get(`${word.place} ${word.at}`), 'an item on the way');
      const before = newest.get(word.place) ?? '';
      assert(word.at >= before, `${word.place} went back from ${before} to ${word.at}`);
      newest.set(word.place, word.at);
    }
}

function lineKey({ view, at, row }: LakeLine): string {
  return JSON.stringify([view, at, row]);
}
