/** What was done with a case and what was found out, the newest first; and a field for more. */
import { TimeText } from '../../parts/time-text.tsx';
import type { CaseHistory } from './answers.ts';
import { NoteForm } from './note-form.tsx';
import { stepWords } from './words.ts';

interface CaseLogProps {
  readonly history: CaseHistory;
  readonly onDone: () => void;
}

interface Entry {
  readonly at: string;
  readonly words: string;
  readonly note: string | null;
}

export function CaseLog({ history, onDone }: CaseLogProps) {
  return (
    <>
      <NoteForm found={history.case} onDone={onDone} />
      <ol class="case-log">
        {logEntries(history).map(({ at, words, note }) => (
          <li key={`${at} ${words}`}>
            <p>
              {words} <TimeText at={at} />
            </p>
            {note !== null && <blockquote>{note}</blockquote>}
          </li>
        ))}
      </ol>
    </>
  );
}

/** Steps with the note that came with them; notes of cases from before steps were kept stand alone. */
export function logEntries({ case: found, steps }: Pick<CaseHistory, 'case' | 'steps'>): readonly Entry[] {
  const notes = [...found.notes];
  const entries = steps.map((step): Entry => {
    const place = notes.findIndex(({ at, author }) => at === step.at && author === step.by);
    const [note] = place < 0 ? [] : notes.splice(place, 1);
    return { at: step.at, words: stepWords(step), note: note?.text ?? null };
  });
  const alone = notes.map(({ at, author, text }) => ({
    at,
    words: `${author ?? 'Somebody'} added a note`,
    note: text,
  }));
  const opened = { at: found.openedAt, words: `The case was opened with ${found.score} points`, note: null };
  return [opened, ...alone, ...entries].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
