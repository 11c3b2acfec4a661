/** Offers a text as a file. */
export function saveText(fileName: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // Some browsers read the address only after the click has been handled.
  setTimeout(() => { URL.revokeObjectURL(url); }, 10_000);
}

/** Copies a text, also on pages without TLS, where browsers have no clipboard API. False if the browser refused. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.style.position = 'fixed';
    field.style.opacity = '0';
    document.body.append(field);
    field.select();
    // Deprecated, but the only way without TLS.
    const copied = (document as { execCommand(command: string): boolean }).execCommand('copy');
    field.remove();
    return copied;
  }
}

/** A title as a file name: letters, digits and dashes. */
export function fileNameOf(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').toLowerCase();
  return plain === '' ? 'summary' : plain.slice(0, 80);
}
