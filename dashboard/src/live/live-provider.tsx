/** Gives every part of the application the live state of the page that is open. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { LiveState } from './live-state.ts';
import { LiveStore } from './live-store.ts';

const LiveContext = createContext(new LiveStore());

/** What the server has told of the page's topics; draws again with each change. */
export function useLiveState(): LiveState {
  return useLive(whole);
}

/**
 * A part of what the server has told, such as the currency or one view's table: draws again only when that has changed.
 * @param select gives the same object for the same state.
 */
export function useLive<Part>(select: (state: LiveState) => Part): Part {
  const store = useContext(LiveContext);
  const [, setRound] = useState(0);
  const part = select(store.state);
  const drawn = useRef({ select, part });
  drawn.current = { select, part };
  useEffect(() => {
    const look = (state: LiveState) => {
      if (drawn.current.select(state) !== drawn.current.part) setRound((round) => round + 1);
    };
    // Something may have been told since this was drawn.
    look(store.state);
    return store.subscribe(look);
  }, [store]);
  return part;
}

function whole(state: LiveState): LiveState {
  return state;
}

interface LiveProviderProps {
  /** What a page hears: the same list for the same path, or each draw would connect anew. */
  readonly topicsOf: (path: string) => readonly string[];
  readonly children: ComponentChildren;
}

export function LiveProvider({ topicsOf, children }: LiveProviderProps) {
  const { path } = useLocation();
  const topics = topicsOf(path);
  const [store] = useState(() => new LiveStore());
  useEffect(() => store.follow(topics), [store, topics]);
  return <LiveContext.Provider value={store}>{children}</LiveContext.Provider>;
}
