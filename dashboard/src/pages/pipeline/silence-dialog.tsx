/** Sets a silence: what it matches, for how long, why. */
import { useState } from 'preact/hooks';
import { request } from '../../api/request.ts';
import { serverNow } from '../../live/server-clock.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Select, TextField } from '../../parts/fields.tsx';
import { useNotice } from '../../parts/notices.tsx';
import { useSession } from '../../session/session-provider.tsx';
import { matchersText, parseMatchers } from './matcher-text.ts';

interface SilenceDialogProps {
  /** Of the alert that is silenced; none for one that is written by hand. */
  readonly labels: Readonly<Record<string, string>>;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const HOUR_MS = 3_600_000;
/** In hours, as the select has them. */
const SPANS = [
  ['1', '1 hour'],
  ['4', '4 hours'],
  ['24', '1 day'],
  ['168', '1 week'],
] as const;

/**
 * The labels of the alert are filled in, which silences just this one: taking lines out silences more. The end is counted from
 * the server's clock, whatever the reader's says.
 */
export function SilenceDialog({ labels, onClose, onDone }: SilenceDialogProps) {
  const { session } = useSession();
  const say = useNotice();
  const [matchers, setMatchers] = useState(matchersText(labels));
  const [hours, setHours] = useState('4');
  const [name, setName] = useState(session?.name ?? '');
  const [comment, setComment] = useState('');
  const parsed = parseMatchers(matchers);
  const isWhole = parsed !== undefined && parsed.length > 0 && name.trim() !== '';
  const set = async () => {
    const endsAt = new Date(serverNow() + Number(hours) * HOUR_MS).toISOString();
    await request('/v1/silences', { json: { matchers: parsed, endsAt, createdBy: name.trim(), comment } });
    say('The silence is in force.');
    onDone();
  };
  return (
    <Dialog
      title="Silence alerts"
      onClose={onClose}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <ActionButton kind="primary" onAct={set} disabled={!isWhole}>
            Silence
          </ActionButton>
        </>
      }
    >
      <div class="stack">
        <TextField
          label="Labels"
          value={matchers}
          lines={4}
          onInput={setMatchers}
          hint="One a line, all must match: name=value, name!=value, name=~pattern, name!~pattern."
          fault={parsed === undefined ? 'A line is none of these.' : undefined}
        />
        <Select label="For" value={hours} options={SPANS} onChoose={setHours} />
        <TextField label="Your name" value={name} onInput={setName} />
        <TextField label="Why" value={comment} onInput={setComment} />
      </div>
    </Dialog>
  );
}
