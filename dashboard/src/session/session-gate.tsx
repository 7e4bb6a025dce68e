/** Lets in who may read. Everyone else signs in here, at whatever address they came to: that page opens afterwards. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { PAGE_ADDRESS } from '../pages.ts';
import { FaultNote } from '../parts/fault-note.tsx';
import { useSession } from './session-provider.tsx';
import { SignInPage } from './sign-in-page.tsx';
import './session.css';

/** Where the server sends a browser that asked for something of its own, such as /docs, without a key. */
const SIGN_IN_PATH = '/sign-in';

export function SessionGate({ children }: { readonly children: ComponentChildren }) {
  const { session, fault, refresh } = useSession();
  const { path } = useLocation();
  if (session === undefined) {
    return fault === null ? null : (
      <main class="gate">
        <FaultNote fault={fault} onRetry={refresh} />
      </main>
    );
  }
  if (path === SIGN_IN_PATH) return <SignInAddress isDone={session.signedIn || session.role === 'admin'} />;
  if (session.role === null) return <SignInPage />;
  return <>{children}</>;
}

function SignInAddress({ isDone }: { readonly isDone: boolean }) {
  const { query, route } = useLocation();
  useEffect(() => {
    if (!isDone) return;
    const next = ownAddress(query.next);
    // What is no page of ours is fetched from the server.
    if (PAGE_ADDRESS.test(next)) route(next, true);
    else location.replace(next);
  }, [isDone, query.next, route]);
  return isDone ? null : <SignInPage />;
}

/** An address that was put together elsewhere must not lead there after signing in. */
function ownAddress(next: string | undefined): string {
  if (next === undefined || !URL.canParse(next, location.origin)) return '/';
  const { origin, pathname, search, hash } = new URL(next, location.origin);
  const isOwn = origin === location.origin && pathname !== SIGN_IN_PATH;
  return isOwn ? `${pathname}${search}${hash}` : '/';
}
