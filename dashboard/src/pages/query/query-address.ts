/**
 * The query in the address, so that it can be shared and Back goes to the one before: `sql`, its parameters as `p.name`, how
 * the result is looked at. A query that is too long for an address stays in the page.
 */
import { useCallback, useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useSetParameters } from '../../address/use-parameter.ts';
import type { AskedQuery } from './use-query-run.ts';

const PREFIX = 'p.';
/** Servers and chat programs cut longer ones off. */
const LONGEST_SQL = 6_000;

export interface QueryAddress {
  /** Null when the address has none. */
  readonly asked: AskedQuery | null;
  /** False when it is too long: then the address is left as it is. */
  readonly ask: (query: AskedQuery) => boolean;
}

export function useQueryAddress(): QueryAddress {
  const { query } = useLocation();
  const setParameters = useSetParameters();
  const text = JSON.stringify(query);
  const asked = useMemo(() => askedIn(JSON.parse(text)), [text]);
  const ask = useCallback(
    ({ sql, parameters }: AskedQuery) => {
      if (sql.length > LONGEST_SQL) return false;
      const dropped = Object.keys(JSON.parse(text)).filter((name) => name.startsWith(PREFIX));
      const told = Object.entries(parameters).map(([name, value]) => [PREFIX + name, value]);
      // Another result has other columns, and begins with its first page.
      const view = { sort: '', page: '', x: '', y: '', by: '' };
      setParameters({ ...view, ...Object.fromEntries([...dropped.map((name) => [name, '']), ...told]), sql });
      return true;
    },
    [text, setParameters],
  );
  return { asked, ask };
}

function askedIn(query: Readonly<Record<string, string>>): AskedQuery | null {
  const { sql } = query;
  if (sql === undefined || sql === '') return null;
  // In one order, whatever order they stand in: a query is known again by its text.
  const given = Object.entries(query)
    .filter(([name]) => name.startsWith(PREFIX))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { sql, parameters: Object.fromEntries(given.map(([name, value]) => [name.slice(PREFIX.length), value])) };
}
