/** The text of a rules file with its lines numbered, and what is wrong with it: a fault leads to its place. */
import { useId, useRef } from 'preact/hooks';
import type { RulesCheck, RulesFault } from './answers.ts';
import { offsetOf } from './text-offset.ts';

interface RulesEditorProps {
  readonly text: string;
  readonly onInput: (text: string) => void;
  /** Undefined while it is being checked. */
  readonly check: RulesCheck | undefined;
}

export function RulesEditor({ text, onInput, check }: RulesEditorProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const faulty = new Set(check?.faults.map(({ line }) => line));
  const lines = text.split('\n');
  const goTo = ({ line, column }: RulesFault) => {
    const offset = offsetOf(text, line, column);
    area.current?.focus();
    area.current?.setSelectionRange(offset, offset + 1);
  };
  const scroll = () => {
    if (gutter.current && area.current) gutter.current.scrollTop = area.current.scrollTop;
  };
  return (
    <>
      <label class="unseen" for={id}>
        Rules file, YAML
      </label>
      <div class="editor">
        <pre ref={gutter} class="editor-lines" aria-hidden="true">
          {lines.map((_, index) => (
            <span key={index} class={faulty.has(index + 1) ? 'faulty' : ''}>
              {index + 1}
              {'\n'}
            </span>
          ))}
        </pre>
        <textarea
          id={id}
          ref={area}
          class="editor-text"
          spellcheck={false}
          wrap="off"
          value={text}
          aria-invalid={check?.ok === false}
          aria-describedby={`${id}-faults`}
          onInput={(event) => onInput(event.currentTarget.value)}
          onScroll={scroll}
        />
      </div>
      <div id={`${id}-faults`} class="editor-faults" role="status">
        {check === undefined && <p class="quiet">Checking…</p>}
        {check?.ok === true && (
          <p class="quiet">{check.rules === 1 ? '1 rule' : `${check.rules} rules`}, nothing wrong.</p>
        )}
        {check?.faults.map((fault) => (
          <button type="button" key={`${fault.line}:${fault.column}`} class="editor-fault" onClick={() => goTo(fault)}>
            <b>
              Line {fault.line}, column {fault.column}:
            </b>{' '}
            {fault.what}. {fault.hint !== null && <span class="quiet">{fault.hint}</span>}
          </button>
        ))}
      </div>
    </>
  );
}
