/** Records of the log as events for the functions: the engine's scanner reads just the fields that an event has here. */
import { DecodeFailure } from '@millrace/engine/formats/decode-failure.ts';
import { compileJsonDecoder } from '@millrace/engine/formats/json-scanner.ts';
import { type DataType, type Schema, STRING } from '@millrace/engine/row/data-type.ts';
import type { Row } from '@millrace/engine/row/row.ts';
import type { ShopEvent } from '../functions/shop-event.ts';

const TIME: DataType = { kind: 'TIMESTAMP_LTZ', precision: 3, nullable: true };
const PRICE: DataType = { kind: 'DECIMAL', precision: 14, scale: 4, nullable: true };
const WHOLE: DataType = { kind: 'INT', nullable: true };
const PLACE: DataType = {
  kind: 'ROW',
  nullable: true,
  fields: [
    { name: 'country', type: STRING },
    { name: 'region', type: STRING },
  ],
};

/** In the order of the record, so that a scan ends with the last field. */
const COLUMNS: Schema = [
  { name: 'eventId', type: STRING },
  { name: 'userId', type: STRING },
  { name: 'anonymousId', type: STRING },
  { name: 'sessionId', type: STRING },
  { name: 'eventType', type: STRING },
  { name: 'timestamp', type: TIME },
  { name: 'productId', type: STRING },
  { name: 'category', type: STRING },
  { name: 'price', type: PRICE },
  { name: 'quantity', type: WHOLE },
  { name: 'deviceType', type: STRING },
  { name: 'location', type: PLACE },
  { name: 'orderId', type: STRING },
  { name: 'status', type: STRING },
  { name: 'query', type: STRING },
  { name: 'ip', type: STRING },
  { name: 'currency', type: STRING },
  { name: 'receivedAt', type: TIME },
  { name: 'properties', type: STRING },
];

/** The event in `bytes[start, end)`; undefined for a record that is none. */
export type EventDecoder = (bytes: Uint8Array, start: number, end: number) => ShopEvent | undefined;

export function eventDecoder(): EventDecoder {
  const decoder = compileJsonDecoder(COLUMNS, { timestampFormat: 'ISO-8601', trusted: true });
  return (bytes, start, end) => {
    const row = decoder.decode(bytes, start, end);
    return row instanceof DecodeFailure ? undefined : toEvent(row);
  };
}

/** The schema has typed every column; what the collector always writes is never null. */
function toEvent(row: Row): ShopEvent {
  const location = row.c11 as readonly [string | null, string | null] | null;
  return {
    eventId: row.c0 as string,
    userId: row.c1 as string | null,
    anonymousId: row.c2 as string | null,
    sessionId: row.c3 as string | null,
    eventType: row.c4 as ShopEvent['eventType'],
    timestampMs: row.c5 as number,
    receivedMs: row.c17 as number,
    productId: row.c6 as string | null,
    category: row.c7 as string | null,
    priceTenThousandths: row.c8 as number | null,
    quantity: row.c9 as number | null,
    deviceType: row.c10 as string | null,
    country: location === null ? null : location[0],
    region: location === null ? null : location[1],
    orderId: row.c12 as string | null,
    status: row.c13 as string | null,
    query: row.c14 as string | null,
    ip: row.c15 as string | null,
    currency: row.c16 as string | null,
    properties: row.c18 as string | null,
  };
}
