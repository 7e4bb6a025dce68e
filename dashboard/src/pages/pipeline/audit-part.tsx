/** The audit trail, newest first: who was refused, who decided over others, when the server started and stopped. */
import { useParameter, useSetParameters } from '../../address/use-parameter.ts';
import { useTimeRange } from '../../address/use-time-range.ts';
import { withQuery } from '../../api/request.ts';
import { usePages } from '../../api/use-pages.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Select } from '../../parts/fields.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RangeChoice } from '../../parts/range-choice.tsx';
import { Tag, type TagTone } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useMay } from '../../session/session-provider.tsx';
import { NotAllowedNote } from './not-allowed-note.tsx';

interface AuditAnswer {
  readonly number: number;
  readonly at: string;
  readonly kind: string;
  readonly ip: string | null;
  readonly key: string | null;
  readonly keyName: string | null;
  readonly action: string | null;
  readonly target: string | null;
  readonly status: number | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** As docs/operations.md explains them. */
const KINDS = [
  ['', 'Everything'],
  ['access_refused', 'Refusals'],
  ['admin_action', 'Actions'],
  ['config_changed', 'Changes of the configuration'],
  ['server_started', 'Starts'],
  ['server_stopped', 'Stops'],
  ['signed_in', 'Signing in'],
  ['signed_out', 'Signing out'],
  ['user_forgotten', 'Users forgotten'],
] as const;
const TONES: Readonly<Record<string, TagTone>> = {
  access_refused: 'bad',
  config_changed: 'warn',
  admin_action: 'accent',
};
const REFRESH_MS = 15_000;

const COLUMNS: readonly Column<AuditAnswer>[] = [
  { key: 'at', title: 'When', cell: ({ at }) => <TimeText at={at} /> },
  {
    key: 'kind',
    title: 'What',
    cell: ({ kind }) => <Tag tone={TONES[kind] ?? 'plain'}>{kind.replaceAll('_', ' ')}</Tag>,
  },
  { key: 'who', title: 'Key', cell: ({ keyName, key }) => keyName ?? key ?? '–' },
  { key: 'ip', title: 'From', cell: ({ ip }) => ip ?? 'the server' },
  {
    key: 'action',
    title: 'Action',
    isWide: true,
    cell: (entry) => <span title={actionText(entry)}>{actionText(entry)}</span>,
  },
  { key: 'status', title: 'Answer', isNumber: true, cell: ({ status }) => status ?? '–' },
];

/** The server refuses others in any case; this says so before it is asked. */
export function AuditPart() {
  const may = useMay('admin');
  return may ? <AuditTrail /> : <NotAllowedNote access="admin" what="The audit log tells who did what" />;
}

/** The newest page is asked for again now and then; older pages that were opened stay as they are. */
function AuditTrail() {
  const [kind] = useParameter('kind');
  const setParameters = useSetParameters();
  const range = useTimeRange('7d');
  const path = withQuery('/v1/audit', { order: 'newest', kind, from: range.from, to: range.to, limit: 50 });
  const trail = usePages<AuditAnswer>(path, { everyMs: REFRESH_MS });
  return (
    <div class="stack">
      <div class="toolbar">
        <Select
          label="Kind"
          isLabelUnseen
          value={kind}
          options={KINDS}
          onChoose={(value) => setParameters({ kind: value })}
        />
        <RangeChoice range={range} />
      </div>
      <Panel title="Audit log" scope="newest first">
        <Loaded from={{ ...trail, data: trail.items }} lines={12}>
          {(items) => (
            <DataTable
              caption="Audit log"
              columns={COLUMNS}
              rows={items}
              keyOf={({ number }) => number}
              empty="Nothing of this kind in this time."
            />
          )}
        </Loaded>
        <MoreButton more={trail.more} />
      </Panel>
    </div>
  );
}

/** The route, the path where it says more, and what else is known: never a body or a key. */
function actionText({ action, target, details }: AuditAnswer): string {
  const facts = Object.entries(details).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : String(value)}`,
  );
  const shown = target !== null && action?.endsWith(target) !== true ? [target] : [];
  return [...(action === null ? [] : [action]), ...shown, ...facts].join(' · ') || '–';
}
