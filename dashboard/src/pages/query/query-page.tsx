/** SQL over the warehouse: written or begun with an example, run, looked at, downloaded, shared by its address. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useParameter } from '../../address/use-parameter.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { Choice } from '../../parts/choice.tsx';
import { TextField } from '../../parts/fields.tsx';
import { useNotice } from '../../parts/notices.tsx';
import { Panel } from '../../parts/panel.tsx';
import { offsetOf, wordAt } from './edit-text.ts';
import { ExampleList, type Examples } from './example-list.tsx';
import { HistoryList } from './history-list.tsx';
import './query.css';
import { useQueryAddress } from './query-address.ts';
import { clearHistory, noteQuery, readHistory } from './query-history.ts';
import { mistakeIn, ResultPanel } from './result-panel.tsx';
import { RunBar } from './run-bar.tsx';
import { insertText, SqlEditor } from './sql-editor.tsx';
import { parameterNames } from './sql-tokens.ts';
import { TableList } from './table-list.tsx';
import { type AskedQuery, type QueryRun, useQueryRun } from './use-query-run.ts';

const FIRST: AskedQuery = {
  sql: 'SELECT category, sum(revenue) AS revenue, sum(orders) AS orders\nFROM revenue\nGROUP BY category\nORDER BY revenue DESC',
  parameters: {},
};

const SIDES = [
  ['tables', 'Tables'],
  ['examples', 'Examples'],
  ['history', 'History'],
] as const;
type Side = (typeof SIDES)[number][0];

export function QueryPage() {
  const { asked, ask } = useQueryAddress();
  const [history, setHistory] = useState(readHistory);
  const [draft, setDraft] = useState(asked ?? FIRST);
  const area = useRef<HTMLTextAreaElement>(null);
  const say = useNotice();
  const { run, start, cancel } = useQueryRun((ended) => setHistory(noteQuery(pastQuery(ended))));
  const key = asked === null ? '' : JSON.stringify(asked);
  useEffect(() => {
    if (key === '') return;
    const query: AskedQuery = JSON.parse(key);
    setDraft(query);
    start(query);
  }, [key, start]);

  const onRun = useCallback(() => {
    const query = onlyNamed(draft);
    if (JSON.stringify(query) === key) return start(query);
    if (ask(query)) return;
    say('The query is too long for the address: the page can run it, but its link cannot be shared.');
    start(query);
  }, [draft, key, ask, start, say]);
  const mark = useMemo(() => markOf(run, draft.sql), [run, draft.sql]);
  const showMistake = () => {
    area.current?.focus();
    if (mark) area.current?.setSelectionRange(mark.from, mark.to);
  };
  const setSql = useCallback((sql: string) => setDraft((before) => ({ ...before, sql })), []);
  return (
    <div class="query-page">
      <Panel title="Query" area="query-editor">
        <SqlEditor value={draft.sql} onInput={setSql} onRun={onRun} mark={mark} area={area} />
        <Parameters draft={draft} onChange={setDraft} />
        <RunBar run={run} cancel={cancel} onRun={onRun} />
      </Panel>
      <SidePanel
        onInsert={(text) => area.current && insertText(area.current, text)}
        onChoose={setDraft}
        history={history}
        onClear={() => setHistory(clearHistory())}
      />
      <ResultPanel run={run} onShowMistake={showMistake} />
    </div>
  );
}

interface ParametersProps {
  readonly draft: AskedQuery;
  readonly onChange: (draft: AskedQuery) => void;
}

/** A field for each `$name` in the query. */
function Parameters({ draft, onChange }: ParametersProps) {
  const names = parameterNames(draft.sql);
  if (names.length === 0) return null;
  return (
    <div class="query-parameters">
      {names.map((name) => (
        <TextField
          key={name}
          label={`$${name}`}
          value={draft.parameters[name] ?? ''}
          placeholder="NULL"
          onInput={(value) => onChange({ ...draft, parameters: { ...draft.parameters, [name]: value } })}
        />
      ))}
    </div>
  );
}

interface SidePanelProps {
  readonly onInsert: (text: string) => void;
  readonly onChoose: (query: AskedQuery) => void;
  readonly history: ReturnType<typeof readHistory>;
  readonly onClear: () => void;
}

function SidePanel({ onInsert, onChoose, history, onClear }: SidePanelProps) {
  const [chosen, setSide] = useParameter('side', 'tables');
  const side: Side = SIDES.find(([name]) => name === chosen)?.[0] ?? 'tables';
  const examples = useFetched<Examples>('/v1/query/examples');
  return (
    <Panel
      title="At hand"
      area="query-side"
      actions={<Choice label="Show" options={SIDES} value={side} onChoose={setSide} />}
    >
      {side === 'tables' && <TableList onInsert={onInsert} />}
      {side === 'examples' && <ExampleList from={examples} onChoose={onChoose} />}
      {side === 'history' && <HistoryList history={history} onChoose={onChoose} onClear={onClear} />}
    </Panel>
  );
}

/** Without values of parameters that the SQL does not name. */
function onlyNamed({ sql, parameters }: AskedQuery): AskedQuery {
  const named = parameterNames(sql)
    .toSorted()
    .map((name) => [name, parameters[name] ?? ''] as const);
  return { sql, parameters: Object.fromEntries(named.filter(([, value]) => value !== '')) };
}

/** The mistake of a run, while the text is still the one that was run. */
function markOf({ fault, asked }: QueryRun, sql: string) {
  const place = mistakeIn(fault);
  return place && asked?.sql === sql ? wordAt(sql, offsetOf(sql, place.line, place.column)) : null;
}

function pastQuery({ asked, state, rows, tookMs }: QueryRun) {
  const { sql = '', parameters = {} } = asked ?? {};
  return { sql, parameters, atMs: Date.now(), rows: state === 'done' ? rows.length : null, tookMs };
}
