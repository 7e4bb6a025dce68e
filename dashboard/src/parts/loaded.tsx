/** Shows what has been fetched: a quiet ground while it is on its way, a note when it failed, then the data. */
import type { ComponentChildren } from 'preact';
import type { Fetched } from '../api/use-fetched.ts';
import { FaultNote } from './fault-note.tsx';

interface LoadedProps<Answer> {
  readonly from: Pick<Fetched<Answer>, 'data' | 'fault' | 'isLoading' | 'reload'>;
  /** Keeps so much room until the data is there, so that nothing below jumps. */
  readonly lines?: number;
  readonly children: (data: Answer) => ComponentChildren;
}

/** A fault with data at hand stands above them: they are old, not gone. */
export function Loaded<Answer>({ from: { data, fault, isLoading, reload }, lines = 4, children }: LoadedProps<Answer>) {
  const note = fault === null || fault === undefined ? null : <FaultNote fault={fault} onRetry={reload} />;
  if (data === undefined) return note ?? <Waiting lines={lines} />;
  return (
    <>
      {note}
      <div class={isLoading ? 'loaded stale' : 'loaded'} aria-busy={isLoading}>
        {children(data)}
      </div>
    </>
  );
}

/** Lines of the height of a table's rows. */
export function Waiting({ lines }: { readonly lines: number }) {
  return (
    <div class="waiting" role="status">
      <span class="unseen">Loading</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} class="waiting-line" />
      ))}
    </div>
  );
}
