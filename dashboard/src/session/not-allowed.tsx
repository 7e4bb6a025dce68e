/** Stands in place of a page that the role may not open: who may, and what to ask for. */
import { ActionButton } from '../parts/action-button.tsx';
import { type AccessClass, rolesInWords } from './session.ts';
import { useSession } from './session-provider.tsx';

interface NotAllowedProps {
  readonly title: string;
  readonly access: AccessClass;
}

export function NotAllowed({ title, access }: NotAllowedProps) {
  const { session, signOut } = useSession();
  const role = session?.role ?? 'none';
  return (
    <div class="fault" role="alert">
      <p>
        {title} needs the role {rolesInWords(access)}; yours is {role}. Ask whoever runs the server for a key of such a
        role.
      </p>
      {session?.signedIn === true ? (
        <ActionButton onAct={signOut}>Sign in with another key</ActionButton>
      ) : (
        <a class="button" href={`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`}>
          Sign in
        </a>
      )}
    </div>
  );
}
