/** `0.57` → `57%`, in the form of the language. */
export function percentText(share: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}
