/**
 * Whose name goes with what is done. Where people sign in the server knows, and the page need not tell; where nobody does,
 * who works here says their name once, and this browser remembers it.
 */
import { useState } from 'preact/hooks';
import { useSession } from './session-provider.tsx';

const KEPT_AS = 'millrace-acting-name';

export interface ActingName {
  /** Empty while nobody has said it. */
  readonly name: string;
  /** It is the key's, and nothing else counts. */
  readonly isKeys: boolean;
  readonly setName: (name: string) => void;
}

export function useActingName(): ActingName {
  const { session } = useSession();
  const [told, setTold] = useState(toldName);
  const keys = session?.name ?? null;
  const setName = (name: string) => {
    remember(name);
    setTold(name);
  };
  return { name: keys ?? told, isKeys: keys !== null, setName };
}

/** What this browser remembers, also when it was said a moment ago. */
export function toldName(): string {
  try {
    return localStorage.getItem(KEPT_AS) ?? saidHere;
  } catch {
    return saidHere;
  }
}

/** Where storage is blocked the name lasts as long as the page. */
let saidHere = '';

function remember(name: string): void {
  saidHere = name;
  try {
    localStorage.setItem(KEPT_AS, name);
  } catch {
    // Kept above.
  }
}
