/** Which entries the reader looks at: all of it lies in the address. */
import { useMemo } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useSetParameters } from '../../../address/use-parameter.ts';
import { withQuery } from '../../../api/request.ts';
import { serverNow } from '../../../live/server-clock.ts';

export const FILTER_NAMES = ['code', 'type', 'source', 'since', 'upload', 'text', 'outcome'] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type FilterValues = Readonly<Record<FilterName, string>>;

export const SINCE = [
  ['', 'Any time'],
  ['1h', 'Last hour'],
  ['24h', 'Last day'],
  ['7d', 'Last week'],
] as const;
/** Still bad unless something else is chosen; `all` for every outcome. */
export const OUTCOMES = [
  ['', 'Still bad'],
  ['accepted', 'Went in'],
  ['duplicate', 'Known already'],
  ['late', 'Went in late'],
  ['all', 'All'],
] as const;

const HOURS: Readonly<Record<string, number>> = { '1h': 1, '24h': 24, '7d': 168 };
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export interface Filter {
  readonly values: FilterValues;
  /** As the server takes it. */
  readonly query: Readonly<Record<string, string | undefined>>;
  /** In words, for questions before many are changed. */
  readonly words: string;
  readonly set: (name: FilterName, value: string) => void;
  readonly clear: () => void;
}

export function useFilter(): Filter {
  const { query } = useLocation();
  const setParameters = useSetParameters();
  const read = (name: FilterName) => query[name] ?? '';
  const key = FILTER_NAMES.map(read).join('\u0000');
  return useMemo(() => {
    const values = Object.fromEntries(FILTER_NAMES.map((name) => [name, read(name)])) as Record<FilterName, string>;
    return {
      values,
      query: asked(values),
      words: filterWords(values),
      set: (name, value) => setParameters({ [name]: value }),
      clear: () => setParameters(Object.fromEntries(FILTER_NAMES.map((name) => [name, '']))),
    };
  }, [key, setParameters]);
}

/** `/v1/quarantine/summary?code=…` */
export function filtered(path: string, filter: Filter, more: Readonly<Record<string, string | number>> = {}): string {
  return withQuery(path, { ...filter.query, ...more });
}

function asked({ since, outcome, upload, ...plain }: FilterValues): Filter['query'] {
  const hours = HOURS[since];
  return {
    ...plain,
    upload: /^\d+$/.test(upload) ? upload : undefined,
    outcome: outcome === 'all' ? undefined : outcome || 'quarantined',
    since: hours === undefined ? undefined : minutesAgo(hours * HOUR_MS),
  };
}

function minutesAgo(ms: number): string {
  return new Date(Math.floor((serverNow() - ms) / MINUTE_MS) * MINUTE_MS).toISOString();
}

export function filterWords({ code, type, source, since, upload, text }: FilterValues): string {
  const parts = [
    code && `code ${code}`,
    type && `type ${type}`,
    source && `source ${source}`,
    upload && `upload ${upload}`,
    text && `containing “${text}”`,
    SINCE.find(([value]) => value !== '' && value === since)?.[1].toLowerCase(),
  ].filter(Boolean);
  return parts.join(', ');
}
