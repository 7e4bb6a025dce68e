/** Asks the server for something, or to do something. */
import { tellServerTime } from '../live/server-clock.ts';
import { doubtSession } from '../session/session-doubt.ts';
import { ApiFault, type ProblemDocument, unreachable } from './api-fault.ts';

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is, with this content type. */
  readonly body?: BodyInit;
  readonly contentType?: string;
  /** The tag of what was read: refused when it is something else by now. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/**
 * The answer's JSON; undefined for an answer without a body.
 * @param path such as `/v1/revenue?limit=10`; see `withQuery`.
 * @throws ApiFault with the server's problem document; DOMException AbortError.
 */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(path, options);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

/** Like `request`, for answers that are read piece by piece or are no JSON. */
export async function send(
  path: string,
  { method, json, body, contentType, ifMatch, signal }: RequestOptions,
): Promise<Response> {
  const payload = json === undefined ? body : JSON.stringify(json);
  const type = json === undefined ? contentType : 'application/json';
  const how = method ?? (payload === undefined ? 'GET' : 'POST');
  const response = await fetch(path, {
    method: how,
    ...(payload !== undefined && { body: payload }),
    headers: {
      ...(type !== undefined && { 'content-type': type }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw unreachable({ isRead: how === 'GET' });
  });
  const date = response.headers.get('date');
  if (date !== null) tellServerTime(Date.parse(date));
  if (response.status === 401 && path !== '/v1/session') doubtSession();
  if (!response.ok) throw new ApiFault(response.status, await problemOf(response));
  return response;
}

/** The path with these parameters; those that are undefined or empty are left out. */
export function withQuery(
  path: string,
  parameters: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  try {
    return (await response.json()) as ProblemDocument;
  } catch {
    return { title: response.statusText };
  }
}
