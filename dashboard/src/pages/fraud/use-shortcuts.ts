/** Keys that do something. They rest while somebody types, while a window asks something, and with Ctrl, Alt or Meta. */
import { useEffect, useRef } from 'preact/hooks';

export type Shortcuts = Readonly<Record<string, (() => void) | undefined>>;

/** @param shortcuts by the key, as `KeyboardEvent.key` says it. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const present = useRef(shortcuts);
  present.current = shortcuts;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isFree(event)) return;
      const act = present.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isFree({ ctrlKey, altKey, metaKey, target }: KeyboardEvent): boolean {
  if (ctrlKey || altKey || metaKey || document.querySelector('dialog[open]')) return false;
  return !(target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]'));
}
