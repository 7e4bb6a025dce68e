/** Whether the reader's hand is on a list: under the pointer, or with the focus in it. Such a list must not jump. */
import { useMemo, useState } from 'preact/hooks';

export interface Held {
  readonly isHeld: boolean;
  /** For the element around the list. */
  readonly hand: {
    readonly onPointerEnter: () => void;
    readonly onPointerLeave: () => void;
    readonly onFocusIn: () => void;
    readonly onFocusOut: () => void;
  };
}

export function useHeld(): Held {
  const [isOver, setOver] = useState(false);
  const [isIn, setIn] = useState(false);
  const hand = useMemo(
    () => ({
      onPointerEnter: () => setOver(true),
      onPointerLeave: () => setOver(false),
      onFocusIn: () => setIn(true),
      onFocusOut: () => setIn(false),
    }),
    [],
  );
  return { isHeld: isOver || isIn, hand };
}
