/**
 * Sessions of real visitors, cut by others at gaps of more than thirty minutes, against the `sessions` pipeline.
 *
 * Flink's session window includes a row that comes exactly one gap after the last: only a longer silence ends a visit.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { needsRealData, realData } from './real-data.ts';
import { type LoggedEvent, runPipelines } from './run-pipelines.ts';

const file = realData('retailrocket-sessions.tsv.gz');
const GAP_MS = 30 * 60_000;
const BATCH_ROWS = 500;
const PARTITIONS = 16;
/** A visit so much later closes every session before it. */
const CLOSING_MS = 4 * 3_600_000;

interface Look {
  readonly atMs: number;
  readonly user: string;
  readonly item: string;
  /** The session that others found. */
  readonly session: string;
}

interface Visit {
  readonly visitor: string;
  readonly start: string;
  readonly end: string;
  readonly events: number;
}

function readLooks(): readonly Look[] {
  const [, ...lines] = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
  const looks = lines.map((line) => {
    const [time, user = '', item = '', session = ''] = line.split('\t');
    return { atMs: Number(time) * 1000, user, item, session };
  });
  return looks.sort((a, b) => a.atMs - b.atMs);
}

describe.runIf(existsSync(file))('the sessions of the RetailRocket sample', () => {
  let looks: readonly Look[];
  let byUser: ReadonlyMap<string, readonly Look[]>;
  let found: readonly Visit[];

  beforeAll(async () => {
    looks = readLooks();
    byUser = Map.groupBy(looks, ({ user }) => user);
    const { sessions = [] } = await runPipelines({ partitions: PARTITIONS, batches: batchesOf(looks) });
    found = sessions.map(({ visitor, sessionStart, sessionEnd, events }) => {
      return { visitor: String(visitor), start: String(sessionStart), end: String(sessionEnd), events: Number(events) };
    });
  }, 120_000);

  it('are those of a plain computation over all visitors', () => {
    expect(looks).toHaveLength(10_080);
    expect(found).toEqual([...byUser.values()].flatMap(visitsOf).sort(byVisitorAndStart));
  });

  it('begin wherever others saw a session begin, and at ten more places', () => {
    const starts = new Set(found.map(({ visitor, start }) => `${visitor} ${start}`));
    const boundaries = [...byUser.values()].flatMap((own) =>
      own.filter((look, at) => at > 0 && differs(own[at - 1], look)),
    );
    expect(boundaries).toHaveLength(456);
    expect(boundaries.filter(({ user, atMs }) => !starts.has(`${user} ${iso(atMs)}`))).toEqual([]);
    expect(found.length - byUser.size).toBe(466);
  });
});

needsRealData('retailrocket-sessions.tsv.gz');

function differs(before: Look | undefined, look: Look): boolean {
  return before?.session !== look.session;
}

function visitsOf(own: readonly Look[]): readonly Visit[] {
  const visits: { visitor: string; startMs: number; endMs: number; events: number }[] = [];
  for (const { user, atMs } of own) {
    const open = visits.at(-1);
    if (open && atMs - open.endMs <= GAP_MS) {
      open.endMs = atMs;
      open.events += 1;
    } else visits.push({ visitor: user, startMs: atMs, endMs: atMs, events: 1 });
  }
  return visits.map(({ visitor, startMs, endMs, events }) => {
    return { visitor, start: iso(startMs), end: iso(endMs), events };
  });
}

function byVisitorAndStart(a: Visit, b: Visit): number {
  const [left, right] = [`${a.visitor}\0${a.start}`, `${b.visitor}\0${b.start}`];
  return left < right ? -1 : 1;
}

function batchesOf(looks: readonly Look[]): readonly (readonly LoggedEvent[])[] {
  const events = looks.map(({ atMs, user, item }, index) => pageView(atMs, user, item, `look-${index}`));
  const closing = (looks.at(-1)?.atMs ?? 0) + CLOSING_MS;
  const batches: LoggedEvent[][] = [];
  for (let from = 0; from < events.length; from += BATCH_ROWS) batches.push(events.slice(from, from + BATCH_ROWS));
  // One visitor that is no one's, in every partition, moves the time of each.
  batches.push(
    Array.from({ length: 40 * PARTITIONS }, (_, n) => pageView(closing, `closing-${n}`, '0', `closing-${n}`)),
  );
  return batches;
}

function pageView(atMs: number, userId: string, productId: string, eventId: string): LoggedEvent {
  const timestamp = iso(atMs);
  return { eventId, userId, productId, eventType: 'page_view', timestamp, receivedAt: timestamp };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
