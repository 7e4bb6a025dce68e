/** A change against something earlier, with its direction in shape and colour. */
import { formatGrowth } from '../figures/format.ts';

interface DeltaProps {
  /** 0.1 is ten percent more; null when there is nothing to compare with. */
  readonly share: number | null;
  readonly against: string;
}

export function Delta({ share, against }: DeltaProps) {
  if (share === null) return <span>Nothing yet to compare with</span>;
  const direction = share < 0 ? 'down' : 'up';
  return (
    <span>
      <b class={`delta delta-${direction}`}>
        <span aria-hidden="true">{share < 0 ? '↓' : '↑'}</span> {formatGrowth(Math.abs(share))}
      </b>{' '}
      {share < 0 ? 'behind' : 'ahead of'} {against}
    </span>
  );
}
