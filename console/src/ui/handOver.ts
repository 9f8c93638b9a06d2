/** Hands a file over that is made here, or that a change answered and so cannot be a link. */
export function handOver(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
