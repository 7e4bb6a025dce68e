/** The queue in its full width, or, once a case is chosen, beside that case. */
import { useLocation } from 'preact-iso';
import { useParameter } from '../../address/use-parameter.ts';
import { Choice } from '../../parts/choice.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useActingName } from '../../session/use-acting-name.ts';
import { addressOf } from './case-address.ts';
import { CaseView } from './case-view.tsx';
import { QueueList } from './queue-list.tsx';
import { QueueTable } from './queue-table.tsx';
import { ShortcutHelp } from './shortcut-help.tsx';
import { type Queue, useQueue } from './use-queue.ts';
import { useShortcuts } from './use-shortcuts.ts';

const CASE_PATH = /^\/fraud\/cases\/([^/]+)\/?$/;

export function CasesView() {
  const { path, route } = useLocation();
  const queue = useQueue();
  const chosen = chosenCase(path);
  const rows = queue.rows ?? [];
  const place = rows.findIndex(({ item }) => item.caseId === chosen);
  const go = (step: 1 | -1) => {
    const next = nextOpen(rows, place, step);
    if (next !== undefined) route(addressOf(next));
  };
  useShortcuts({
    j: () => go(1),
    k: () => go(-1),
    ...(chosen !== undefined && { Escape: () => route(`/fraud${location.search}`) }),
  });
  if (chosen === undefined) return <WholeQueue queue={queue} />;
  return (
    <div class="fraud-desk">
      <aside class="fraud-desk-queue">
        <Panel title="Queue" scope={scopeOf(queue)} actions={<a href={`/fraud${location.search}`}>All</a>}>
          <NewCases queue={queue} />
          <Loaded from={{ ...queue, data: queue.rows }} lines={12}>
            {(shown) => <QueueList rows={shown} chosen={chosen} />}
          </Loaded>
        </Panel>
      </aside>
      <CaseView key={chosen} caseId={chosen} onNext={() => go(1)} onChanged={queue.reload} />
    </div>
  );
}

function WholeQueue({ queue }: { readonly queue: Queue }) {
  const acting = useActingName();
  const [who, setWho] = useParameter('who', 'all');
  const [assignee] = useParameter('assignee');
  const name = assignee === '' ? acting.name : assignee;
  const { route } = useLocation();
  const choose = (value: 'all' | 'nobody' | 'one') => {
    if (value === 'one') route(`/fraud?who=one&assignee=${encodeURIComponent(name)}`);
    else setWho(value);
  };
  return (
    <Panel
      title="Waiting to be looked into"
      scope={scopeOf(queue)}
      actions={
        <div class="toolbar">
          <Choice
            label="Whose cases"
            value={who as 'all' | 'nobody' | 'one'}
            options={[
              ['all', 'All'],
              ['nobody', 'Unassigned'],
              ...(name === '' ? [] : [['one', `With ${name}`] as const]),
            ]}
            onChoose={choose}
          />
          <ShortcutHelp />
        </div>
      }
    >
      <NewCases queue={queue} />
      <Loaded from={{ ...queue, data: queue.rows }} lines={10}>
        {(rows) => <QueueTable rows={rows} isFiltered={who !== 'all'} />}
      </Loaded>
      {queue.isCut && <p class="fraud-hint">The hundred with the highest scores are shown.</p>}
    </Panel>
  );
}

function NewCases({ queue: { waiting, showNew } }: { readonly queue: Queue }) {
  if (waiting === 0) return null;
  return (
    <button type="button" class="button fraud-new" onClick={showNew}>
      {waiting === 1 ? '1 new case' : `${waiting} new cases`} – show
    </button>
  );
}

function scopeOf({ counts }: Queue): string | undefined {
  return counts && `${counts.pending} waiting, ${counts.investigating} looked into`;
}

function chosenCase(path: string): string | undefined {
  const [, caseId] = CASE_PATH.exec(path) ?? [];
  return caseId === undefined ? undefined : decodeURIComponent(caseId);
}

/** From a case that is in no row, the first. */
function nextOpen(rows: Queue['rows'] & object, place: number, step: 1 | -1): string | undefined {
  for (let at = place + step; at >= 0 && at < rows.length; at += step) {
    const row = rows[at];
    if (row && !row.isGone) return row.item.caseId;
  }
  return undefined;
}
