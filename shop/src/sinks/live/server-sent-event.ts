/** The wire form of server-sent events (WHATWG HTML, section 9.2). */

export interface ServerSentEvent {
  readonly event: string;
  /** JSON: one line. */
  readonly data: string;
  /** What Last-Event-ID will say; an event without one leaves the client's as it is. */
  readonly id?: string;
}

/** The event on the wire. `data` must be one line, such as JSON text is. */
export function eventText({ event, data, id }: ServerSentEvent): string {
  return id === undefined ? `event: ${event}\ndata: ${data}\n\n` : `event: ${event}\nid: ${id}\ndata: ${data}\n\n`;
}

/** Comments keep proxies from closing a quiet connection; clients do not see them. */
export const HEARTBEAT = ': still here\n\n';

/** Tells the browser how long to wait before it connects again. */
export function retryText(retryMs: number): string {
  return `retry: ${retryMs}\n\n`;
}
