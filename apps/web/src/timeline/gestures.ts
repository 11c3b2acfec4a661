import { rangeBetween, spanOf } from './range.ts';
import { type TimelineCanvas } from './timeline-canvas.ts';
import { type TimelineView } from './view.ts';

/** What dragging with the mouse or one finger does. */
export type DragMode = 'pan' | 'select';

export interface GestureOptions {
  canvas: TimelineCanvas;
  view: TimelineView;
  dragMode: () => DragMode;
  /** Where the pointer rests, in CSS pixels from the plot's left edge; null when it left or drags. */
  onHover: (x: number | null) => void;
  onTap: (ms: number) => void;
}

const CLICK_PX = 4;
/** So near to the play-head, it is taken hold of. */
const HOLD_PX = 7;
const WHEEL_STEP = 1.0018;

/** Mouse, pen and touch on a timeline: drag (the play-head, where it begins there), wheel, pinch, tap. Returns what takes the listeners away again. */
export function attachGestures(options: GestureOptions): () => void {
  const { canvas, view, dragMode, onHover, onTap } = options;
  const surface = canvas.surface;
  const pointers = new Map<number, number>();
  let downX = 0;
  let lastX = 0;
  let downMs = 0;
  let dragged = false;
  let held = false;
  let pinch = 0;

  const onPlayhead = (event: PointerEvent) => {
    const { playheadMs } = view.getState();
    return playheadMs !== null && Math.abs(canvas.msAt(event.clientX) - playheadMs) <= HOLD_PX * canvas.msPerPixel;
  };

  const hover = (event: PointerEvent) => {
    surface.style.cursor = onPlayhead(event) ? 'ew-resize' : '';
    onHover(event.clientX - surface.getBoundingClientRect().left);
  };

  const pinchWidth = () => {
    const [a = 0, b = 0] = [...pointers.values()];
    return Math.max(20, Math.abs(a - b));
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    surface.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, event.clientX);
    if (pointers.size === 2) {
      pinch = pinchWidth();
      dragged = true;
    }
    if (pointers.size > 1) return;
    downX = lastX = event.clientX;
    downMs = canvas.msAt(event.clientX);
    dragged = false;
    held = onPlayhead(event);
  };

  const move = (event: PointerEvent) => {
    if (!pointers.has(event.pointerId)) {
      hover(event);
      return;
    }
    pointers.set(event.pointerId, event.clientX);
    if (pointers.size === 2) {
      const width = pinchWidth();
      const [a = 0, b = 0] = [...pointers.values()];
      view.zoom(pinch / width, canvas.msAt((a + b) / 2));
      pinch = width;
      return;
    }
    if (!dragged && Math.abs(event.clientX - downX) < CLICK_PX) return;
    dragged = true;
    onHover(null);
    if (held) view.seek(canvas.msAt(event.clientX));
    else if (dragMode() === 'select' && !event.shiftKey) view.select(rangeBetween(downMs, canvas.msAt(event.clientX)));
    else view.pan((lastX - event.clientX) * canvas.msPerPixel);
    lastX = event.clientX;
  };

  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    lastX = [...pointers.values()][0] ?? 0;
    if (dragged || event.type === 'pointercancel') return;
    onTap(downMs);
    if (event.pointerType !== 'mouse') hover(event);
  };

  const leave = () => {
    if (pointers.size === 0) onHover(null);
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY * lines, 0] : [event.deltaX * lines, event.deltaY * lines];
    if (Math.abs(dx) > Math.abs(dy)) view.pan((dx / Math.max(1, surface.clientWidth)) * spanOf(view.range()));
    else view.zoom(WHEEL_STEP ** Math.max(-400, Math.min(400, dy)), canvas.msAt(event.clientX));
  };

  const listeners = [
    ['pointerdown', down],
    ['pointermove', move],
    ['pointerup', up],
    ['pointercancel', up],
    ['pointerleave', leave],
  ] as const;
  for (const [name, listener] of listeners) surface.addEventListener(name, listener);
  surface.addEventListener('wheel', wheel, { passive: false });
  surface.style.touchAction = 'pan-y';
  return () => {
    for (const [name, listener] of listeners) surface.removeEventListener(name, listener);
    surface.removeEventListener('wheel', wheel);
  };
}
