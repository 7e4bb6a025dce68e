/** Whether a request comes from a page that this server gave out: only such a page may use a session. */
import type { FastifyRequest } from 'fastify';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isReading(method: string): boolean {
  return READING.has(method);
}

/** Whether the page came from this server; its scheme may have been changed on the way here by a proxy. */
export function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

/**
 * A browser says itself where a request comes from, in one header or the other; pages cannot. Without either only what
 * reads is taken: browsers leave both out for reads from plain http.
 */
export function comesFromOwnPage({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || (site === 'none' && isReading(method));
  if (headers.origin !== undefined) return isOwnOrigin(headers.origin, headers.host);
  return isReading(method);
}

/** Whether a person has opened the address in a browser, who is better shown a page than a document for programs. */
export function isNavigation({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  return method === 'GET' && isBrowser(headers) && (headers.accept ?? '').includes('text/html');
}

/** All browsers, and hardly anything else, call themselves so. */
export function isBrowser({ 'user-agent': agent = '' }: FastifyRequest['headers']): boolean {
  return agent.startsWith('Mozilla/');
}
