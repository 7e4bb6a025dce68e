/**
 * The tracker for a script tag. It is set up by the tag's data attributes, becomes `window.millrace`, and makes the calls
 * that were pushed before it was loaded:
 *
 *     <script>(window.millrace ||= []).push(['addToCart', { productId: 'p-1', price: 9.5 }])</script>
 *     <script async src="https://events.shop.example/tracker.js" data-write-key="…" data-pages></script>
 */
import { createTracker } from './create-tracker.ts';
import type { Consent, TrackerCall } from './tracker-api.ts';

const waiting = window.millrace;

// A second tag must not send everything twice.
if (!waiting?.flush) {
  const { src, dataset } = document.currentScript as HTMLScriptElement;
  const tracker = createTracker({
    endpoint: dataset.endpoint ?? new URL(src).origin,
    writeKey: dataset.writeKey,
    consent: dataset.consent as Consent | undefined,
    pages: 'pages' in dataset,
    respectPrivacySignals: 'respectPrivacySignals' in dataset,
  });
  const methods: Readonly<Record<string, (...values: never[]) => unknown>> = { ...tracker };
  const call = ([method, ...values]: TrackerCall) => methods[method]?.(...(values as never[]));
  window.millrace = { ...tracker, push: (...calls) => calls.forEach(call) };
  if (Array.isArray(waiting)) waiting.forEach(call);
}
