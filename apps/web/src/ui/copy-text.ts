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
