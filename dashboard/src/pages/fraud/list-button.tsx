/** Puts a buyer, device, card or address on the block list, or takes it off. */
import { request } from '../../api/request.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { useNotice } from '../../parts/notices.tsx';
import type { KeyHistory, ListChanged } from './answers.ts';
import { KIND_WORDS } from './words.ts';

interface ListButtonProps {
  readonly found: KeyHistory;
  readonly onChanged: () => void;
}

export function ListButton({ found: { kind, value, lists }, onChanged }: ListButtonProps) {
  const say = useNotice();
  const name = `${KIND_WORDS[kind].toLowerCase()} ${value}`;
  const isBlocked = lists.includes('block');
  const change = async () => {
    const json = isBlocked ? { remove: [value] } : { add: [{ value, note: 'From a case' }] };
    const { refused } = await request<ListChanged>(`/v1/lists/block/${kind}`, { json });
    if (refused > 0) return say(`The block list is full: the ${name} was not added.`, 'failed');
    say(
      isBlocked ? `The ${name} is off the block list.` : `The ${name} is blocked: its orders are declined from now on.`,
    );
    onChanged();
  };
  return isBlocked ? (
    <ConfirmButton
      title={`Take the ${name} off the block list?`}
      question="Its next orders are judged by the rules again."
      verb="Take it off"
      onAct={change}
    >
      Take off the block list
    </ConfirmButton>
  ) : (
    <ConfirmButton
      title={`Block the ${name}?`}
      question="Every order with it is declined from now on, until it is taken off the list."
      verb="Block"
      onAct={change}
    >
      Block this {KIND_WORDS[kind].toLowerCase()}
    </ConfirmButton>
  );
}
