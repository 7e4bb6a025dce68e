/** Which kind of device the page is shown on; the server's words. */
export function deviceType(): 'mobile' | 'tablet' | 'desktop' {
  const { userAgent, maxTouchPoints } = navigator;
  // Tablets of Apple's call themselves Macintosh, which have no touch screens.
  if (/iPad|Tablet|Android(?!.*Mobile)/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1)) {
    return 'tablet';
  }
  return /Mobi/.test(userAgent) ? 'mobile' : 'desktop';
}
