/**
 * A `ref` for the heading of a page or step that takes the place of another: the focus goes there as it appears, so that the keyboard
 * and a screen reader go on from it rather than from the top of the document. The heading needs `tabIndex={-1}`.
 */
export const focusOnArrival = (heading: HTMLElement | null): void => {
  heading?.focus({ preventScroll: true });
};
