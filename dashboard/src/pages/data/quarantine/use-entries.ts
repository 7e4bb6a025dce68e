/** The entries of a filter, newest first, page by page. What comes meanwhile waits until it is asked for. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { request } from '../../../api/request.ts';
import { useFetched } from '../../../api/use-fetched.ts';
import type { Entry } from './entry.ts';
import { type Filter, filtered } from './quarantine-filter.ts';

interface EntryPage {
  readonly entries: readonly Entry[];
  readonly next: number | null;
}

export interface Entries {
  readonly data: readonly Entry[] | undefined;
  readonly fault: unknown;
  readonly isLoading: boolean;
  readonly more: (() => Promise<void>) | undefined;
  readonly reload: () => void;
}

const PAGE = 50;

export function useEntries(filter: Filter): Entries {
  const path = filtered('/v1/quarantine', filter, { order: 'newest', limit: PAGE });
  const first = useFetched<EntryPage>(path);
  const [further, setFurther] = useState<readonly EntryPage[]>([]);
  useEffect(() => setFurther([]), [first.data]);
  const after = (further.at(-1) ?? first.data)?.next ?? null;
  const more = useCallback(async () => {
    if (after === null) return;
    const next = await request<EntryPage>(`${path}&after=${after}`);
    setFurther((pages) => [...pages, next]);
  }, [path, after]);
  return {
    data: first.data && [first.data, ...further].flatMap(({ entries }) => entries),
    fault: first.fault,
    isLoading: first.isLoading,
    more: after === null ? undefined : more,
    reload: first.reload,
  };
}
