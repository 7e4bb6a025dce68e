/** A list that the server gives page by page: its first page kept fresh, further ones when asked for. */
import { useCallback, useRef, useState } from 'preact/hooks';
import { request } from './request.ts';
import { type FetchOptions, useFetched } from './use-fetched.ts';

interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

export interface Pages<Item> {
  /** Undefined until the first page has come. */
  readonly items: readonly Item[] | undefined;
  readonly fault: unknown;
  readonly isLoading: boolean;
  /** Fetches the page after those that are there; absent at the end. */
  readonly more: (() => Promise<void>) | undefined;
  readonly reload: () => void;
}

/** Those after the first, and of which list: they are no part of another one. */
interface FurtherPages<Item> {
  readonly path: string | null;
  readonly pages: readonly ListPage<Item>[];
}

/** @param path of a route that answers `{ items, nextCursor }` and takes `cursor`. */
export function usePages<Item>(path: string | null, options: FetchOptions = {}): Pages<Item> {
  const first = useFetched<ListPage<Item>>(path, options);
  const [fetched, setFetched] = useState<FurtherPages<Item>>({ path: null, pages: [] });
  const asked = useRef(path);
  asked.current = path;
  const further = fetched.path === path ? fetched.pages : [];
  const last = further.at(-1) ?? first.data;
  const cursor = last?.nextCursor ?? null;
  const more = useCallback(async () => {
    if (path === null || cursor === null) return;
    const next = await request<ListPage<Item>>(
      `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`,
    );
    // Another list has been chosen meanwhile.
    if (asked.current !== path) return;
    setFetched((before) => ({ path, pages: before.path === path ? [...before.pages, next] : [next] }));
  }, [path, cursor]);
  return {
    items: first.data && [first.data, ...further].flatMap((page) => page.items),
    fault: first.fault,
    isLoading: first.isLoading,
    more: cursor === null ? undefined : more,
    reload: first.reload,
  };
}
