import { rangeBetween, spanOf } from './range.ts';
import { type TimelineView } from './view.ts';

export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/**
 * Keys on a focused timeline: arrows look around, with Shift they move the play-head; + and − zoom; Home and End; [ and ] begin and end a selection at
 * the play-head, Enter zooms to it, Escape drops it. True if the key was one of them.
 */
export function handleKey(press: KeyPress, view: TimelineView, live: boolean): boolean {
  if (press.ctrlKey || press.altKey || press.metaKey) return false;
  const span = spanOf(view.range());
  const { selection, playheadMs } = view.getState();
  const head = playheadMs ?? (view.range().fromMs + view.range().toMs) / 2;
  switch (press.key) {
    case 'ArrowLeft':
      if (press.shiftKey) view.seek(head - span / 100);
      else view.pan(-span / 10);
      return true;
    case 'ArrowRight':
      if (press.shiftKey) view.seek(head + span / 100);
      else view.pan(span / 10);
      return true;
    case '+':
    case '=':
      view.zoom(0.7);
      return true;
    case '-':
    case '−':
      view.zoom(1 / 0.7);
      return true;
    case 'Home':
      view.goStart();
      return true;
    case 'End':
      if (live) view.goLive();
      else view.goEnd();
      return true;
    case '[':
      view.select(rangeBetween(head, selection === null ? view.range().toMs : selection.toMs));
      return true;
    case ']':
      view.select(rangeBetween(selection === null ? view.range().fromMs : selection.fromMs, head));
      return true;
    case 'Enter':
      if (selection === null) return false;
      view.commitSelection();
      return true;
    case 'Escape':
      if (selection === null) return false;
      view.select(null);
      return true;
    default:
      return false;
  }
}
