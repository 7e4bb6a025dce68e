/** One entry of the quarantine: what was sent with the bad place marked, what became of it, and how it can be mended. */
import { request } from '../../../api/request.ts';
import { useFetched } from '../../../api/use-fetched.ts';
import { formatCount } from '../../../figures/format.ts';
import { ActionButton } from '../../../parts/action-button.tsx';
import { ConfirmButton } from '../../../parts/confirm-button.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { useNotice } from '../../../parts/notices.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { Tag } from '../../../parts/tag.tsx';
import { TimeText } from '../../../parts/time-text.tsx';
import { JsonView } from '../json/json-view.tsx';
import { type Entry, outcomeTone, outcomeWords, standingText, type Try, type Verdict, verdictWords } from './entry.ts';
import { MendForm } from './mend-form.tsx';

interface EntryPanelProps {
  readonly number: string;
  /** The one below it in the list. */
  readonly next: string | undefined;
  readonly onChoose: (number: string) => void;
  /** Something has become of it: lists and counts are old. */
  readonly onChanged: () => void;
}

export function EntryPanel(props: EntryPanelProps) {
  const { number, onChanged } = props;
  const entry = useFetched<Entry>(`/v1/quarantine/${encodeURIComponent(number)}`);
  const changed = () => {
    entry.reload();
    onChanged();
  };
  return (
    <Panel title={`Entry ${number}`} actions={<EntryActions {...props} onChanged={changed} />}>
      <Loaded from={entry} lines={12}>
        {(data) => <EntryBody entry={data} onChanged={changed} />}
      </Loaded>
    </Panel>
  );
}

function EntryActions({ number, next, onChoose, onChanged }: EntryPanelProps) {
  const say = useNotice();
  const replay = async () => {
    say(verdictWords(await request<Verdict>(`/v1/quarantine/${number}/replay`, { method: 'POST' })));
    onChanged();
  };
  const drop = async () => {
    await request(`/v1/quarantine/${number}`, { method: 'DELETE' });
    say(`Entry ${number} was dropped.`);
    onChoose(next ?? '');
    onChanged();
  };
  return (
    <div class="toolbar">
      {next !== undefined && (
        <button type="button" class="button" onClick={() => onChoose(next)}>
          Next
        </button>
      )}
      <ActionButton onAct={replay}>Try as it is</ActionButton>
      <ConfirmButton
        title={`Drop entry ${number}?`}
        question={<p>It is dropped for good, and cannot be mended or tried again after that.</p>}
        verb="Drop"
        onAct={drop}
      >
        Drop…
      </ConfirmButton>
    </div>
  );
}

function EntryBody({ entry, onChanged }: { readonly entry: Entry; readonly onChanged: () => void }) {
  const { path, message, outcome, original, mended, row } = entry;
  return (
    <div class="stack">
      <p class="entry-problem">
        <Tag tone={outcomeTone(outcome)}>{outcomeWords(outcome)}</Tag> {path !== '' && <code>{path}</code>} {message}
      </p>
      <EntryFacts entry={entry} />
      <JsonView
        title={mended === undefined ? 'As it was sent' : 'As it stands, mended'}
        text={standingText(entry)}
        pointer={outcome === 'quarantined' ? path : ''}
        note={message}
      />
      {mended !== undefined && (
        <details>
          <summary>As it was sent first</summary>
          <JsonView title="As it was sent first" text={original} />
        </details>
      )}
      {row !== undefined && (
        <details>
          <summary>The row of the file</summary>
          <JsonView title="The row of the file" text={row} />
        </details>
      )}
      <MendForm key={`${entry.number} ${entry.tries}`} entry={entry} onMended={onChanged} />
      <History tries={entry.history ?? []} />
    </div>
  );
}

function EntryFacts({ entry }: { readonly entry: Entry }) {
  const { code, source, receivedAt, upload, line, tries } = entry;
  const feed = source.startsWith('csv:') ? source.slice(4) : undefined;
  return (
    <dl class="facts">
      <dt>Code</dt>
      <dd>{code}</dd>
      <dt>Came</dt>
      <dd>
        <TimeText at={receivedAt} />
      </dd>
      <dt>Source</dt>
      <dd>
        {feed === undefined ? source : <a href={`/data/feeds?feed=${encodeURIComponent(feed)}`}>{source}</a>}
        {line !== undefined && `, line ${formatCount(line)}`}
        {upload !== undefined && `, upload ${upload}`}
      </dd>
      <dt>Tried</dt>
      <dd>{tries === 1 ? 'once' : `${formatCount(tries)} times`}</dd>
    </dl>
  );
}

function History({ tries }: { readonly tries: readonly Try[] }) {
  if (tries.length === 0) return null;
  return (
    <section aria-label="Later tries">
      <h3>Later tries</h3>
      <ul class="history">
        {tries.map((each) => (
          <li key={each.at}>
            <TimeText at={each.at} /> <Tag tone={outcomeTone(each.outcome)}>{outcomeWords(each.outcome)}</Tag>{' '}
            {each.change ?? 'as it was'}
            {each.by !== null && `, by key ${each.by}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
