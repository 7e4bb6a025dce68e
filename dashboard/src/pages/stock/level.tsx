/** How many pieces are there, against how many there should be. */
import { formatCount } from '../../figures/format.ts';
import { Tag } from '../../parts/tag.tsx';

interface LevelProps {
  readonly onHand: number;
  readonly threshold: number;
}

export function Level({ onHand, threshold }: LevelProps) {
  return (
    <span class="level">
      {onHand <= 0 ? <Tag tone="bad">gone</Tag> : onHand < threshold ? <Tag tone="warn">low</Tag> : null}
      <span>
        <b>{formatCount(onHand)}</b> <span class="faint">/ {formatCount(threshold)}</span>
      </span>
    </span>
  );
}
