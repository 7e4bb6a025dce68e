/**
 * Writes `searches.json`: three hours in which visitors look for things, written in every way, some of them late, more than
 * thirty in an hour. The same bytes each time: `node shop/test/pipelines/make-searches.ts`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { seededRandom } from '../../src/simulate/random.ts';

const NINE = Date.parse('2024-01-15T09:00:00Z');
const SECOND = 1_000;
const SEARCHES = 420;
const SPAN_SECONDS = 3 * 3_600;
const WORDS = ['tent', 'lamp', 'Größe 38', 'blue "lämp"', 'sleeping bag', 'x'.repeat(120), '', '   ', 'boots'];
const WAYS = [(text: string) => text, (text: string) => ` ${text} `, (text: string) => text.toUpperCase()];

const random = seededRandom(20261126);
const happenings = Array.from({ length: SEARCHES }, (_, index) => {
  const atMs = momentOf(index);
  const word = random.chance(0.4) ? `shoe ${random.below(40)}` : random.pick(WORDS);
  const lateMs = random.chance(0.05) ? random.below(90) * SECOND : random.below(4) * SECOND;
  return { arrivesMs: atMs + lateMs, fields: fieldsOf(index, atMs, random.pick(WAYS)(word)) };
});

function momentOf(index: number): number {
  return NINE + Math.floor((index * SPAN_SECONDS) / SEARCHES) * SECOND + random.below(SECOND);
}

function fieldsOf(index: number, atMs: number, query: string) {
  const visitor = { userId: random.chance(0.9) ? `u${random.below(25)}` : null, anonymousId: `a${random.below(5)}` };
  const eventType = random.chance(0.93) ? 'search' : 'page_view';
  return {
    eventId: `s${index}`,
    ...visitor,
    eventType,
    timestamp: new Date(atMs).toISOString(),
    query: random.chance(0.03) ? null : query,
  };
}

happenings.sort((left, right) => left.arrivesMs - right.arrivesMs);
const lines = happenings.map(({ arrivesMs, fields }) =>
  JSON.stringify({ ...fields, receivedAt: new Date(arrivesMs).toISOString() }),
);
writeFileSync(fileURLToPath(new URL('searches.json', import.meta.url)), `${lines.join('\n')}\n`);
