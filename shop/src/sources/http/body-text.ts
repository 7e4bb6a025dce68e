/** From the bytes of a request body to text: bounded inflation and strict UTF-8. */
import { isUtf8 } from 'node:buffer';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Problem } from './problem.ts';

const gunzipAsync = promisify(gunzip);

/** The bytes of a body as they were before compression. @throws Problem 400, 413 or 415 when it is not gzip or identity, or too large. */
export async function inflatedBody(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') return body;
  if (name !== 'gzip' && name !== 'x-gzip') {
    throw new Problem({ status: 415, code: 'ENCODING_UNSUPPORTED', detail: 'Content-Encoding must be gzip, or none.' });
  }
  try {
    return await gunzipAsync(body, { maxOutputLength: maxBytes });
  } catch (cause) {
    throw isTooLarge(cause) ? bodyTooLarge(maxBytes) : NOT_GZIP;
  }
}

/** Decodes UTF-8, without the byte order mark that some editors put first. @throws Problem 400 with the bad byte's position. */
export function utf8Text(body: Buffer): string {
  if (!isUtf8(body)) {
    const position = firstInvalidByte(body);
    const detail = `The body is not UTF-8: the byte at position ${position} cannot be read.`;
    throw new Problem({ status: 400, code: 'BODY_NOT_UTF8', detail, more: { position } });
  }
  const text = body.toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

export function bodyTooLarge(maxBytes: number): Problem {
  const detail = `A body has at most ${maxBytes} bytes, inflated; send fewer events a request.`;
  return new Problem({ status: 413, code: 'BODY_TOO_LARGE', detail });
}

const NOT_GZIP = new Problem({ status: 400, code: 'BODY_NOT_GZIP', detail: 'The body is not the gzip that it says.' });

function isTooLarge(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
}

/** Looks for the first replacement character of a lenient decoding that is not one in the bytes. */
function firstInvalidByte(body: Buffer): number {
  const text = body.toString('utf8');
  let position = 0;
  let from = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', from)) {
    position += Buffer.byteLength(text.slice(from, at));
    if (body[position] !== 0xef || body[position + 1] !== 0xbf || body[position + 2] !== 0xbd) return position;
    position += 3;
    from = at + 1;
  }
  return position;
}
