/** What an HTTP API makes of a function's answer in format 2.0. */

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body: Buffer;
}

export const REQUEST_LIMIT = 10_000_000;
const RESPONSE_LIMIT = 6 * 1024 * 1024;
const JSON_HEADERS = { 'content-type': 'application/json' };

export function message(status: number, text: string): HttpAnswer {
  return { status, headers: JSON_HEADERS, body: Buffer.from(JSON.stringify({ message: text })) };
}

/** An answer without a status is a body of JSON with 200; one that is not of the format is an error of the function. */
export function httpAnswer(response: unknown): HttpAnswer {
  const text = JSON.stringify(response ?? null);
  if (Buffer.byteLength(text) > RESPONSE_LIMIT) return message(500, 'Internal Server Error');
  if (typeof response !== 'object' || response === null || !('statusCode' in response))
    return { status: 200, headers: JSON_HEADERS, body: Buffer.from(typeof response === 'string' ? response : text) };
  return formatted(response as Record<string, unknown>);
}

function formatted({ statusCode, headers, cookies, body, isBase64Encoded }: Record<string, unknown>): HttpAnswer {
  const status = Number(statusCode);
  const bad = !Number.isInteger(status) || (body !== undefined && body !== null && typeof body !== 'string');
  if (bad || status < 100 || status > 599) return message(500, 'Internal Server Error');
  const bytes = Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded === true ? 'base64' : 'utf8');
  const named = Object.entries((headers ?? {}) as Record<string, unknown>).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  const plain = { 'content-type': 'text/plain; charset=utf-8', ...Object.fromEntries(named) };
  return {
    status,
    headers: { ...plain, ...(Array.isArray(cookies) && { 'set-cookie': cookies.map(String) }) },
    body: bytes,
  };
}
