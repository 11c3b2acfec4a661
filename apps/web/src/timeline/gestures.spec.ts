import { describe, expect, it, vi } from 'vitest';
import { attachGestures, type DragMode } from './gestures.ts';
import { type TimelineCanvas } from './timeline-canvas.ts';
import { TimelineView } from './view.ts';

/** A minute on 600 pixels: 100 ms each. */
function setup(dragMode: DragMode = 'select') {
  const view = new TimelineView({ endMs: () => 60_000, follow: false });
  const surface = Object.assign(new EventTarget(), {
    style: {} as CSSStyleDeclaration,
    clientWidth: 600,
    getBoundingClientRect: () => ({ left: 0 }),
    setPointerCapture: () => undefined,
  });
  const canvas = { surface, msAt: (x: number) => x * 100, msPerPixel: 100 } as unknown as TimelineCanvas;
  const onTap = vi.fn();
  attachGestures({ canvas, view, dragMode: () => dragMode, onHover: () => undefined, onTap });
  const pointer = (name: string, clientX: number) =>
    surface.dispatchEvent(Object.assign(new Event(name), { button: 0, pointerId: 1, pointerType: 'mouse', clientX }));
  const drag = (from: number, ...to: number[]) => {
    pointer('pointerdown', from);
    for (const x of to) pointer('pointermove', x);
    pointer('pointerup', to.at(-1) ?? from);
  };
  return { view, surface, onTap, pointer, drag };
}

describe('gestures', () => {
  it('select what is dragged over, and tap where nothing is dragged', () => {
    const { view, drag, onTap } = setup();
    drag(100, 150, 200);
    expect(view.getState()).toMatchObject({ selection: { fromMs: 10_000, toMs: 20_000 }, playheadMs: null });
    drag(300);
    expect(onTap).toHaveBeenCalledExactlyOnceWith(30_000);
  });

  it('take the play-head along where they begin on it', () => {
    const { view, surface, drag, pointer } = setup();
    view.seek(10_000);
    pointer('pointermove', 103);
    expect(surface.style.cursor).toBe('ew-resize');
    const places: (number | null)[] = [];
    view.subscribe(() => {
      places.push(view.getState().playheadMs);
    });
    drag(103, 150, 200);
    expect(places).toEqual([15_000, 20_000]);
    expect(view.getState().selection).toBeNull();
  });
});
