/** Mends one entry: fields by their paths, or its whole text. What would be sent is shown before it is. */
import { useState } from 'preact/hooks';
import { request } from '../../../api/request.ts';
import { ActionButton } from '../../../parts/action-button.tsx';
import { Choice } from '../../../parts/choice.tsx';
import { TextField } from '../../../parts/fields.tsx';
import { useNotice } from '../../../parts/notices.tsx';
import { Tag } from '../../../parts/tag.tsx';
import { jsonLayout, stepsOf } from '../json/json-lines.ts';
import { JsonView } from '../json/json-view.tsx';
import {
  type Entry,
  type Foretold,
  outcomeTone,
  outcomeWords,
  standingText,
  type Verdict,
  verdictWords,
} from './entry.ts';
import { kindOf, typedText, typedValue, valueAt } from './field-value.ts';

type Mode = 'field' | 'text';

interface FieldChange {
  readonly path: string;
  readonly value: string;
}

export function MendForm({ entry, onMended }: { readonly entry: Entry; readonly onMended: () => void }) {
  const standing = standingText(entry);
  const [mode, setMode] = useState<Mode>(jsonLayout(standing).isJson ? 'field' : 'text');
  const [fields, setFields] = useState<readonly FieldChange[]>([firstChange(entry)]);
  const [text, setText] = useState(prettyText(standing));
  const [foretold, setForetold] = useState<(Foretold & { readonly of: string }) | null>(null);
  const say = useNotice();
  const body = mode === 'text' ? { event: text } : fieldsBody(fields);
  const key = JSON.stringify(body);
  const path = `/v1/quarantine/${entry.number}/mend`;
  const preview = async () =>
    setForetold({ of: key, ...(await request<Foretold>(`${path}?dryRun=true`, { json: body })) });
  const mend = async () => {
    say(verdictWords(await request<Verdict>(path, { json: body })));
    onMended();
  };
  return (
    <section aria-label="Mend" class="stack mend">
      <div class="toolbar">
        <h3>Mend</h3>
        <Choice label="What to edit" options={MODES} value={mode} onChoose={setMode} />
      </div>
      {mode === 'text' ? (
        <TextField label="The whole event" value={text} onInput={setText} lines={12} />
      ) : (
        <FieldChanges fields={fields} onChange={setFields} />
      )}
      <div class="toolbar">
        <ActionButton onAct={preview}>Preview</ActionButton>
        <ActionButton kind="primary" onAct={mend}>
          Mend and try again
        </ActionButton>
      </div>
      {foretold?.of === key && <Preview foretold={foretold} />}
    </section>
  );
}

const MODES = [
  ['field', 'Fields'],
  ['text', 'Whole text'],
] as const;

interface FieldChangesProps {
  readonly fields: readonly FieldChange[];
  readonly onChange: (fields: readonly FieldChange[]) => void;
}

function FieldChanges({ fields, onChange }: FieldChangesProps) {
  const replace = (index: number, change: Partial<FieldChange>) =>
    onChange(fields.map((field, place) => (place === index ? { ...field, ...change } : field)));
  return (
    <>
      {fields.map((field, index) => (
        <div class="mend-field" key={index}>
          <TextField
            label="Field"
            value={field.path}
            onInput={(path) => replace(index, { path })}
            placeholder="/price"
          />
          <TextField
            label="Value"
            value={field.value}
            onInput={(value) => replace(index, { value })}
            hint={field.value === '' ? 'Empty takes the field out.' : `Goes in as ${kindOf(typedValue(field.value))}.`}
          />
        </div>
      ))}
      <div>
        <button type="button" class="button" onClick={() => onChange([...fields, { path: '', value: '' }])}>
          Another field
        </button>
      </div>
    </>
  );
}

function Preview({ foretold }: { readonly foretold: Foretold }) {
  const { verdict, path = '', message, text = '', events = [] } = foretold;
  return (
    <div class="stack" role="status">
      <p>
        It would come to: <Tag tone={outcomeTone(verdict)}>{outcomeWords(verdict)}</Tag>{' '}
        {message && (
          <>
            {path !== '' && <code>{path}</code>} {message}
          </>
        )}
      </p>
      <JsonView title="What would be tried" text={text} pointer={path} note={message ?? ''} />
      {events.length > 1 && (
        <JsonView title={`The ${events.length} events that it stands for`} text={JSON.stringify(events)} />
      )}
    </div>
  );
}

/** The bad field with the value that it has. */
function firstChange(entry: Entry): FieldChange {
  const value = valueAt(standingText(entry), stepsOf(entry.path));
  return { path: entry.path, value: entry.path === '' ? '' : typedText(value) };
}

function fieldsBody(fields: readonly FieldChange[]): object {
  const named = fields.filter(({ path }) => path.trim() !== '');
  const set = named.filter(({ value }) => value !== '').map(({ path, value }) => [path.trim(), typedValue(value)]);
  const unset = named.filter(({ value }) => value === '').map(({ path }) => path.trim());
  return { set: Object.fromEntries(set), unset };
}

function prettyText(text: string): string {
  const { lines, isJson } = jsonLayout(text);
  return isJson ? lines.map((line) => line.text).join('\n') : text;
}
