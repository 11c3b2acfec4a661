export type PlayerAction = 'toggle' | 'back' | 'forward' | 'frame-back' | 'frame-forward' | 'estimates' | 'mute' | 'fullscreen' | 'explain';

const ACTIONS: Readonly<Record<string, PlayerAction>> = {
  ' ': 'toggle',
  k: 'toggle',
  j: 'back',
  l: 'forward',
  ',': 'frame-back',
  '.': 'frame-forward',
  b: 'estimates',
  m: 'mute',
  f: 'fullscreen',
  e: 'explain',
};
/** Where keys write, or choose by letter. */
const FIELDS =
  'input:not([type="range"], [type="checkbox"], [type="radio"], [type="button"]), textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]';
/** What the space bar presses by itself. */
const PRESSED =
  'button, a, summary, label, input, [role="button"], [role="tab"], [role="menuitem"], [role="option"], [role="radio"], [role="checkbox"], [role="switch"]';

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly target: EventTarget | null;
}

/** What a key pressed anywhere on the page does to the player; null where it belongs to what has the focus. */
export function playerAction({ key, ctrlKey, altKey, metaKey, target }: Press): PlayerAction | null {
  const action = ACTIONS[key.toLowerCase()];
  if (action === undefined || ctrlKey || altKey || metaKey) return null;
  const inside = (selector: string) => target !== null && (target as Partial<Element>).closest?.(selector) instanceof Object;
  return inside(FIELDS) || (key === ' ' && inside(PRESSED)) ? null : action;
}
