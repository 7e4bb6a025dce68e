/**
 * A partner's file out of S3 to events on the stream.
 *
 * O1. How far it has come lies in the table of progress, by key and version: a second notification, or the next try after
 *     the time ran out, goes on behind the rows that are on the stream.
 * O2. Rows that went in twice, in a crash between stream and table, have the same ids, and count once.
 * O3. A file that cannot be read, or has no mapping, is not tried again: the report beside it says why.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { MillraceError } from '@millrace/engine/errors/millrace-error.ts';
import { type Collector, UnreadableEvent } from '@millrace/shop/events/collector.ts';
import { type FeedRow, feedEvents, problemCode, sentEvent } from '@millrace/shop/sources/csv/feed-events.ts';
import { checkMapping, type FeedMapping } from '@millrace/shop/sources/csv/feed-mapping.ts';
import { namedValues } from '@millrace/shop/sources/csv/map-row.ts';
import { type FeedFile, readFeed } from '@millrace/shop/sources/csv/read-feed.ts';
import { countVerdicts, type VerdictCounts } from '@millrace/shop/sources/http/collect-answer.ts';

export interface ObjectImportParts {
  readonly s3: S3Client;
  readonly dynamo: DynamoDBClient;
  /** The name of the table of progress. */
  readonly table: string;
  /** Holds `feeds/<feed>.json`, the mapping of each feed. */
  readonly settingsBucket: string;
  readonly collector: Pick<Collector, 'collect'>;
  /** What is left of the time, in milliseconds. */
  readonly leftMs: () => number;
}

export interface FeedObject {
  readonly bucket: string;
  /** `<feed>/<name>.csv` */
  readonly key: string;
  /** Of these bytes: its ETag. */
  readonly version: string;
  readonly sizeBytes: number;
}

export interface ObjectReport extends VerdictCounts {
  readonly feed: string;
  readonly file: string;
  readonly rows: number;
  /** The file breaks off: what was read before counts. */
  readonly cutOff?: string | undefined;
  /** Why it was not read. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string | undefined };
}

const BLOCK_ROWS = 2_000;
/** Enough to put a block, to note it, and to end. */
const LEAST_LEFT_MS = 30_000;
const REPORTS = 'reports/';

/**
 * Undefined for what is no partner's file.
 * @throws MillraceError FEED_UNFINISHED when the time runs out: the next try goes on.
 */
export async function importObject(parts: ObjectImportParts, object: FeedObject): Promise<ObjectReport | undefined> {
  if (object.key.startsWith(REPORTS)) return undefined;
  const [feed = '', ...rest] = object.key.split('/');
  const file = rest.join('/') || feed;
  const folder = await mkdtemp(join(tmpdir(), 'feed-'));
  try {
    const counts = await readRows(parts, object, { feed, folder, file });
    return await report(parts, object, { feed, file, ...counts });
  } catch (cause) {
    if (!(cause instanceof MillraceError) || cause.domain !== 'user') throw cause;
    const { code, message, hint } = cause;
    return await report(parts, object, { feed, file, ...NOTHING, error: { code, message, hint } });
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Place {
  readonly feed: string;
  readonly file: string;
  readonly folder: string;
}

type Progress = VerdictCounts & { readonly rows: number };
const NOTHING: Progress = { rows: 0, accepted: 0, duplicate: 0, late: 0, quarantined: 0 };

async function readRows(parts: ObjectImportParts, object: FeedObject, { feed, file, folder }: Place) {
  const mapping = await mappingOf(parts, feed);
  const path = join(folder, basename(file));
  const fileId = await download(parts.s3, object, path);
  const source = await readFeed(path, mapping, { name: file, sizeBytes: object.sizeBytes });
  const toRow = feedEvents(feed, mapping, source, mapping.deduplicate === 'files' ? fileId : undefined);
  let done = await progressOf(parts, object);
  let seen = 0;
  for await (const records of source.blocks) {
    for (let from = 0; from < records.length; from += BLOCK_ROWS) {
      const rows = records.slice(from, from + BLOCK_ROWS).map(toRow);
      seen += rows.length;
      if (seen <= done.rows) continue;
      done = add(done, await collectRows(parts.collector, { feed, source, rows }), seen);
      await noteProgress(parts, object, done);
      if (parts.leftMs() < LEAST_LEFT_MS) throw unfinished(file, done.rows);
    }
  }
  return { ...done, cutOff: source.cutOff() };
}

async function collectRows(
  collector: Pick<Collector, 'collect'>,
  { feed, source, rows }: { readonly feed: string; readonly source: FeedFile; readonly rows: readonly FeedRow[] },
): Promise<VerdictCounts> {
  const texts = rows.map((row) => JSON.stringify(sentEvent(row)));
  const verdicts = await collector.collect({
    values: rows.map((row, index) =>
      row.problem === undefined
        ? JSON.parse(texts[index] ?? 'null')
        : new UnreadableEvent(`line ${row.record.line}: ${row.problem}`, '', problemCode(row)),
    ),
    original: (index) => texts[index] ?? '',
    hasEscapes: texts.some((text) => text.includes('\\u')),
    source: `csv:${feed}`,
    origin: (index) => {
      const { record } = rows[index] ?? {};
      const values = record?.values ?? [];
      const row = values.length > 1 ? namedValues(source.header.columns, values) : { text: record?.text };
      return { line: record?.line ?? 0, row: JSON.stringify(row) };
    },
  });
  return countVerdicts(verdicts);
}

function add(before: Progress, more: VerdictCounts, rows: number): Progress {
  return {
    rows,
    accepted: before.accepted + more.accepted,
    duplicate: before.duplicate + more.duplicate,
    late: before.late + more.late,
    quarantined: before.quarantined + more.quarantined,
  };
}

/** @throws MillraceError FEED_UNMAPPED, MAPPING_INVALID. */
async function mappingOf({ s3, settingsBucket }: ObjectImportParts, feed: string): Promise<FeedMapping> {
  const key = `feeds/${feed}.json`;
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: settingsBucket, Key: key }));
    return checkMapping(key, JSON.parse((await Body?.transformToString()) ?? ''));
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause;
    const missing = cause instanceof Error && (cause.name === 'NoSuchKey' || cause.name === 'AccessDenied');
    if (!missing && !(cause instanceof SyntaxError)) throw cause;
    throw new MillraceError(missing ? `the feed ${feed} has no mapping` : `${key} is no JSON`, {
      code: 'FEED_UNMAPPED',
      domain: 'user',
      retry: 'never',
      hint: `put its mapping into the bucket ${settingsBucket} as ${key}, and the file as <feed>/<name>.csv once more`,
      cause,
    });
  }
}

