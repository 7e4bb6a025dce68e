/** Keys made of whole numbers: big-endian, so that their bytes order as the numbers do. */

const HIGH = 0x1_0000_0000;

/** 8 bytes for a whole number from 0 to 2^53 − 1. */
export function numberKey(value: number): Uint8Array {
  const key = new Uint8Array(8);
  writeUint32(key, 0, Math.floor(value / HIGH));
  writeUint32(key, 4, value % HIGH);
  return key;
}

export function numberOfKey(key: Uint8Array): number {
  return readUint32(key, 0) * HIGH + readUint32(key, 4);
}

/** 8 bytes for two numbers from 0 to 2^32 − 1, ordered by the first, then by the second. */
export function pairKey(first: number, second: number): Uint8Array {
  const key = new Uint8Array(8);
  writeUint32(key, 0, first);
  writeUint32(key, 4, second);
  return key;
}

/** The second number of a pairKey. */
export function secondOfPairKey(key: Uint8Array): number {
  return readUint32(key, 4);
}

function writeUint32(target: Uint8Array, at: number, value: number): void {
  target[at] = value >>> 24;
  target[at + 1] = value >>> 16;
  target[at + 2] = value >>> 8;
  target[at + 3] = value;
}

function readUint32(source: Uint8Array, at: number): number {
  const low = ((source[at + 1] ?? 0) << 16) | ((source[at + 2] ?? 0) << 8) | (source[at + 3] ?? 0);
  return (source[at] ?? 0) * 0x100_0000 + low;
}
