/** Asks for a key. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiFault } from '../api/api-fault.ts';
import { faultText } from '../parts/fault-note.tsx';
import { Field } from '../parts/fields.tsx';
import { Logo } from '../shell/logo.tsx';
import { useSession } from './session-provider.tsx';

export function SignInPage() {
  const { signIn } = useSession();
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Sign in – Millrace';
    input.current?.focus();
  }, []);
  const onSubmit = async (event: Event) => {
    event.preventDefault();
    const key = input.current?.value.trim() ?? '';
    if (key === '' || isBusy) return setFault(key === '' ? 'Type or paste your key first.' : fault);
    setBusy(true);
    setFault(undefined);
    try {
      await signIn(key);
    } catch (thrown) {
      setFault(whyNot(thrown));
      setBusy(false);
      input.current?.select();
    }
  };
  return (
    <main class="gate" id="main">
      <form class="panel sign-in" onSubmit={(event) => void onSubmit(event)}>
        <Logo />
        <h1>Sign in to Millrace</h1>
        <Field label="Key" fault={fault} hint="Whoever runs the server gives out keys. It is not kept in this browser.">
          {(control) => (
            <input
              {...control}
              ref={input}
              class="input"
              type="password"
              name="key"
              autocomplete="current-password"
              spellcheck={false}
              maxLength={500}
              aria-invalid={fault !== undefined}
            />
          )}
        </Field>
        <button type="submit" class="button button-primary" disabled={isBusy} aria-busy={isBusy}>
          {isBusy ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}

function whyNot(thrown: unknown): string {
  if (!(thrown instanceof ApiFault)) return faultText(thrown);
  if (thrown.code === 'WRONG_KEY') return 'This key is not known here. Look whether all of it was copied.';
  return thrown.message;
}
