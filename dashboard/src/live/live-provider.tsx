/** Gives every part of the application the live state of the page that is open. */
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { pageOf } from '../pages.ts';
import { INITIAL_STATE, type LiveState } from './live-state.ts';
import { LiveStore } from './live-store.ts';

const LiveContext = createContext<LiveState>(INITIAL_STATE);
const NO_TOPICS: readonly string[] = [];

/** What the server has told of the page's topics; draws again with each change. */
export function useLiveState(): LiveState {
  return useContext(LiveContext);
}

export function LiveProvider({ children }: { readonly children: ComponentChildren }) {
  const { path } = useLocation();
  const topics = pageOf(path)?.topics ?? NO_TOPICS;
  const [store] = useState(() => new LiveStore());
  const [state, setState] = useState(store.state);
  useEffect(() => store.subscribe(setState), [store]);
  useEffect(() => store.follow(topics), [store, topics]);
  return <LiveContext.Provider value={state}>{children}</LiveContext.Provider>;
}
