/** Alerts, newest first, each with a way to silence it. */
import { useState } from 'preact/hooks';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { AlertAnswer } from './alert-answers.ts';
import { SilenceDialog } from './silence-dialog.tsx';

interface AlertTableProps {
  readonly alerts: readonly AlertAnswer[];
  readonly empty: string;
  readonly onSilenced: () => void;
}

export function AlertTable({ alerts, empty, onSilenced }: AlertTableProps) {
  const [silencing, setSilencing] = useState<AlertAnswer>();
  return (
    <>
      <DataTable
        caption="Alerts"
        columns={columns(setSilencing)}
        rows={alerts}
        keyOf={({ fingerprint, startsAt }) => `${fingerprint} ${startsAt}`}
        empty={empty}
      />
      {silencing && (
        <SilenceDialog
          labels={silencing.labels}
          onClose={() => setSilencing(undefined)}
          onDone={() => {
            setSilencing(undefined);
            onSilenced();
          }}
        />
      )}
    </>
  );
}

/** What is resolved or silenced already has no button: there is nothing left to silence. */
function columns(onSilence: (alert: AlertAnswer) => void): readonly Column<AlertAnswer>[] {
  return [
    { key: 'status', title: 'State', cell: (alert) => <AlertState alert={alert} /> },
    { key: 'name', title: 'Alert', cell: ({ labels }) => <b class="alert-name">{labels.alertname}</b> },
    { key: 'severity', title: 'Severity', cell: ({ labels }) => <SeverityTag severity={labels.severity ?? ''} /> },
    {
      key: 'summary',
      title: 'What',
      isWide: true,
      cell: ({ annotations, labels }) => {
        const text = annotations.summary ?? labelsText(labels);
        return <span title={text}>{text}</span>;
      },
    },
    { key: 'starts', title: 'Began', cell: ({ startsAt }) => <TimeText at={startsAt} as="age" /> },
    {
      key: 'ends',
      title: 'Ended',
      cell: ({ status, endsAt }) => (status === 'resolved' && endsAt !== null ? <TimeText at={endsAt} /> : '–'),
    },
    {
      key: 'silence',
      title: '',
      cell: (alert) =>
        alert.status === 'firing' && alert.suppressedBy === null ? (
          <button type="button" class="button" onClick={() => onSilence(alert)}>
            Silence
          </button>
        ) : null,
    },
  ];
}

/** Firing and silenced go together: a silence keeps an alert from being told, and does not end it. */
function AlertState({ alert: { status, suppressedBy, acknowledged } }: { readonly alert: AlertAnswer }) {
  return (
    <>
      <Tag tone={status === 'firing' ? 'bad' : 'good'}>{status}</Tag>{' '}
      {suppressedBy !== null && (
        <span title={suppressedBy}>
          <Tag>{suppressedBy.startsWith('silence') ? 'silenced' : 'inhibited'}</Tag>
        </span>
      )}{' '}
      {acknowledged !== null && <Tag tone="accent">{`in hand: ${acknowledged.by}`}</Tag>}
    </>
  );
}

/** The word says it; the colour repeats it. */
function SeverityTag({ severity }: { readonly severity: string }) {
  return <Tag tone={severity === 'critical' ? 'bad' : 'warn'}>{severity}</Tag>;
}

/** For alerts that come without a sentence of their own. */
function labelsText(labels: AlertAnswer['labels']): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
