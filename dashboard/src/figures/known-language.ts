/**
 * Some browsers report a language that Intl refuses, such as `en-US@posix`; the charts' library hands it to Intl as soon
 * as it is loaded, and the page would stay empty. Import this before it.
 */
function isKnown(language: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language).length > 0;
  } catch {
    return false;
  }
}

if (!isKnown(navigator.language)) Object.defineProperty(navigator, 'language', { value: 'en' });
