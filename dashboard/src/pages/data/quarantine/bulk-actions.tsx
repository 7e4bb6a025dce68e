/** What can be done to many entries at once: to those selected, or to all that the filter means. */
import { useState } from 'preact/hooks';
import { formatCount } from '../../../figures/format.ts';
import { ActionButton } from '../../../parts/action-button.tsx';
import { ConfirmButton } from '../../../parts/confirm-button.tsx';
import { useNotice } from '../../../parts/notices.tsx';
import { doneWords, dropMany, type Meant, tryMany } from './act-on-many.ts';
import type { Summary } from './entry.ts';
import { MendManyDialog } from './mend-many-dialog.tsx';
import type { Filter } from './quarantine-filter.ts';

interface BulkActionsProps {
  readonly filter: Filter;
  readonly selected: ReadonlySet<number>;
  readonly summary: Summary | undefined;
  readonly onDone: () => void;
}

export function BulkActions({ filter, selected, summary, onDone }: BulkActionsProps) {
  const [isMending, setMending] = useState(false);
  const say = useNotice();
  const isSelection = selected.size > 0;
  const count = isSelection ? selected.size : (summary?.entries ?? 0);
  const bad = isSelection ? selected.size : (summary?.open ?? 0);
  const meant: Meant = isSelection ? { numbers: [...selected].join(',') } : filter.query;
  const what = isSelection ? `${formatCount(count)} selected` : `all ${formatCount(count)}`;
  const replay = async () => {
    say(`${doneWords(await tryMany(meant))}.`);
    onDone();
  };
  const drop = async () => {
    say(`${formatCount(await dropMany(meant))} dropped.`);
    onDone();
  };
  return (
    <div class="toolbar bulk">
      <span class="bulk-what">{isSelection ? `${formatCount(count)} selected:` : 'All of the filter:'}</span>
      <ActionButton onAct={replay} disabled={bad === 0}>
        Try again
      </ActionButton>
      <button type="button" class="button" disabled={bad === 0} onClick={() => setMending(true)}>
        Mend…
      </button>
      <ConfirmButton
        title={`Drop ${what}?`}
        question={<DropQuestion what={what} words={isSelection ? '' : filter.words} summary={summary} />}
        verb={`Drop ${formatCount(count)}`}
        onAct={drop}
        disabled={count === 0}
      >
        Drop…
      </ConfirmButton>
      {isMending && <MendManyDialog meant={meant} what={what} onClose={() => setMending(false)} onDone={onDone} />}
    </div>
  );
}

interface DropQuestionProps {
  readonly what: string;
  readonly words: string;
  readonly summary: Summary | undefined;
}

function DropQuestion({ what, words, summary }: DropQuestionProps) {
  return (
    <>
      <p>
        This drops {what} {words === '' ? '' : `(${words}) `}for good. They cannot be mended or tried again after that.
      </p>
      {summary?.complete === false && (
        <p>There are more than could be counted; entries that fit the filter are dropped, however many there are.</p>
      )}
    </>
  );
}
