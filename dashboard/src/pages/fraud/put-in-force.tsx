/** Puts the text in force, for every order after it; not over what somebody else has put in force meanwhile. */
import { request } from '../../api/request.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { useNotice } from '../../parts/notices.tsx';
import type { RulesCheck } from './answers.ts';
import type { FetchedRules } from './use-rules-in-force.ts';

interface PutInForceProps {
  readonly text: string;
  readonly check: RulesCheck | undefined;
  readonly inForce: FetchedRules;
}

export function PutInForce({ text, check, inForce: { data, reload } }: PutInForceProps) {
  const say = useNotice();
  const isSame = data?.text === text;
  const put = async () => {
    const headers = data === undefined ? {} : { ifMatch: data.tag };
    const options = { method: 'PUT', body: text, contentType: 'application/yaml', ...headers } as const;
    const { rules } = await request<{ readonly rules: number }>('/v1/rules', options).finally(reload);
    say(`${rules} rules are in force, for every order from now on.`);
  };
  return (
    <div class="dialog-form">
      <p class="fraud-hint">
        {isSame
          ? 'This is the text that is in force.'
          : 'Orders that come after it are judged by the changed text. Earlier decisions stay.'}
      </p>
      <div class="dialog-buttons">
        <ConfirmButton
          title="Judge by these rules from now on?"
          question={`${check?.rules ?? 0} rules take the place of those in force, for every order that comes after. The audit trail keeps who did it; the text that was in force can be put back the same way.`}
          verb="Put in force"
          disabled={check?.ok !== true || isSame}
          onAct={put}
        >
          Put in force…
        </ConfirmButton>
      </div>
    </div>
  );
}
