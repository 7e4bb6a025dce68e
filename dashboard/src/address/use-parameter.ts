/** What a reader has chosen lies in the address, so that a view can be shared and Back undoes a choice. */

import { useCallback } from 'preact/hooks';
import { useLocation } from 'preact-iso';

interface ParameterChange {
  /** Replaces the present entry of the history, as while somebody types. */
  readonly replace?: boolean;
}

type SetParameter = (value: string, change?: ParameterChange) => void;

/** One parameter of the address. Its fallback is not written there. */
export function useParameter(name: string, fallback = ''): readonly [string, SetParameter] {
  const { query } = useLocation();
  const setParameters = useSetParameters();
  const set = useCallback<SetParameter>(
    (value, change) => setParameters({ [name]: value === fallback ? '' : value }, change),
    [name, fallback, setParameters],
  );
  return [query[name] ?? fallback, set];
}

/** Several at once: an empty text takes a parameter out. */
export function useSetParameters(): (values: Readonly<Record<string, string>>, change?: ParameterChange) => void {
  const { route } = useLocation();
  return useCallback(
    (values, change) => {
      const address = new URL(location.href);
      for (const [name, value] of Object.entries(values)) {
        if (value === '') address.searchParams.delete(name);
        else address.searchParams.set(name, value);
      }
      route(address.pathname + address.search, change?.replace === true);
    },
    [route],
  );
}
