/** Runs one query at a time, takes its rows as they come, and ends it when the reader says so or leaves. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { send } from '../../api/request.ts';
import { type ResultColumn, type ResultRow, readResult } from './read-result.ts';

export interface AskedQuery {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface QueryRun {
  readonly state: 'idle' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly asked: AskedQuery | null;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
  /** There were more rows than the page takes. */
  readonly truncated: boolean;
  readonly startedMs: number;
  /** Of a run that is over. */
  readonly tookMs: number;
  readonly fault: unknown;
}

/** What the page takes of a result; downloads have all of it. */
export const MOST_ROWS = 10_000;
const MOST_SECONDS = 300;
/** Rows that come within so long are shown together. */
const SHOW_EVERY_MS = 120;

const NO_RUN: QueryRun = {
  ...{ state: 'idle', asked: null, columns: [], rows: [], truncated: false },
  ...{ startedMs: 0, tookMs: 0, fault: null },
};

export interface QueryRunner {
  readonly run: QueryRun;
  readonly start: (asked: AskedQuery) => void;
  readonly cancel: () => void;
}

/** @param onEnd told of each run that was not cancelled. */
export function useQueryRun(onEnd: (run: QueryRun) => void): QueryRunner {
  const [run, setRun] = useState(NO_RUN);
  const present = useRef<AbortController | null>(null);
  const told = useRef(onEnd);
  told.current = onEnd;
  useEffect(() => () => present.current?.abort(), []);

  const start = useCallback((asked: AskedQuery) => {
    present.current?.abort();
    const abort = new AbortController();
    present.current = abort;
    const begun = { ...NO_RUN, state: 'running' as const, asked, startedMs: performance.now() };
    setRun(begun);
    void follow(begun, abort.signal, setRun).then((ended) => {
      if (abort.signal.aborted) return;
      setRun(ended);
      told.current(ended);
    });
  }, []);

  const cancel = useCallback(() => {
    present.current?.abort();
    setRun((running) => ({ ...running, state: 'cancelled', tookMs: performance.now() - running.startedMs }));
  }, []);
  return { run, start, cancel };
}

/** Never fails: a fault is part of the run. */
async function follow(begun: QueryRun, signal: AbortSignal, show: (run: QueryRun) => void): Promise<QueryRun> {
  let { columns, truncated } = begun;
  const rows: ResultRow[] = [];
  let shownMs = 0;
  const present = () => ({ ...begun, columns, rows: rows.slice(), truncated });
  const ended = (state: 'done' | 'failed', fault: unknown) => {
    return { ...present(), state, fault, tookMs: performance.now() - begun.startedMs };
  };
  try {
    const json = { ...bodyOf(begun.asked), format: 'json', maxRows: MOST_ROWS };
    const { body } = await send('/v1/query', { json, signal });
    if (body === null) return ended('failed', new Error('The server gave no result.'));
    await readResult(body, (piece) => {
      columns = piece.columns ?? columns;
      truncated = piece.truncated ?? truncated;
      for (const row of piece.rows) rows.push(row);
      if (signal.aborted || performance.now() < shownMs + SHOW_EVERY_MS) return;
      shownMs = performance.now();
      show(present());
    });
    return ended('done', null);
  } catch (fault) {
    return ended('failed', fault);
  }
}

/** What is asked, as the API takes it. */
export function bodyOf(asked: AskedQuery | null) {
  const parameters = Object.fromEntries(
    Object.entries(asked?.parameters ?? {}).map(([name, text]) => [name, parameterValue(text)]),
  );
  return { sql: asked?.sql ?? '', parameters, timeoutSeconds: MOST_SECONDS };
}

/** Numbers are numbers, nothing is NULL, and everything else is text. */
function parameterValue(text: string): string | number | null {
  if (text.trim() === '') return null;
  return /^-?\d{1,15}(\.\d+)?$/.test(text.trim()) ? Number(text) : text;
}
