/** The rules file that is in force, with its tag: who puts another one in force says which one they have read. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { send } from '../../api/request.ts';

export interface RulesInForce {
  readonly text: string;
  readonly tag: string;
}

export interface FetchedRules {
  readonly data: RulesInForce | undefined;
  readonly fault: unknown;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

export function useRulesInForce(): FetchedRules {
  const [data, setData] = useState<RulesInForce | undefined>();
  const [fault, setFault] = useState<unknown>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    read(abort.signal).then(
      (read) => {
        setData(read);
        setFault(null);
      },
      (failed: unknown) => !abort.signal.aborted && setFault(failed),
    );
    return () => abort.abort();
  }, [round]);
  const reload = useCallback(() => setRound((count) => count + 1), []);
  return { data, fault, isLoading: data === undefined && fault === null, reload };
}

async function read(signal: AbortSignal): Promise<RulesInForce> {
  const response = await send('/v1/rules', { signal });
  return { text: await response.text(), tag: response.headers.get('etag') ?? '' };
}