/** @returns the SHA-256 of its bytes. */
async function download(s3: S3Client, { bucket, key }: FeedObject, path: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!(Body instanceof Readable)) throw new TypeError('the object has no bytes');
  const digest = createHash('sha256');
  const digesting = new Transform({
    transform: (chunk, _encoding, done) => {
      digest.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Body, digesting, createWriteStream(path));
  return digest.digest('hex');
}

function keyOf({ bucket, key, version }: FeedObject) {
  return { pk: { S: `csv#${bucket}/${key}#${version}` } };
}

async function progressOf({ dynamo, table }: ObjectImportParts, object: FeedObject): Promise<Progress> {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: keyOf(object), ConsistentRead: true }),
  );
  return Item?.progress?.S === undefined ? NOTHING : JSON.parse(Item.progress.S);
}

async function noteProgress({ dynamo, table }: ObjectImportParts, object: FeedObject, done: Progress): Promise<void> {
  const Item = { ...keyOf(object), progress: { S: JSON.stringify(done) } };
  await dynamo.send(new PutItemCommand({ TableName: table, Item }));
}

/** For whoever sent the file. */
async function report(
  { s3 }: ObjectImportParts,
  { bucket, key }: FeedObject,
  made: ObjectReport,
): Promise<ObjectReport> {
  const Body = `${JSON.stringify(made, null, 2)}\n`;
  const Key = `${REPORTS}${key}.json`;
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType: 'application/json' }));
  return made;
}

function unfinished(file: string, rows: number): MillraceError {
  return new MillraceError(`the time is over after ${rows} rows of ${file}`, {
    code: 'FEED_UNFINISHED',
    domain: 'external',
    retry: 'backoff',
    hint: 'the next try goes on from there; a file that three tries do not get through is better sent in parts',
  });
}
