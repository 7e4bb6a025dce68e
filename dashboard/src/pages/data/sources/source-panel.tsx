/** One database: its state, how far behind it is, how its first reading goes, and what to do about a problem. */
import { request } from '../../../api/request.ts';
import { formatBytes, formatCount, formatDecimal, formatDuration, formatPercent } from '../../../figures/format.ts';
import { ConfirmButton } from '../../../parts/confirm-button.tsx';
import { type Column, DataTable } from '../../../parts/data-table.tsx';
import { useNotice } from '../../../parts/notices.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Tag } from '../../../parts/tag.tsx';
import { TimeText } from '../../../parts/time-text.tsx';
import { type SnapshotTable, type Source, snapshotShare, stateOf } from './source.ts';

interface SourcePanelProps {
  readonly source: Source;
  readonly onChanged: () => void;
}

export function SourcePanel({ source, onChanged }: SourcePanelProps) {
  const [words, tone] = stateOf(source.state);
  return (
    <Panel title={source.name} scope={source.type} actions={<Tag tone={tone}>{words}</Tag>}>
      <div class="stack">
        {source.problem !== null && <ProblemNote problem={source.problem} />}
        <SourceFacts source={source} />
        {source.snapshot.length > 0 && <SnapshotTables tables={source.snapshot} />}
        {source.notes.length > 0 && (
          <ul class="notes">
            {source.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
        <Resnapshot source={source} onChanged={onChanged} />
      </div>
    </Panel>
  );
}

function ProblemNote({ problem }: { readonly problem: NonNullable<Source['problem']> }) {
  const { code, message, hint, since, retryAt } = problem;
  return (
    <div class="fault" role="alert">
      <p>
        <b>{code}</b>: {message}
      </p>
      {hint !== null && <p>What to do: {hint}</p>}
      <p>
        Since <TimeText at={since} />
        {retryAt === null ? '; it is not tried again by itself.' : '; it is tried again by itself.'}
      </p>
    </div>
  );
}

function SourceFacts({ source }: { readonly source: Source }) {
  const { since, lagSeconds, lagBytes, retainedBytes, changes, changesPerSecond, quarantined, reconnects, position } =
    source;
  return (
    <dl class="facts">
      <dt>Since</dt>
      <dd>
        <TimeText at={since} as="age" />
      </dd>
      <dt>Lag</dt>
      <dd>
        {formatDuration(lagSeconds * 1000)} from commit to log
        {lagBytes !== null && `, ${formatBytes(lagBytes)} not read yet`}
      </dd>
      <dt>Slot</dt>
      <dd>{retainedBytes === null ? 'not known' : `the database keeps ${formatBytes(retainedBytes)} for it`}</dd>
      <dt>Changes</dt>
      <dd>
        {formatCount(changes)} since the start, {formatDecimal(changesPerSecond, 0)} a second
      </dd>
      <dt>Quarantined</dt>
      <dd>
        {quarantined === 0 ? (
          'none'
        ) : (
          <a href={`/data/quarantine?source=${encodeURIComponent(`cdc:${source.name}`)}`}>{formatCount(quarantined)}</a>
        )}
      </dd>
      <dt>Reconnects</dt>
      <dd>{formatCount(reconnects)}</dd>
      <dt>Position</dt>
      <dd>{position ?? 'none yet'}</dd>
    </dl>
  );
}

const COLUMNS: readonly Column<SnapshotTable>[] = [
  { key: 'table', title: 'Table', cell: ({ table }) => table },
  { key: 'rows', title: 'Rows read', isNumber: true, cell: ({ rows }) => formatCount(rows) },
  {
    key: 'progress',
    title: 'First reading',
    cell: (table) =>
      table.done ? (
        'done'
      ) : (
        <span class="upload-progress">
          <progress max={1} value={snapshotShare(table)} aria-label={`${table.table}, share that has been read`} />
          {formatPercent(snapshotShare(table))} of about {formatCount(table.estimatedRows)}
        </span>
      ),
  },
];

function SnapshotTables({ tables }: { readonly tables: readonly SnapshotTable[] }) {
  return <DataTable caption="Tables" columns={COLUMNS} rows={tables} keyOf={({ table }) => table} empty="" />;
}

function Resnapshot({ source, onChanged }: SourcePanelProps) {
  const say = useNotice();
  const act = async () => {
    await request(`/v1/sources/${encodeURIComponent(source.name)}/resnapshot`, { method: 'POST' });
    say(`${source.name} is being read anew.`);
    onChanged();
  };
  return (
    <div>
      <ConfirmButton
        title={`Read ${source.name} anew?`}
        question={
          <>
            <p>The replication slot is dropped and made anew, and every table is read from its beginning.</p>
            <p>
              Rows that are known come again as what they are now. Changes that were made and undone since the last
              position are not seen.
            </p>
          </>
        }
        verb="Read anew"
        onAct={act}
      >
        Read anew…
      </ConfirmButton>
    </div>
  );
}
