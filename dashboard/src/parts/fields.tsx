/** What can be typed or picked, each with its label. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  /** Said below the field, and read with it. */
  readonly hint?: ComponentChildren;
  readonly fault?: string | undefined;
  /** Draws the control; it must carry these. */
  readonly children: (control: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
  }) => ComponentChildren;
}

export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = hint !== undefined || fault !== undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': hasNote ? noteId : undefined })}
      {hasNote && (
        <p
          id={noteId}
          class={fault === undefined ? 'field-hint' : 'field-fault'}
          role={fault === undefined ? undefined : 'alert'}
        >
          {fault ?? hint}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: ComponentChildren;
  readonly fault?: string | undefined;
  readonly placeholder?: string;
  /** More than one makes it a text area. */
  readonly lines?: number;
}

export function TextField({ label, value, onInput, hint, fault, placeholder, lines = 1 }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(control) =>
        lines > 1 ? (
          <textarea
            {...control}
            class="input"
            rows={lines}
            value={value}
            placeholder={placeholder}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        ) : (
          <input
            {...control}
            class="input"
            type="text"
            value={value}
            placeholder={placeholder}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        )
      }
    </Field>
  );
}

interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChoose: (value: string) => void;
  /** Read aloud only, as in a row of filters that speak for themselves. */
  readonly isLabelUnseen?: boolean;
}

export function Select({ label, value, options, onChoose, isLabelUnseen = false }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={isLabelUnseen ? 'unseen' : ''}>
        {label}
      </label>
      <select id={id} class="input" value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  /** Called when typing pauses, and at once on Enter. */
  readonly onSearch: (text: string) => void;
}

const TYPING_PAUSE_MS = 250;

export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onInput = (next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(next.trim()), TYPING_PAUSE_MS);
  };
  const onSubmit = (event: Event) => {
    event.preventDefault();
    clearTimeout(timer.current);
    onSearch(text.trim());
  };
  return (
    <search class="search">
      <form onSubmit={onSubmit}>
        <input
          type="search"
          class="input"
          aria-label={label}
          placeholder={label}
          value={text}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      </form>
    </search>
  );
}
