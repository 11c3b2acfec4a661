import { describe, expect, it } from 'vitest';
import { LayerChooser, layerCounts } from './layers.ts';

const THREE = { spatial: 3, temporal: 3 };

/** Observes the same for `ms`, five times a second, and answers the last change. */
function hold(chooser: LayerChooser, faceHeight: number | null, frameRate: number | null, from: number, ms: number) {
  let last = null;
  for (let now = from; now <= from + ms; now += 200) last = chooser.observe(faceHeight, frameRate, now) ?? last;
  return last;
}

describe('layerCounts', () => {
  it('reads a scalability mode', () => {
    expect(layerCounts('L3T3')).toEqual(THREE);
    expect(layerCounts('S2T1')).toEqual({ spatial: 2, temporal: 1 });
    expect(layerCounts(undefined)).toEqual({ spatial: 1, temporal: 1 });
  });
});

describe('LayerChooser', () => {
  it('starts at the lowest layers and stays while they serve', () => {
    const chooser = new LayerChooser(THREE, 5);
    expect(hold(chooser, 72, 7.5, 0, 20_000)).toBeNull();
    expect(chooser.layers).toEqual({ spatialLayer: 0, temporalLayer: 0 });
  });

  it('goes up when the face stays under 64 px', () => {
    const chooser = new LayerChooser(THREE, 5);
    expect(hold(chooser, 40, 7.5, 0, 1_000)).toEqual({ spatialLayer: 1, temporalLayer: 0 });
  });

  it('does not go up for one small face', () => {
    const chooser = new LayerChooser(THREE, 5);
    chooser.observe(70, 7.5, 0);
    chooser.observe(60, 7.5, 200);
    expect(hold(chooser, 70, 7.5, 400, 5_000)).toBeNull();
  });

  it('goes down only when the face stays large enough for the step', () => {
    const chooser = new LayerChooser(THREE, 5);
    hold(chooser, 40, 7.5, 0, 1_000);
    expect(hold(chooser, 140, 7.5, 2_000, 20_000)).toBeNull();
    expect(hold(chooser, 170, 7.5, 30_000, 2_000)).toBeNull();
    expect(hold(chooser, 170, 7.5, 32_000, 2_000)).toEqual({ spatialLayer: 0, temporalLayer: 0 });
  });

  it('never goes beyond the top', () => {
    const chooser = new LayerChooser(THREE, 5);
    hold(chooser, 10, 7.5, 0, 10_000);
    expect(chooser.layers.spatialLayer).toBe(2);
  });

  it('raises the temporal layer until the rate is reached, and lowers it when there is plenty', () => {
    const chooser = new LayerChooser(THREE, 12);
    expect(hold(chooser, 80, 7.5, 0, 4_000)).toEqual({ spatialLayer: 0, temporalLayer: 1 });
    expect(hold(chooser, 80, 15, 5_000, 10_000)).toBeNull();
    expect(hold(chooser, 80, 30, 20_000, 4_000)).toEqual({ spatialLayer: 0, temporalLayer: 0 });
  });

  it('has nothing to choose where a track has one layer', () => {
    const chooser = new LayerChooser({ spatial: 1, temporal: 1 }, 30);
    expect(hold(chooser, 20, 7, 0, 10_000)).toBeNull();
  });

  it('looks closer layer by layer, now and then, when no face is found', () => {
    const chooser = new LayerChooser(THREE, 5);
    const layerAt = (from: number, ms: number) => {
      hold(chooser, null, 7.5, from, ms);
      return chooser.layers.spatialLayer;
    };
    expect(layerAt(0, 2_800)).toBe(0);
    expect(layerAt(3_000, 1_600)).toBe(1);
    expect(layerAt(4_800, 1_800)).toBe(2);
    expect(layerAt(6_800, 1_000)).toBe(0);
    expect(layerAt(8_000, 14_000)).toBe(0);
    expect(layerAt(23_000, 1_000)).toBe(1);
  });

  it('stays with the closer look when it finds a face there', () => {
    const chooser = new LayerChooser(THREE, 5);
    hold(chooser, null, 7.5, 0, 3_200);
    expect(hold(chooser, 70, 7.5, 3_400, 20_000)).toBeNull();
    expect(chooser.layers.spatialLayer).toBe(1);
  });
});
