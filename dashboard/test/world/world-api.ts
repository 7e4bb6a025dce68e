/** Short ways to call the server of a demo world. */

export interface WorldApi {
  readonly url: string;
  get<Answer>(path: string): Promise<Answer>;
  post<Answer>(path: string, body?: object): Promise<Answer>;
  /** PUT of a text. */
  upload(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
}

/** @param key opens everything, where the server asks for keys. */
export function worldApi(url: string, key?: string): WorldApi {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const call = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...authorization, ...init.headers };
    return fetch(`${url}${path}`, { ...init, headers });
  };
  return {
    url,
    get: async (path) => answerOf(path, await call(path)),
    post: async (path, body) => {
      const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      return answerOf(path, await call(path, { method: 'POST', ...(body === undefined ? {} : json) }));
    },
    // A file that is refused is part of the world.
    upload: async (path, text) => void (await (await call(path, { method: 'PUT', body: text })).text()),
    remove: async (path) => void (await answerOf(path, await call(path, { method: 'DELETE' }))),
  };
}

/** What is refused here would leave the world without it: a test should not have to wonder. */
async function answerOf<Answer>(path: string, response: Response): Promise<Answer> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${text}`);
  return JSON.parse(text === '' ? 'null' : text);
}
