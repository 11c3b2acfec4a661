import { describe, expect, it, vi } from 'vitest';
import { handleKey } from './keys.ts';
import { TimelineView } from './view.ts';

const plain = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

function setup({ follow = false, endMs = 600_000 } = {}) {
  const call = { endMs };
  const view = new TimelineView({ endMs: () => call.endMs, follow });
  return { call, view, press: (key: string, extra = {}) => handleKey({ ...plain, key, ...extra }, view, follow) };
}

describe('TimelineView', () => {
  it('follows a live call until somebody looks back, and again on demand', () => {
    const { call, view } = setup({ follow: true });
    expect(view.range()).toEqual({ fromMs: 420_000, toMs: 600_000 });
    call.endMs = 601_000;
    expect(view.range().toMs).toBe(601_000);
    view.pan(-60_000);
    call.endMs = 700_000;
    expect(view.range().toMs).toBe(541_000);
    view.goLive();
    expect(view.range().toMs).toBe(700_000);
  });

  it('keeps the live edge while zooming', () => {
    const { view } = setup({ follow: true });
    view.zoom(0.5, 430_000);
    expect(view.following).toBe(true);
    expect(view.range()).toEqual({ fromMs: 510_000, toMs: 600_000 });
  });

  it('turns the page when a moving play-head leaves it, and not where the reader looks elsewhere', () => {
    const { view } = setup();
    view.show({ fromMs: 100_000, toMs: 200_000 });
    view.seek(199_990);
    view.advance(200_010);
    expect(view.range()).toEqual({ fromMs: 190_010, toMs: 290_010 });
    view.show({ fromMs: 400_000, toMs: 500_000 });
    view.advance(200_030);
    expect(view.range()).toEqual({ fromMs: 400_000, toMs: 500_000 });
    expect(view.getState()).toMatchObject({ playheadMs: 200_030, moving: true });
    view.rest();
    expect(view.getState()).toMatchObject({ playheadMs: 200_030, moving: false });
  });

  it('keeps the selection apart from the committed range until it is committed', () => {
    const { view } = setup();
    view.select({ fromMs: 100_000, toMs: 160_000 });
    expect(view.range()).toEqual({ fromMs: 0, toMs: 600_000 });
    view.commitSelection();
    expect(view.range()).toEqual({ fromMs: 100_000, toMs: 160_000 });
    expect(view.getState().selection).toBeNull();
  });

  it('brings the play-head into sight', () => {
    const { view } = setup();
    view.show({ fromMs: 0, toMs: 60_000 });
    view.seek(300_000);
    expect(view.range().fromMs).toBeLessThan(300_000);
    expect(view.range().toMs).toBeGreaterThan(300_000);
    expect(view.getState().playheadMs).toBe(300_000);
  });

  it('tells its listeners until they leave', () => {
    const { view } = setup();
    const heard = vi.fn();
    const leave = view.subscribe(heard);
    view.seek(1);
    leave();
    view.seek(2);
    expect(heard).toHaveBeenCalledTimes(1);
  });
});

describe('handleKey', () => {
  it('pans, zooms and goes to both ends', () => {
    const { view, press } = setup();
    view.show({ fromMs: 100_000, toMs: 200_000 });
    press('ArrowRight');
    expect(view.range()).toEqual({ fromMs: 110_000, toMs: 210_000 });
    press('+');
    expect(view.range().toMs - view.range().fromMs).toBeCloseTo(70_000);
    press('Home');
    expect(view.range().fromMs).toBe(0);
    press('End');
    expect(view.range().toMs).toBe(600_000);
  });

  it('returns to the live edge by End', () => {
    const { view, press } = setup({ follow: true });
    press('ArrowLeft');
    expect(view.following).toBe(false);
    press('End');
    expect(view.following).toBe(true);
  });

  it('selects from one play-head to another', () => {
    const { view, press } = setup();
    view.seek(100_000);
    press('[');
    view.seek(200_000);
    press(']');
    expect(view.getState().selection).toEqual({ fromMs: 100_000, toMs: 200_000 });
    expect(press('Escape')).toBe(true);
    expect(view.getState().selection).toBeNull();
  });

  it('leaves the browser its own keys', () => {
    const { press } = setup();
    expect(press('+', { ctrlKey: true })).toBe(false);
    expect(press('x')).toBe(false);
  });
});
