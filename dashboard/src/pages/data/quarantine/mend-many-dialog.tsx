/** Sets one field of many entries, and tries them again; first it is counted what that would come to. */
import { useState } from 'preact/hooks';
import { formatCount } from '../../../figures/format.ts';
import { ActionButton } from '../../../parts/action-button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { Select, TextField } from '../../../parts/fields.tsx';
import { useNotice } from '../../../parts/notices.tsx';
import { Tag } from '../../../parts/tag.tsx';
import { type Done, doneWords, foretellMany, type Meant, tryMany } from './act-on-many.ts';
import { type ManyAnswer, outcomeTone, outcomeWords } from './entry.ts';
import { kindOf, typedValue } from './field-value.ts';

interface MendManyDialogProps {
  readonly meant: Meant;
  readonly what: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

interface Foretelling {
  readonly change: string;
  readonly done: Done;
  readonly first: ManyAnswer;
}

const KINDS = [
  ['set', 'Set a field'],
  ['unset', 'Take a field out'],
] as const;

export function MendManyDialog({ meant, what, onClose, onDone }: MendManyDialogProps) {
  const [kind, setKind] = useState<string>('set');
  const [path, setPath] = useState('');
  const [value, setValue] = useState('');
  const [foretold, setForetold] = useState<Foretelling | null>(null);
  const say = useNotice();
  const body = kind === 'set' ? { set: { [path.trim()]: typedValue(value) } } : { unset: [path.trim()] };
  const change = JSON.stringify(body);
  const isFresh = foretold?.change === change;
  const count = async () => setForetold({ change, ...(await foretellMany(meant, body)) });
  const mend = async () => {
    say(`${doneWords(await tryMany(meant, body))}.`);
    onDone();
    onClose();
  };
  return (
    <Dialog
      title={`Mend ${what}`}
      onClose={onClose}
      actions={
        <>
          <ActionButton onAct={count} disabled={path.trim() === ''}>
            Count first
          </ActionButton>
          <ActionButton kind="primary" onAct={mend} disabled={!isFresh || foretold.done.tried === 0}>
            {isFresh ? `Mend and try ${formatCount(foretold.done.tried)}` : 'Mend and try'}
          </ActionButton>
        </>
      }
    >
      <Select label="Change" value={kind} options={KINDS} onChoose={setKind} />
      <TextField
        label="Field"
        value={path}
        onInput={setPath}
        placeholder="/price or location.country"
        hint="The path of the field; what is missing on the way is made."
      />
      {kind === 'set' && (
        <TextField label="Value" value={value} onInput={setValue} hint={`Goes in as ${kindOf(typedValue(value))}.`} />
      )}
      {isFresh ? <Foretold {...foretold} /> : <p class="field-hint">Nothing is changed before it has been counted.</p>}
    </Dialog>
  );
}

function Foretold({ done, first }: Foretelling) {
  return (
    <div role="status">
      <p>
        <b>{doneWords(done).replace('went in', 'would go in').replace('There was', 'There is')}.</b>
      </p>
      <ul class="foretold">
        {(first.examples ?? []).map(({ number, verdict, path, message }) => (
          <li key={number}>
            Entry {number}: <Tag tone={outcomeTone(verdict)}>{outcomeWords(verdict)}</Tag>
            {message && ` ${path ?? ''} ${message}`}
          </li>
        ))}
        {first.unmended.slice(0, 3).map(({ number, message }) => (
          <li key={number}>
            Entry {number}: {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
