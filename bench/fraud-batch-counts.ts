/** The same counts by address and device in one batch query of DuckDB: streaming and batch must agree on every order. */
import { DuckDBInstance } from '@duckdb/node-api';
import type { SignalName } from '../shop/src/functions/score/signals.ts';
import type { DecidedPurchase } from './fraud-stream.ts';
import type { Purchase } from './purchase-file.ts';

const DAY_MS = 86_400_000;

/** A count of rows, or of buyers, of the same address or device, so many milliseconds back. */
const COUNTS: Readonly<Partial<Record<SignalName, readonly [of: string, by: string, backMs: number]>>> = {
  ipOrders1h: ['orderId', 'ip', 3_600_000],
  ipOrders24h: ['orderId', 'ip', DAY_MS],
  ipUsers24h: ['userId', 'ip', DAY_MS],
  // The functions' own windows leave out what lies back exactly the whole length.
  ipAccounts30d: ['userId', 'ip', 30 * DAY_MS - 1],
  deviceUsers: ['userId', 'deviceId', 7 * DAY_MS],
  deviceOrders24h: ['orderId', 'deviceId', DAY_MS - 1],
  deviceAccounts30d: ['userId', 'deviceId', 30 * DAY_MS - 1],
};

/** Prints how many orders agree. @throws when any count of any order differs. */
export async function compareCounts(
  purchases: readonly Purchase[],
  decided: readonly DecidedPurchase[],
): Promise<void> {
  const batch = await batchCounts(purchases);
  const differing: string[] = [];
  for (const [index, { orderId, signals }] of decided.entries()) {
    for (const name of countNames()) {
      const expected = Number(batch[index]?.[name]);
      if (signals[name] !== expected)
        differing.push(`${orderId} ${name}: ${String(signals[name])}, in a batch ${expected}`);
    }
  }
  console.log(
    `counts in the stream and in one batch query, ${countNames().join(', ')}:\n` +
      `${decided.length * countNames().length - differing.length} equal, ${differing.length} different`,
  );
  if (differing.length > 0) throw new Error(differing.slice(0, 10).join('\n'));
}

function countNames(): readonly SignalName[] {
  return Object.keys(COUNTS) as SignalName[];
}

async function batchCounts(purchases: readonly Purchase[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    'CREATE TABLE purchases (atMs BIGINT, orderId VARCHAR, userId VARCHAR, ip VARCHAR, deviceId VARCHAR)',
  );
  const appender = await connection.createAppender('purchases');
  for (const { arrivalMs, orderId, userId, ip, deviceId } of purchases) {
    appender.appendBigInt(BigInt(arrivalMs));
    for (const text of [orderId, userId, ip, deviceId]) appender.appendVarchar(text);
    appender.endRow();
  }
  appender.closeSync();
  const counts = Object.entries(COUNTS).map(
    ([name, [of, by, backMs]]) =>
      `COUNT(DISTINCT ${of}) OVER (PARTITION BY ${by} ORDER BY atMs RANGE BETWEEN ${backMs} PRECEDING AND CURRENT ROW) AS ${name}`,
  );
  const reader = await connection.runAndReadAll(`SELECT ${counts.join(', ')} FROM purchases ORDER BY atMs`);
  connection.closeSync();
  instance.closeSync();
  return reader.getRowObjects();
}
