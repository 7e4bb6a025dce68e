/** The name of an alert made of its labels: FNV-1a of 64 bits, as Prometheus and Alertmanager make it. */
import type { Labels } from './alert.ts';

const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;
/** Stands between names and values; no UTF-8 text has this byte. */
const SEPARATOR = new Uint8Array([0xff]);

const encoder = new TextEncoder();

/** Sixteen hexadecimal digits: the same that Alertmanager shows for these labels. */
export function fingerprintOf(labels: Labels): string {
  let hash = OFFSET_BASIS;
  for (const name of Object.keys(labels).sort()) {
    for (const text of [name, labels[name] ?? '']) hash = add(add(hash, encoder.encode(text)), SEPARATOR);
  }
  return hexadecimal(hash);
}

/** Sixteen hexadecimal digits that stand for the text. */
export function hashText(text: string): string {
  return hexadecimal(add(OFFSET_BASIS, encoder.encode(text)));
}

function add(hash: bigint, bytes: Uint8Array): bigint {
  let sum = hash;
  for (const byte of bytes) sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * PRIME);
  return sum;
}

function hexadecimal(hash: bigint): string {
  return hash.toString(16).padStart(16, '0');
}
