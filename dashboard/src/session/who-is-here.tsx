/** In the head of each page: who is signed in, and the way out. */
import { ActionButton } from '../parts/action-button.tsx';
import { useSession } from './session-provider.tsx';

export function WhoIsHere() {
  const { session, signOut } = useSession();
  if (session?.signedIn !== true) return null;
  const { name, role } = session;
  return (
    <div class="who-is-here">
      <span>
        {name !== null && <strong>{name}</strong>}
        <span class="who-role">{role}</span>
      </span>
      <ActionButton onAct={signOut}>Sign out</ActionButton>
    </div>
  );
}
