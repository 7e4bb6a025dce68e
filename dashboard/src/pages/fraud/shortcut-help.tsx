/** What the keyboard can do on this page. */
import { useState } from 'preact/hooks';
import { Dialog } from '../../parts/dialog.tsx';
import { useShortcuts } from './use-shortcuts.ts';

const KEYS: readonly (readonly [key: string, what: string])[] = [
  ['J', 'The next case of the queue'],
  ['K', 'The case before it'],
  ['A', 'Approve the order'],
  ['D', 'Decline it as fraud; asks first'],
  ['S', 'Assign the case'],
  ['N', 'Write a note'],
  ['Esc', 'Back to the whole queue'],
  ['?', 'This list'],
];

export function ShortcutHelp() {
  const [isOpen, setOpen] = useState(false);
  useShortcuts({ '?': () => setOpen(true) });
  return (
    <>
      <button type="button" class="button" aria-keyshortcuts="?" onClick={() => setOpen(true)}>
        Keys <kbd>?</kbd>
      </button>
      {isOpen && (
        <Dialog title="Keys" onClose={() => setOpen(false)}>
          <p>They rest while you type.</p>
          <dl class="shortcut-list">
            {KEYS.map(([key, what]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </>
  );
}
