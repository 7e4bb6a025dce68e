/** Notifications that a destination would not take, and the way to send them again. */
import { request } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useNotice } from '../../parts/notices.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { DeadLetterAnswer } from './alert-answers.ts';

const REFRESH_MS = 15_000;

/** All of them at once: there are few, or something is wrong that the first page shows. */
export function DeadLetters() {
  const letters = useFetched<{ readonly items: readonly DeadLetterAnswer[] }>('/v1/alerts/dead-letters?limit=1000', {
    everyMs: REFRESH_MS,
  });
  return (
    <Panel title="Dead letters" scope="notifications that no destination took">
      <Loaded from={letters} lines={2}>
        {({ items }) => (
          <DataTable
            caption="Dead letters"
            columns={columns(letters.reload)}
            rows={items.toReversed()}
            keyOf={({ id }) => id}
            empty="Every notification has been delivered."
          />
        )}
      </Loaded>
    </Panel>
  );
}

/** The newest first, the other way round than the server tells them. */
function columns(onSent: () => void): readonly Column<DeadLetterAnswer>[] {
  return [
    { key: 'id', title: 'No.', isNumber: true, cell: ({ id }) => id },
    {
      key: 'state',
      title: 'State',
      cell: ({ state }) => (
        <Tag tone={state === 'dead' ? 'bad' : 'good'}>{state === 'dead' ? 'not delivered' : 'sent again'}</Tag>
      ),
    },
    { key: 'destination', title: 'Destination', cell: ({ destination }) => destination },
    { key: 'alerts', title: 'Alerts', isNumber: true, cell: ({ alerts }) => alerts },
    { key: 'tries', title: 'Tries', isNumber: true, cell: ({ tries }) => tries },
    { key: 'reason', title: 'Why', isWide: true, cell: ({ reason }) => <span title={reason}>{reason}</span> },
    { key: 'at', title: 'Given up', cell: ({ at }) => <TimeText at={at} /> },
    {
      key: 'resend',
      title: '',
      cell: ({ id, state }) => (state === 'dead' ? <ResendButton id={id} onSent={onSent} /> : null),
    },
  ];
}

/** Says whether it was taken: a letter that was not stays, with one try more. */
function ResendButton({ id, onSent }: { readonly id: number; readonly onSent: () => void }) {
  const say = useNotice();
  const resend = async () => {
    const path = `/v1/alerts/dead-letters/${id}/resend`;
    const { outcome, reason } = await request<{ outcome: string; reason: string | null }>(path, { method: 'POST' });
    if (outcome === 'delivered') say(`Letter ${id} has been delivered.`);
    else say(`Letter ${id} could not be delivered: ${reason ?? 'no answer'}`, 'failed');
    onSent();
  };
  return <ActionButton onAct={resend}>Send again</ActionButton>;
}
