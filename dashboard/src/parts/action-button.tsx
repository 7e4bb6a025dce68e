/** A button that does something at the server: it cannot be pressed twice, and says why when it failed. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { faultText } from './fault-note.tsx';
import { useNotice } from './notices.tsx';

interface ActionButtonProps {
  readonly onAct: () => Promise<unknown>;
  readonly kind?: 'primary' | 'danger' | 'plain';
  readonly disabled?: boolean;
  /** The shortcut that does the same, as `aria-keyshortcuts` says it. */
  readonly shortcut?: string;
  readonly children: ComponentChildren;
}

export function ActionButton({ onAct, kind = 'plain', disabled = false, shortcut, children }: ActionButtonProps) {
  const { act, isActing } = useAction(onAct);
  return (
    <button
      type="button"
      class={`button button-${kind}`}
      disabled={disabled || isActing}
      aria-busy={isActing}
      aria-keyshortcuts={shortcut}
      onClick={act}
    >
      {children}
    </button>
  );
}

/** For what is started by more than a button, such as a form or a key. */
export function useAction(onAct: () => Promise<unknown>): { readonly act: () => void; readonly isActing: boolean } {
  const [isActing, setActing] = useState(false);
  const isMounted = useRef(true);
  const isBusy = useRef(false);
  const say = useNotice();
  useEffect(
    () => () => {
      isMounted.current = false;
    },
    [],
  );
  const act = async () => {
    if (isBusy.current) return;
    isBusy.current = true;
    setActing(true);
    try {
      await onAct();
    } catch (fault) {
      say(faultText(fault), 'failed');
    } finally {
      isBusy.current = false;
      if (isMounted.current) setActing(false);
    }
  };
  return { act: () => void act(), isActing };
}
