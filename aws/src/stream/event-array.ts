/**
 * What a record of `events` and `enriched` holds: a JSON array of events. Arrays keep the number of records, and so the
 * number of shards, small, and Flink reads each element as a row.
 */

/** @param events the JSON text of each. */
export function eventArray(events: readonly string[]): Buffer {
  return Buffer.from(`[${events.join(',')}]`);
}

/** @throws SyntaxError, TypeError for what is no array: a record that this project did not write. */
export function eventsOf(data: Uint8Array): readonly unknown[] {
  const events: unknown = JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
  if (!Array.isArray(events)) throw new TypeError('the record does not hold an array of events');
  return events;
}
