/** Stands in place of a part of the page that the reader's role does not open. */
import { EmptyNote, Panel } from '../../parts/panel.tsx';
import { type AccessClass, rolesInWords } from '../../session/session.ts';

export function NotAllowedNote({ access, what }: { readonly access: AccessClass; readonly what: string }) {
  return (
    <Panel title="Not for this key">
      <EmptyNote>
        {what}: sign in with a key of the role {rolesInWords(access)}.
      </EmptyNote>
    </Panel>
  );
}
