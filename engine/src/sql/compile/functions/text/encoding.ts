/** Base64, character sets, URL encoding, hashes, and the parts of a URL. */
import { hash } from 'node:crypto';
import { MillraceError } from '../../../../errors/millrace-error.ts';
import type { ScalarFunctionName } from '../../../functions/names.ts';
import type { FunctionCompiler } from '../../expression-scope.ts';
import { partialCall, strictCall } from '../implementation.ts';

/** An argument that the function has no result for; in Flink it fails the job too. */
export function invalidArgument(message: string): MillraceError {
  return new MillraceError(message, { code: 'INVALID_ARGUMENT', domain: 'user', retry: 'never' });
}

/** The UTF-8 bytes of a text; bytes as they are. */
function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value) : value;
}

function fromBase64(value: string | Uint8Array): string {
  const text = Buffer.from(bytesOf(value)).toString('latin1');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, '').length % 4 === 1) {
    throw invalidArgument(`FROM_BASE64: '${text.slice(0, 100)}' is not Base64`);
  }
  return Buffer.from(text, 'base64').toString();
}

type Charset = 'utf8' | 'latin1' | 'ascii' | 'utf16le' | 'utf16be' | 'utf16';

const CHARSETS: Readonly<Record<string, Charset>> = {
  'UTF-8': 'utf8',
  'ISO-8859-1': 'latin1',
  'US-ASCII': 'ascii',
  'UTF-16LE': 'utf16le',
  'UTF-16BE': 'utf16be',
  'UTF-16': 'utf16',
};

function charsetOf(name: string): Charset {
  const charset = CHARSETS[name.toUpperCase()];
  if (charset === undefined)
    throw invalidArgument(`${name} is no character set of ${Object.keys(CHARSETS).join(', ')}`);
  return charset;
}

/** What the character set lacks becomes a question mark, as in Java. */
function encode(text: string, charsetName: string): Uint8Array {
  switch (charsetOf(charsetName)) {
    case 'utf8':
      return Buffer.from(text, 'utf8');
    case 'latin1':
      return Buffer.from(text.replace(/[\u0100-\u{10ffff}]/gu, '?'), 'latin1');
    case 'ascii':
      return Buffer.from(text.replace(/\P{ASCII}/gu, '?'), 'latin1');
    case 'utf16le':
      return Buffer.from(text, 'utf16le');
    case 'utf16be':
      return Buffer.from(text, 'utf16le').swap16();
    case 'utf16':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  }
}

function decode(bytes: Uint8Array, charsetName: string): string {
  const charset = charsetOf(charsetName);
  switch (charset) {
    case 'utf8':
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    case 'latin1':
      return Buffer.from(bytes).toString('latin1');
    case 'ascii':
      return Buffer.from(bytes)
        .toString('latin1')
        .replace(/\P{ASCII}/gu, '\ufffd');
    case 'utf16le':
      return Buffer.from(bytes).toString('utf16le');
    case 'utf16be':
    case 'utf16':
      return Buffer.from(bytes)
        .swap16()
        .toString('utf16le')
        .replace(/^\ufeff/, '');
  }
}

/** application/x-www-form-urlencoded, as Java's URLEncoder. */
function urlEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** NULL for an escape that is none; bytes that are no UTF-8 become U+FFFD, as in Java. */
function urlDecode(text: string): string | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return null;
  const spaced = text.replaceAll('+', ' ');
  return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** Of an odd number of digits the first counts as a zero byte, as in Flink. */
function unhex(text: string): Uint8Array | null {
  if (!/^[0-9A-Fa-f]*$/.test(text)) return null;
  return Uint8Array.from(Buffer.from(text.length % 2 === 0 ? text : `00${text.slice(1)}`, 'hex'));
}

const URL_PARTS = /^\s*([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
/** Java's URL knows no others. */
const PROTOCOLS: ReadonlySet<string> = new Set(['http', 'https', 'ftp', 'file', 'jar', 'mailto']);

/** One part of a URL, or the value of a query parameter; NULL when it is not there or the URL is malformed. */
function parseUrl(url: string, part: string, key?: string): string | null {
  const match = URL_PARTS.exec(url);
  const protocol = match?.[1]?.toLowerCase();
  if (match === null || protocol === undefined || !PROTOCOLS.has(protocol)) return null;
  const [, , authority, path = '', query, reference] = match;
  if (key !== undefined) return part === 'QUERY' ? queryParameter(query, key) : null;
  const at = authority?.lastIndexOf('@') ?? -1;
  switch (part) {
    case 'HOST':
      return (authority?.slice(at + 1) ?? '').replace(/:\d*$/, '');
    case 'PATH':
      return path;
    case 'QUERY':
      return query ?? null;
    case 'REF':
      return reference ?? null;
    case 'PROTOCOL':
      return protocol;
    case 'FILE':
      return query === undefined ? path : `${path}?${query}`;
    case 'AUTHORITY':
      return authority ?? null;
    case 'USERINFO':
      return at < 0 ? null : (authority?.slice(0, at) ?? null);
    default:
      return null;
  }
}

function queryParameter(query: string | undefined, key: string): string | null {
  const pair = query?.split('&').find((candidate) => candidate.startsWith(`${key}=`));
  return pair?.slice(key.length + 1) ?? null;
}

function hashFunction(algorithm: string): FunctionCompiler {
  return strictCall((value: string | Uint8Array) => hash(algorithm, value, 'hex'));
}

function sha2(value: string | Uint8Array, bits: number): string {
  if (![224, 256, 384, 512].includes(bits)) {
    throw invalidArgument(`SHA2 has no digest of ${bits} bits: it is 224, 256, 384 or 512`);
  }
  return hash(`sha${bits}`, value, 'hex');
}

export const encodingFunctions = {
  TO_BASE64: strictCall((value: string | Uint8Array) => Buffer.from(bytesOf(value)).toString('base64')),
  FROM_BASE64: strictCall(fromBase64),
  ENCODE: strictCall(encode),
  DECODE: strictCall(decode),
  URL_ENCODE: strictCall(urlEncode),
  URL_DECODE: partialCall(urlDecode),
  PARSE_URL: partialCall(parseUrl),
  UNHEX: partialCall(unhex),
  MD5: hashFunction('md5'),
  SHA1: hashFunction('sha1'),
  SHA224: hashFunction('sha224'),
  SHA256: hashFunction('sha256'),
  SHA384: hashFunction('sha384'),
  SHA512: hashFunction('sha512'),
  SHA2: strictCall(sha2),
} satisfies Partial<Record<ScalarFunctionName, FunctionCompiler>>;
