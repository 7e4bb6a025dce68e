/** A list that the server gives page by page: its first page kept fresh, further ones when asked for. */
import { useCallback, useEffect, useState } from 'preact/hooks';
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

/** @param path of a route that answers `{ items, nextCursor }` and takes `cursor`. */
export function usePages<Item>(path: string | null, options: FetchOptions = {}): Pages<Item> {
  const first = useFetched<ListPage<Item>>(path, options);
  const [further, setFurther] = useState<readonly ListPage<Item>[]>([]);
  useEffect(() => setFurther([]), [path]);
  const last = further.at(-1) ?? first.data;
  const cursor = last?.nextCursor ?? null;
  const more = useCallback(async () => {
    if (path === null || cursor === null) return;
    const next = await request<ListPage<Item>>(
      `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`,
    );
    setFurther((pages) => [...pages, next]);
  }, [path, cursor]);
  return {
    items: first.data && [first.data, ...further].flatMap((page) => page.items),
    fault: first.fault,
    isLoading: first.isLoading,
    more: cursor === null ? undefined : more,
    reload: first.reload,
  };
}
