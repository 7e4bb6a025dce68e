/** Places in Postgres's write-ahead log: `16/B374D848` as a number. A double holds them up to 9 PB of log, exactly. */

const LOW = 2 ** 32;

/** @throws RangeError for a text that is none. */
export function parseLsn(text: string): number {
  const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text) ?? [];
  if (high === undefined || low === undefined) throw new RangeError(`'${text}' is no place in a write-ahead log`);
  return Number.parseInt(high, 16) * LOW + Number.parseInt(low, 16);
}

export function lsnText(lsn: number): string {
  const high = Math.floor(lsn / LOW);
  return `${high.toString(16).toUpperCase()}/${(lsn - high * LOW).toString(16).toUpperCase()}`;
}

/** From the eight bytes of a message. */
export function readLsn(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * LOW + bytes.readUInt32BE(at + 4);
}
