/** Faults of the machine around feeds: a folder that takes no files, a disk that is full, a file that is no longer there. */
import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { openLogWriter } from '@millrace/engine/log/lmdb-log-writer.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FeedDesk } from '../../../src/sources/csv/feed-desk.ts';
import { FeedMappings } from '../../../src/sources/csv/feed-mappings.ts';
import { digestOf, FeedSpool } from '../../../src/sources/csv/feed-spool.ts';
import { FeedUploads, type Upload } from '../../../src/sources/csv/feed-uploads.ts';
import { openTestServer } from '../../server/test-server.ts';
import { makeTillFolder, tillFile, tillRows } from './till-feed.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-feed-faults-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('a file that cannot be put away is imported once', async () => {
  makeTillFolder(folder, { deduplicate: 'files' });
  // A link into nowhere: neither a folder, nor can one be made in its place.
  symlinkSync('nowhere', join(folder, 'till', 'done'));
  symlinkSync('nowhere', join(folder, 'till', 'refused'));
  const app = await openTestServer({ feeds: { folder, stableMs: 50 }, logger: { level: 'silent' } });
  try {
    const uploads = async (): Promise<Upload[]> => (await app.get('/v1/feeds/till')).body.items;
    const named = async (name: string) => (await uploads()).filter(({ file }) => file === name);
    writeFileSync(join(folder, 'till', 'good.csv'), tillFile(tillRows(20)));
    writeFileSync(join(folder, 'till', 'bad.csv'), 'x;y\n1;2\n');
    await expect.poll(async () => (await named('good.csv'))[0]?.state).toBe('done');
    await expect.poll(async () => (await named('bad.csv'))[0]?.state).toBe('refused');
    // Long enough for the watch to find them again, and once more.
    await pause(1_300);
    expect(await named('good.csv')).toMatchObject([{ state: 'done', accepted: 20, error: null }]);
    expect(await named('bad.csv')).toHaveLength(1);
    await rm(join(folder, 'till', 'done'));
    await expect.poll(() => existsSync(join(folder, 'till', 'done', 'good.csv'))).toBe(true);
    expect(await named('good.csv')).toHaveLength(1);
  } finally {
    await app.close();
  }
});

/** The list of uploads on a disk that is full for a while. */
class FullUploads extends FeedUploads {
  isFull = false;
  refused = 0;

  override async change(id: number, changes: Partial<Omit<Upload, 'id'>>): Promise<Upload> {
    if (!this.isFull) return super.change(id, changes);
    this.refused++;
    throw new MillraceError('full', { code: 'STORAGE_FULL', domain: 'external', retry: 'backoff' });
  }
}

/** A desk that has an upload from before its start, whose file lies at `path`. */
async function openDesk() {
  mkdirSync(join(folder, 'data'), { recursive: true });
  makeTillFolder(folder);
  const path = join(folder, 'till', 'late.csv');
  writeFileSync(path, tillFile(tillRows(10)));
  const log = openLogWriter(join(folder, 'data'));
  const uploads = new FullUploads(log, log.openSettings('source-progress'));
  const { id } = await uploads.add({
    feed: 'till',
    file: 'late.csv',
    from: 'folder',
    receivedAt: '2026-01-01T00:00:00Z',
  });
  await uploads.change(id, { state: 'waiting', path, ...(await digestOf(path, statSync(path).size)) });
  const desk = new FeedDesk({
    ...{ uploads, mappings: new FeedMappings(folder), now: Date.now, isBehind: () => false },
    spool: new FeedSpool({ folder: join(folder, 'data', 'feeds'), maxFileBytes: 1e6, maxBytes: 1e6 }),
    collector: {
      collect: async ({ values, beside }) => {
        const verdicts = values.map(() => ({ verdict: 'accepted' }) as const);
        await log.commit(beside?.(verdicts) ?? []);
        return verdicts;
      },
    },
    onCollected: () => undefined,
    onEnded: () => undefined,
  });
  const close = async () => {
    await desk.close();
    await log.close();
  };
  return { desk, uploads, id, path, close };
}

it('a full disk is tried again now and then, and not all the time', async () => {
  const { desk, uploads, id, close } = await openDesk();
  uploads.isFull = true;
  await desk.start();
  await pause(400);
  expect(uploads.refused).toBe(1);
  expect(uploads.get(id)).toMatchObject({ state: 'waiting', error: { code: 'STORAGE_FULL' } });
  uploads.isFull = false;
  expect(await desk.settled(id, 8_000)).toMatchObject({ state: 'done', error: null, counts: { accepted: 10 } });
  await close();
});

it('a file that has been replaced since the last start is not taken for the old one, and stays', async () => {
  const { desk, uploads, id, path, close } = await openDesk();
  writeFileSync(path, tillFile(tillRows(10)).replace('R-9', 'R-8'));
  await desk.start();
  expect(await desk.settled(id, 8_000)).toMatchObject({ state: 'interrupted', counts: { rows: 0 } });
  expect(existsSync(path)).toBe(true);
  expect(uploads.get(id).path).toBeNull();
  await close();
});
