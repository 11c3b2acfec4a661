import { describe, expect, it } from 'vitest';
import { type Explanation } from '#contracts/recording';
import { anythingSpoke, explainedEstimate } from './explained-estimate.ts';

const explanation: Explanation = {
  participantId: '11111111-1111-4111-8111-111111111111',
  atMs: 400,
  classes: ['angry', 'happy', 'neutral'],
  scores: [0.2, 0.7, 0.1],
  width: 2,
  height: 1,
  maps: [
    [1, 0],
    [0, 4],
    [-1, -2],
  ],
  corners: [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ],
};

describe('explainedEstimate', () => {
  it('is by the label given there, and says what the picture by itself was read as', () => {
    expect(explainedEstimate(explanation, 'anger')).toMatchObject({
      label: 'anger',
      given: 'anger',
      own: { label: 'happiness', probability: 0.7 },
      activation: { shares: [1, 0], heat: [0.25, 0] },
    });
  });

  it("is by the picture's own class where no label is given, or nothing spoke for it", () => {
    for (const given of [null, 'neutral', 'contempt'] as const)
      expect(explainedEstimate(explanation, given)).toMatchObject({ label: 'happiness', given, activation: { shares: [0, 1] } });
  });

  it('is by the class that is wanted, even if nothing spoke for it', () => {
    const estimate = explainedEstimate(explanation, 'neutral', 'neutral');
    expect(estimate.label).toBe('neutral');
    expect(anythingSpoke(estimate)).toBe(false);
  });
});
