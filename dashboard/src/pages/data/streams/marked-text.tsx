/** A description of the server's: what stands between backticks in it is a name or a value. */

export function MarkedText({ text }: { readonly text: string }) {
  const parts = text.split('`');
  // An odd one out stands for itself.
  if (parts.length % 2 === 0) return <>{text}</>;
  return <>{parts.map((part, index) => (index % 2 === 0 ? part : <code key={`${part} ${index}`}>{part}</code>))}</>;
}
