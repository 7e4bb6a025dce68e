/** A list that the server gives page by page: more of it when asked for, and all that is shown kept fresh. */
import { useCallback, useRef } from 'preact/hooks';
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

/** How many pages are shown, and of which list: another one begins with its first. */
interface Shown {
  readonly path: string | null;
  readonly count: number;
}

/** @param path of a route that answers `{ items, nextCursor }` and takes `cursor`. */
export function usePages<Item>(path: string | null, options: FetchOptions = {}): Pages<Item> {
  const shown = useRef<Shown>({ path: null, count: 1 });
  const load = useCallback(async (of: string, { signal }: { readonly signal: AbortSignal }) => {
    const pages = [await request<ListPage<Item>>(of, { signal })];
    for (let cursor = pages[0]?.nextCursor ?? null; cursor !== null; cursor = pages.at(-1)?.nextCursor ?? null) {
      if (pages.length >= (shown.current.path === of ? shown.current.count : 1)) break;
      pages.push(await request<ListPage<Item>>(pathAt(of, cursor), { signal }));
    }
    return pages;
  }, []);
  const { data: pages, fault, isLoading, reload, change } = useFetched<readonly ListPage<Item>[]>(path, options, load);
  const count = pages?.length ?? 0;
  const cursor = isLoading ? null : (pages?.at(-1)?.nextCursor ?? null);
  const more = useCallback(async () => {
    if (path === null || cursor === null) return;
    // Whoever refreshes the list from now on fetches that page too.
    shown.current = { path, count: count + 1 };
    const next = await request<ListPage<Item>>(pathAt(path, cursor));
    change((now) => (now.at(-1)?.nextCursor === cursor ? [...now, next] : now));
  }, [path, count, cursor, change]);
  return {
    items: pages?.flatMap((page) => page.items),
    fault,
    isLoading,
    more: cursor === null ? undefined : more,
    reload,
  };
}

function pathAt(path: string, cursor: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
}
