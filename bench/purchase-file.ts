/** The purchases of `fraud-purchases.csv.gz`, each with the arrival that it gets in the stream. */
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';

export interface Purchase {
  readonly orderId: string;
  readonly userId: string;
  readonly signupMs: number;
  /** Arrival of the registration and of the purchase, in epoch milliseconds: no two events share one. */
  readonly signupArrivalMs: number;
  readonly arrivalMs: number;
  readonly value: number;
  readonly deviceId: string;
  readonly ip: string;
  readonly isFraud: boolean;
}

interface Happening {
  readonly minuteMs: number;
  readonly isPurchase: boolean;
  readonly row: number;
}

/** In the order of the file, which is that of the purchases. */
export async function readPurchases(path: string): Promise<readonly Purchase[]> {
  const rows: Record<string, string>[] = [];
  const text = createReadStream(path)
    .pipe(createGunzip())
    .pipe(parse({ columns: true }));
  for await (const row of text) rows.push(row);
  const { signups, purchases } = arrivals(rows);
  return rows.map((row, index) => ({
    orderId: `o-${index}`,
    userId: `u-${row.user_id}`,
    signupMs: Date.parse(row.signup_time ?? ''),
    signupArrivalMs: signups[index] ?? 0,
    arrivalMs: purchases[index] ?? 0,
    value: Number(row.purchase_value),
    deviceId: row.device_id ?? '',
    ip: row.ip_address ?? '',
    isFraud: row.class === '1',
  }));
}

/** Times are whole minutes: within one, registrations come first, then purchases in the order of the file, 1 ms apart. */
function arrivals(rows: readonly Record<string, string>[]) {
  const happenings: Happening[] = rows.flatMap((row, index) => [
    { minuteMs: Date.parse(row.signup_time ?? ''), isPurchase: false, row: index },
    { minuteMs: Date.parse(row.purchase_time ?? ''), isPurchase: true, row: index },
  ]);
  happenings.sort((a, b) => a.minuteMs - b.minuteMs || Number(a.isPurchase) - Number(b.isPurchase) || a.row - b.row);
  const [signups, purchases]: [number[], number[]] = [[], []];
  let latestMs = 0;
  for (const { minuteMs, isPurchase, row } of happenings) {
    latestMs = Math.max(minuteMs, latestMs + 1);
    (isPurchase ? purchases : signups)[row] = latestMs;
  }
  return { signups, purchases };
}
