/**
 * A field that suggests while somebody types: the combobox of the ARIA patterns, with its list below. What is typed and not
 * suggested can be taken all the same, by Enter.
 */
import { useEffect, useId, useState } from 'preact/hooks';
import { useFetched } from '../../api/use-fetched.ts';

export interface Suggestion {
  readonly id: string;
  readonly text: string;
  readonly note: string;
}

interface SuggestFieldProps {
  readonly label: string;
  /** The id that is chosen. */
  readonly value: string;
  readonly search: (text: string) => {
    readonly path: string;
    readonly read: (answer: unknown) => readonly Suggestion[];
  };
  readonly onChoose: (id: string) => void;
}

const PAUSE_MS = 150;

export function SuggestField({ label, value, search, onChoose }: SuggestFieldProps) {
  const listId = useId();
  const [text, setText] = useState(value);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const typed = usePaused(text.trim(), PAUSE_MS);
  const { path, read } = search(typed);
  const { data, isLoading } = useFetched<unknown>(isOpen && typed !== '' ? path : null);
  const items = data === undefined || isLoading ? [] : read(data);
  useEffect(() => setText(value), [value]);
  useEffect(() => setActive(-1), [typed]);
  const choose = (id: string) => {
    setOpen(false);
    setText(id);
    if (id !== '') onChoose(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setActive((place) => (place + step + items.length + 1) % (items.length + 1) || 0);
    else if (event.key === 'Enter') choose(items[active]?.id ?? text.trim());
    else if (event.key === 'Escape') setOpen(false);
    else return;
    event.preventDefault();
  };
  const shown = isOpen && items.length > 0;
  return (
    <div class="suggest">
      <input
        class="input"
        role="combobox"
        aria-label={label}
        placeholder={label}
        aria-expanded={shown}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={shown && items[active] ? `${listId}-${active}` : undefined}
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      <div id={listId} class="suggest-list" role="listbox" aria-label={`${label}: suggestions`} hidden={!shown}>
        {items.map(({ id, text: name, note }, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys, as the pattern wants it.
          <div
            key={id}
            id={`${listId}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === active}
            // The field keeps the focus, so that the list is there when the press ends.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(id)}
          >
            <span>{name}</span>
            {note !== '' && <small>{note}</small>}
          </div>
        ))}
      </div>
    </div>
  );
}

/** The value once it has stood for so long. */
function usePaused(value: string, pauseMs: number): string {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return paused;
}
