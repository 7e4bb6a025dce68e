/** Holds the state and redraws at most once a frame, however many messages come. */
import { useEffect, useState } from 'preact/hooks';
import { followLiveFeed } from '../feed/live-feed.ts';
import { INITIAL_STATE, type LiveState, reduce } from './live-state.ts';

/** A hidden page draws no frames; it must take in messages all the same. */
function onNextFrame(draw: () => void): void {
  if (document.hidden) setTimeout(draw, 250);
  else requestAnimationFrame(draw);
}

/** The live state; the component draws again when it has changed. */
export function useLiveState(): LiveState {
  const [state, setState] = useState(INITIAL_STATE);
  useEffect(() => {
    let latest = INITIAL_STATE;
    let drawing = false;
    return followLiveFeed((message) => {
      latest = reduce(latest, message);
      if (drawing) return;
      drawing = true;
      onNextFrame(() => {
        drawing = false;
        setState(latest);
      });
    });
  }, []);
  return state;
}
