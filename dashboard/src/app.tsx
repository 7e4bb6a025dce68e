/** The application: its frame stays, the page in it changes with the address. */
import { LocationProvider } from 'preact-iso';
import { LiveProvider } from './live/live-provider.tsx';
import { PAGE_ADDRESS, topicsOf } from './pages.ts';
import { Notices } from './parts/notices.tsx';
import { SessionGate } from './session/session-gate.tsx';
import { SessionProvider } from './session/session-provider.tsx';
import { PageFrame } from './shell/page-frame.tsx';

export function App() {
  return (
    <LocationProvider scope={PAGE_ADDRESS}>
      <Notices>
        <SessionProvider>
          <SessionGate>
            <LiveProvider topicsOf={topicsOf}>
              <PageFrame />
            </LiveProvider>
          </SessionGate>
        </SessionProvider>
      </Notices>
    </LocationProvider>
  );
}
