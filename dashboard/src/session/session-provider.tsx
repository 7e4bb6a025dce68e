/** Gives every part of the application who is signed in, and keeps the session alive while the page is open. */
import { type ComponentChildren, createContext } from 'preact';
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type AccessClass, endSession, fetchSession, openSession, type Session } from './session.ts';
import { onSessionDoubt } from './session-doubt.ts';

interface SessionState {
  /** Undefined until the server has answered. */
  readonly session: Session | undefined;
  /** Why it could not be asked; what was known before stays. */
  readonly fault: unknown;
  readonly refresh: () => void;
  readonly signIn: (key: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

const NOTHING = async () => undefined;
const SessionContext = createContext<SessionState>({
  session: undefined,
  fault: null,
  refresh: () => undefined,
  signIn: NOTHING,
  signOut: NOTHING,
});

/** Each use moves the session's end on; a page that only listens to the live stream uses it so. */
const KEEP_ALIVE_MS = 10 * 60_000;
/** A server that does not answer, as while it starts, is asked again. */
const RETRY_MS = 2_000;

export function useSession(): SessionState {
  return useContext(SessionContext);
}

/** Whether who is signed in may do what this class of routes does. The server refuses it in any case. */
export function useMay(access: AccessClass): boolean {
  return useSession().session?.may.includes(access) ?? false;
}

export function SessionProvider({ children }: { readonly children: ComponentChildren }) {
  const [session, setSession] = useState<Session>();
  const [fault, setFault] = useState<unknown>(null);
  const newest = useRef(0);
  const take = useCallback(async (asking: Promise<Session>) => {
    newest.current += 1;
    const turn = newest.current;
    const answer = await asking;
    // An answer that was overtaken by a later question, as by signing in, no longer counts.
    if (turn !== newest.current) return;
    setSession(answer);
    setFault(null);
  }, []);
  const refresh = useCallback(() => void take(fetchSession()).catch(setFault), [take]);
  useEffect(refresh, [refresh]);
  useEffect(() => onSessionDoubt(refresh), [refresh]);
  useKeptAlive(refresh);
  useEffect(() => {
    if (fault === null) return;
    const timer = setTimeout(refresh, RETRY_MS);
    return () => clearTimeout(timer);
  }, [fault, refresh]);
  const state = useMemo(
    () => ({
      session,
      fault,
      refresh,
      signIn: (key: string) => take(openSession(key)),
      signOut: () => take(endSession().then(fetchSession)),
    }),
    [session, fault, refresh, take],
  );
  return <SessionContext.Provider value={state}>{children}</SessionContext.Provider>;
}

function useKeptAlive(refresh: () => void): void {
  useEffect(() => {
    const timer = setInterval(refresh, KEEP_ALIVE_MS);
    const onShown = () => document.hidden || refresh();
    document.addEventListener('visibilitychange', onShown);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', onShown);
    };
  }, [refresh]);
}
