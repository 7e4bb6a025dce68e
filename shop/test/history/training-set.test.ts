/**
 * What a training set says of a moment is what the running functions answered at that moment: for random streams with late
 * events, duplicates, bots and visitors who sign in, at random moments, for every feature.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchRecords } from '../../src/events/batch-records.ts';
import { eventIdBits, readEventId } from '../../src/events/event-id.ts';
import { eventRecord } from '../../src/events/event-record.ts';
import type { EventInput } from '../../src/events/event-schema.ts';
import { formatInstant } from '../../src/events/instant.ts';
import { PARTITION_COUNT, partitionOf } from '../../src/events/partition-of.ts';
import { screenEvent } from '../../src/events/screen-event.ts';
import { SeenIds } from '../../src/events/seen-ids.ts';
import { FunctionPipeline } from '../../src/function-runtime/function-pipeline.ts';
import { NOWHERE } from '../../src/functions/enrich/place.ts';
import { SHOP_FUNCTIONS } from '../../src/functions/event-functions.ts';
import type { FeatureVector } from '../../src/functions/features/feature-answer.ts';
import { FEATURES } from '../../src/functions/features/feature-definitions.ts';
import type { HistoryRequest, HistoryRow } from '../../src/functions/features/feature-history.ts';
import { LogHistory } from '../../src/history/log-history.ts';
import { trainingSet } from '../../src/history/training-set.ts';
import { TrainingSets } from '../../src/history/training-sets.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const START_MS = Date.UTC(2026, 0, 15, 10);
const NAMES = FEATURES.map(({ name }) => name);
const PEOPLE = ['ann', 'ben', 'a-1'];
const PRODUCTS = ['lamp', 'desk', 'rug'];

const someone = fc.constantFrom<Partial<EventInput>>(
  { userId: 'ann' },
  { userId: 'ben' },
  { anonymousId: 'a-1' },
  { userId: 'ann', anonymousId: 'a-1', eventType: 'identify', properties: { segment: 'gold' } },
  { userId: 'ben', eventType: 'identify', properties: { segment: 'gold' } },
);
const something = fc.record({
  eventType: fc.constantFrom<EventInput['eventType']>(
    ...(['page_view', 'product_click', 'page_view', 'add_to_cart', 'purchase', 'purchase', 'search'] as const),
  ),
  productId: fc.option(fc.constantFrom(...PRODUCTS)),
  category: fc.option(fc.constantFrom('home', 'office')),
  orderId: fc.option(fc.constantFrom('o-1', 'o-2')),
  price: fc.option(fc.integer({ min: 0, max: 900_000 }).map((cents) => cents / 100)),
  deviceType: fc.option(fc.constantFrom('mobile', 'desktop')),
  location: fc.option(fc.constantFrom({ country: 'DE', region: 'BE' }, { country: 'US' })),
  properties: fc.option(fc.constantFrom({ userAgent: 'Googlebot/2.1 (+http://www.google.com/bot.html)' })),
});
const lateMs = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 * 60 * MINUTE_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 35 * DAY_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: -20 * MINUTE_MS, max: 0 }) },
);
const pauseMs = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 10 * MINUTE_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 9 * DAY_MS }) },
);
/** Batches of what arrives together; `again` sends an event of before once more; `asked` is a moment before the next. */
const batches = fc.array(
  fc.record({
    pauseMs,
    events: fc.array(fc.tuple(something, someone, lateMs), { minLength: 1, maxLength: 8 }),
    again: fc.option(fc.nat(20)),
    asked: fc.option(fc.double({ min: 0, max: 0.99, noNaN: true })),
  }),
  { minLength: 1, maxLength: 8 },
);

type Batch = typeof batches extends fc.Arbitrary<readonly (infer Each)[]> ? Each : never;

/** The collector's way of an event into the log, with a clock that the test sets. */
class Intake {
  readonly #log: LmdbLogWriter;
  readonly #seen = new SeenIds();
  readonly #id = eventIdBits();
  readonly #sent: object[] = [];
  refused = 0;

  constructor(log: LmdbLogWriter) {
    this.#log = log;
  }

  event(what: object, who: object, timestampMs: number): object {
    const event = { eventId: `e-${this.#sent.length}`, ...what, ...who, timestamp: formatInstant(timestampMs) };
    this.#sent.push(event);
    return event;
  }

  sent(number: number): object | undefined {
    return this.#sent[number];
  }

