/** Silences: those in force or to come, and those that are over; each can be ended, and new ones set. */
import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import { useFetched } from '../../api/use-fetched.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { useNotice } from '../../parts/notices.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Tag } from '../../parts/tag.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import type { SilenceAnswer } from './alert-answers.ts';
import { matcherText } from './matcher-text.ts';
import { SilenceDialog } from './silence-dialog.tsx';

const TONES = { active: 'accent', pending: 'warn', expired: 'plain' } as const;
const REFRESH_MS = 15_000;

/** Those that are over stay in the list: who kept what from being told is part of the story. */
export function SilencesPanel() {
  const silences = useFetched<{ readonly items: readonly SilenceAnswer[] }>('/v1/silences', { everyMs: REFRESH_MS });
  const [isAdding, setAdding] = useState(false);
  const add = (
    <button type="button" class="button" onClick={() => setAdding(true)}>
      Add a silence
    </button>
  );
  return (
    <Panel title="Silences" scope="alerts that match are not told" actions={add}>
      <Loaded from={silences} lines={2}>
        {({ items }) => (
          <DataTable
            caption="Silences"
            columns={columns(silences.reload)}
            rows={inOrder(items)}
            keyOf={({ id }) => id}
            empty="Nothing is silenced. Silence an alert above, or add a silence by its labels."
          />
        )}
      </Loaded>
      {isAdding && (
        <SilenceDialog
          labels={{}}
          onClose={() => setAdding(false)}
          onDone={() => {
            setAdding(false);
            silences.reload();
          }}
        />
      )}
    </Panel>
  );
}

/** A silence that is over cannot be ended. */
function columns(onEnded: () => void): readonly Column<SilenceAnswer>[] {
  return [
    { key: 'status', title: 'State', cell: ({ status }) => <Tag tone={TONES[status]}>{status}</Tag> },
    {
      key: 'matchers',
      title: 'Labels',
      isWide: true,
      cell: ({ matchers }) => (
        <span title={matchers.map(matcherText).join('\n')}>{matchers.map(matcherText).join(', ')}</span>
      ),
    },
    { key: 'comment', title: 'Why', cell: ({ comment }) => comment || '–' },
    { key: 'by', title: 'By', cell: ({ createdBy }) => createdBy },
    { key: 'ends', title: 'Until', cell: ({ endsAt }) => <TimeText at={endsAt} /> },
    {
      key: 'end',
      title: '',
      cell: (silence) => (silence.status === 'expired' ? null : <EndButton silence={silence} onEnded={onEnded} />),
    },
  ];
}

/** What ends is told again at once, so that it asks first. */
function EndButton({ silence, onEnded }: { readonly silence: SilenceAnswer; readonly onEnded: () => void }) {
  const say = useNotice();
  const end = async () => {
    await request(`/v1/silences/${encodeURIComponent(silence.id)}`, { method: 'DELETE' });
    say('The silence has ended.');
    onEnded();
  };
  return (
    <ConfirmButton
      title="End this silence"
      question="Alerts that it matches are told from now on."
      verb="End it"
      onAct={end}
    >
      End
    </ConfirmButton>
  );
}

/** Those in force first, then the newest. */
function inOrder(silences: readonly SilenceAnswer[]): readonly SilenceAnswer[] {
  const rank = ({ status }: SilenceAnswer) => ['active', 'pending', 'expired'].indexOf(status);
  return silences.toSorted((a, b) => rank(a) - rank(b) || b.startsAt.localeCompare(a.startsAt));
}
