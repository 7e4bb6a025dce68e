/** Where anything notices that the session may be over, or that its role may have changed, it says so here. */

const doubts = new EventTarget();

export function doubtSession(): void {
  doubts.dispatchEvent(new Event('doubt'));
}

/** Returns the way to stop listening. */
export function onSessionDoubt(listener: () => void): () => void {
  doubts.addEventListener('doubt', listener);
  return () => doubts.removeEventListener('doubt', listener);
}