  async append(events: readonly object[], receivedMs: number): Promise<void> {
    const records = new BatchRecords();
    for (const event of events) {
      const screened = screenEvent(event, { hasEscapes: false, sizeBytes: () => 0 }, { receivedMs });
      if (screened.code !== undefined) throw new Error(`${screened.code}: ${JSON.stringify(event)}`);
      readEventId(screened.event.eventId, this.#id);
      if (this.#seen.add(this.#id, receivedMs)) {
        records.push(partitionOf(screened.event), eventRecord(screened, formatInstant(receivedMs)));
      } else this.refused += 1;
    }
    await this.#log.append(receivedMs, records.records());
  }
}

async function inFolder(run: (folder: string, log: LmdbLogWriter) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-history-'));
  const log = openLogWriter(folder, PARTITION_COUNT);
  try {
    await run(folder, log);
  } finally {
    await log.close();
    rmSync(folder, { recursive: true });
  }
}

async function setOf(folder: string, request: HistoryRequest, hasTime?: () => boolean) {
  const history = new LogHistory(folder);
  try {
    return await trainingSet(request, { history, locate: NOWHERE }, hasTime);
  } finally {
    await history.close();
  }
}

interface Asked {
  readonly row: HistoryRow;
  readonly vectors: readonly FeatureVector[];
}

describe('a training set', () => {
  it('says of each moment what the running functions answered then', async () => {
    let asked = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(batches, (stream) =>
        inFolder(async (folder, log) => {
          const intake = new Intake(log);
          const online = new FunctionPipeline({ dataFolder: folder, functions: SHOP_FUNCTIONS });
          const history = await askAll(stream, intake, online)
            .then((answers) => ({
              answers,
              set: setOf(folder, { features: NAMES, rows: answers.map(({ row }) => row) }),
            }))
            .finally(() => online.close());
          const set = await history.set;
          for (const [number, { vectors }] of history.answers.entries()) {
            const then = vectors.map(({ values, statuses, eventMs }) => ({
              value: values[0],
              status: statuses[0],
              eventMs: eventMs[0],
            }));
            expect('answers' in set && set.answers[number]).toEqual(then);
          }
          asked += history.answers.length;
          refused += intake.refused;
        }),
      ),
      { numRuns: 25 },
    );
    expect(asked).toBeGreaterThan(60);
    expect(refused).toBeGreaterThan(2);
  }, 60_000);
});

/** The answers of the running functions, at random moments between the batches. */
async function askAll(stream: readonly Batch[], intake: Intake, online: FunctionPipeline): Promise<readonly Asked[]> {
  const answers: Asked[] = [];
  let nowMs = START_MS;
  for (const [number, { pauseMs, events, again, asked }] of stream.entries()) {
    nowMs += pauseMs;
    const made = events.map(([what, who, lateMs]) => intake.event(what, who, nowMs - lateMs));
    const repeated = again === null ? undefined : intake.sent(again);
    await intake.append(repeated === undefined ? made : [...made, repeated], nowMs);
    while (online.step().status !== 'idle');
    if (asked === null) continue;
    const atMs = Math.floor(nowMs + asked * (stream[number + 1]?.pauseMs ?? 40 * DAY_MS));
    answers.push(...PEOPLE.map((userId, place) => askOnline(online, userId, PRODUCTS[place] ?? '', atMs)));
  }
  return answers;
}

function askOnline(online: FunctionPipeline, userId: string, productId: string, atMs: number): Asked {
  const request = { features: NAMES, rows: [{ userId, productId }], nowMs: atMs };
  const vectors = online.functions.answer('features', request) as readonly FeatureVector[];
  return { row: { userId, productId, atMs }, vectors };
}

describe('a log that no longer has its beginning', () => {
  it('gives values that reach before it as partial, and none before it', () =>
    inFolder(async (folder, log) => {
      const intake = new Intake(log);
      const look = { eventType: 'page_view', productId: 'lamp' };
      for (const day of [0, 3, 9]) {
        const nowMs = START_MS + day * DAY_MS;
        await intake.append([intake.event(look, { userId: 'ann' }, nowMs)], nowMs);
      }
      log.trim(START_MS + 2 * DAY_MS);
      await log.trimmed();
      const rows = [1, 3.5, 9.5].map((day) => ({ userId: 'ann', atMs: START_MS + day * DAY_MS }));
      const set = await setOf(folder, { features: ['user:views_24h', 'user:views_30d'], rows });
      if (!('answers' in set)) throw new Error('there was time enough');
      const shown = set.answers.map((row) => row.map(({ value, status }) => `${value} ${status}`));
      expect(shown).toEqual([
        ['null OUTSIDE_LOG', 'null OUTSIDE_LOG'],
        ['1 PARTIAL', '1 PARTIAL'],
        ['1 PRESENT', '2 PARTIAL'],
      ]);
      expect(set.keptFromMs).toBe(START_MS + 3 * DAY_MS);
    }));
});

describe('a long log', () => {
  it('is left when the time is up, and it is said how far that was', () =>
    inFolder(async (folder, log) => {
      const intake = new Intake(log);
      for (let batch = 0; batch < 4; batch++) {
        const events = Array.from({ length: 600 }, () =>
          intake.event({ eventType: 'page_view', properties: { text: 'x'.repeat(400) } }, { userId: 'ann' }, START_MS),
        );
        await intake.append(events, START_MS + batch);
      }
      const rows = [{ userId: 'ann', atMs: START_MS + DAY_MS }];
      const set = await setOf(folder, { features: ['user:views_24h'], rows }, () => false);
      expect('share' in set && set.share > 0 && set.share < 1).toBe(true);
      const sets = new TrainingSets({ dataFolder: folder, longestMs: 0 });
      const made = sets.make({ features: ['user:views_24h'], rows }, new AbortController().signal);
      await expect(made).rejects.toMatchObject({ details: { status: 422, code: 'HISTORY_TOO_LONG' } });
    }));
});
