/** Summaries are exact whatever happens between two of them, and what has not changed is not gone through again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LmdbLogWriter, openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Quarantine } from '../../../src/events/quarantine.ts';
import { QuarantineCounts } from '../../../src/events/quarantine-counts.ts';
import type { NewQuarantineEntry } from '../../../src/events/quarantine-entry.ts';
import type { QuarantineFilter } from '../../../src/events/quarantine-filter.ts';
import type { ViolationCode } from '../../../src/events/verdict.ts';
import { QuarantineSummaries } from '../../../src/sources/quarantine/quarantine-summary.ts';

const FILTERS: readonly QuarantineFilter[] = [
  {},
  { outcome: 'quarantined' },
  { code: 'clock_skew' },
  { type: 'search' },
];
const START_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const NOTE = { at: new Date(START_MS).toISOString(), by: null, change: null };

let folder: string;
let log: LmdbLogWriter;
let hours: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-summary-'));
  log = openLogWriter(folder);
  hours = 0;
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

function openQuarantine(name: string): Quarantine {
  return new Quarantine(log.openStream(name), new QuarantineCounts(log.openSettings(name)));
}

function newEntry(code: ViolationCode, eventType: string): NewQuarantineEntry {
  const receivedAt = new Date(START_MS + hours++ * HOUR_MS).toISOString();
  return { code, path: '', message: 'bad', receivedAt, source: 'http', original: JSON.stringify({ eventType }) };
}

const actions = fc.array(
  fc.record({
    what: fc.constantFrom('append', 'append', 'retry', 'mend', 'remove', 'trim'),
    which: fc.nat(100),
    code: fc.constantFrom('clock_skew', 'schema_violation'),
    type: fc.constantFrom('search', 'purchase'),
  }),
  { minLength: 5, maxLength: 25 },
);

it('say the same as counting anew after entries have come, been tried, mended, dropped and trimmed', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(actions, async (all) => {
      const quarantine = openQuarantine(`quarantine-${runs++}`);
      const kept = new QuarantineSummaries(quarantine);
      for (const { what, which, code, type } of all) {
        const there = quarantine.list(0, 1_000);
        const entry = there[which % Math.max(1, there.length)];
        if (what === 'append' || !entry) await log.commit(quarantine.appendJobs([newEntry(code, type)]));
        else if (what === 'retry') await log.commit(quarantine.triedJobs(entry, { verdict: 'accepted' }, NOTE));
        else if (what === 'mend') {
          const verdict = { verdict: 'quarantined', code, path: '', message: 'still' } as const;
          await log.commit(quarantine.triedJobs(entry, verdict, NOTE, JSON.stringify({ eventType: type })));
        } else if (what === 'remove') await log.commit(quarantine.removeJobs([entry]));
        else await quarantine.trim(Date.parse(entry.receivedAt));
        for (const filter of FILTERS)
          expect(await kept.of(filter)).toEqual(await new QuarantineSummaries(quarantine).of(filter));
      }
    }),
    { numRuns: 15 },
  );
});

it('go through what is there once, however many ask, and then only through what is new', async () => {
  const quarantine = openQuarantine('quarantine');
  await log.commit(quarantine.appendJobs(Array.from({ length: 1_200 }, () => newEntry('clock_skew', 'search'))));
  let read = 0;
  const counting = {
    page: (...asked: Parameters<Quarantine['page']>) => {
      const page = quarantine.page(...asked);
      read += page.entries.length;
      return page;
    },
    list: (...asked: Parameters<Quarantine['list']>) => {
      const entries = quarantine.list(...asked);
      read += entries.length;
      return entries;
    },
    get newest() {
      return quarantine.newest;
    },
    get revision() {
      return quarantine.revision;
    },
  };
  const summaries = new QuarantineSummaries(counting);
  const answers = await Promise.all([summaries.of({}), summaries.of({}), summaries.of({})]);
  expect(answers.map(({ entries }) => entries)).toEqual([1_200, 1_200, 1_200]);
  expect(read).toBe(1_200);
  await log.commit(quarantine.appendJobs([newEntry('clock_skew', 'search')]));
  expect(await summaries.of({})).toMatchObject({ entries: 1_201, newest: 1_201 });
  expect(read).toBe(1_201);
});
