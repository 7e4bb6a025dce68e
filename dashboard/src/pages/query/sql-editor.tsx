/**
 * A text area for SQL that paints what it holds: the text area is transparent and lies over its painted copy, so that typing,
 * undo, selection and screen readers are the browser's own. Tab indents; after Escape it leaves, as everywhere else.
 */
import type { RefObject } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { indentText } from './edit-text.ts';
import { sqlTokens } from './sql-tokens.ts';

export interface TextMark {
  readonly from: number;
  readonly to: number;
}

interface SqlEditorProps {
  readonly value: string;
  readonly onInput: (sql: string) => void;
  readonly onRun: () => void;
  /** Where the server found a mistake. */
  readonly mark: TextMark | null;
  readonly area: RefObject<HTMLTextAreaElement | null>;
}

export function SqlEditor({ value, onInput, onRun, mark, area }: SqlEditorProps) {
  const hintId = useId();
  const leavesByTab = useRef(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onRun();
    } else if (event.key === 'Tab' && !leavesByTab.current && area.current) {
      event.preventDefault();
      indent(area.current, event.shiftKey);
    }
    if (event.key !== 'Shift') leavesByTab.current = event.key === 'Escape';
  };
  return (
    <div class="sql-editor">
      <div class="sql-editor-lines" aria-hidden="true">
        {Array.from({ length: value.split('\n').length }, (_, line) => `${line + 1}\n`).join('')}
      </div>
      <div class="sql-editor-text">
        <Paint text={value} mark={mark} />
        <textarea
          ref={area}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          aria-label="SQL"
          aria-describedby={hintId}
          aria-invalid={mark !== null}
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          wrap="off"
        />
      </div>
      <p id={hintId} class="unseen">
        Control and Enter runs the query. Tab indents; press Escape and then Tab to leave.
      </p>
    </div>
  );
}

/** The mark is painted as a piece of its own, whatever tokens it goes through. */
function Paint({ text, mark }: { readonly text: string; readonly mark: TextMark | null }) {
  const parts = mark ? [text.slice(0, mark.from), text.slice(mark.from, mark.to), text.slice(mark.to)] : [text, '', ''];
  const [before = '', marked = '', after = ''] = parts;
  return (
    <pre class="sql-editor-paint" aria-hidden="true">
      {tokens(before)}
      {mark && <mark>{marked || ' '}</mark>}
      {tokens(after)}
      {'\n'}
    </pre>
  );
}

function tokens(text: string) {
  return sqlTokens(text).map(({ kind, text: piece }, place) =>
    kind === 'other' ? (
      piece
    ) : (
      <span key={place} class={`sql-${kind}`}>
        {piece}
      </span>
    ),
  );
}

function indent(area: HTMLTextAreaElement, isBack: boolean): void {
  const before = { text: area.value, from: area.selectionStart, to: area.selectionEnd };
  const after = indentText(before, isBack);
  if (after.text === before.text) return;
  const isPoint = before.from === before.to && !isBack;
  const start = isPoint ? before.from : before.text.lastIndexOf('\n', before.from - 1) + 1;
  area.setSelectionRange(start, before.to);
  insertText(area, after.text.slice(start, after.to));
  area.setSelectionRange(after.from, after.to);
}

/** In place of the selection, as if typed: it can be undone. */
export function insertText(area: HTMLTextAreaElement, text: string): void {
  area.focus();
  // No other way keeps the list of what can be undone.
  if (document.execCommand('insertText', false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}
