import { describe, expect, it } from 'vitest';
import { readPocketSphinx } from './pocketsphinx-output.ts';

const SAID = `i take ten milligrams
<s> 0.000 0.140 0.999500
i 0.150 0.260 0.900000
take 0.270 0.730 0.800000
<sil> 0.740 0.800 0.990000
ten(2) 0.810 1.160 0.700000
milligrams 1.170 1.900 1.000000
</s> 1.910 2.000 1.000000
`;

describe('what PocketSphinx prints', () => {
  it('becomes words with times and posteriors, without fillers', () => {
    expect(readPocketSphinx(SAID)).toEqual({
      said: {
        text: 'I take ten milligrams',
        confidence: expect.closeTo(0.85) as number,
        words: [
          { text: 'I', startMs: 150, endMs: 260, confidence: 0.9 },
          { text: 'take', startMs: 270, endMs: 730, confidence: 0.8 },
          { text: 'ten', startMs: 810, endMs: 1_160, confidence: 0.7 },
          { text: 'milligrams', startMs: 1_170, endMs: 1_900, confidence: 1 },
        ],
      },
    });
  });

  it('is nothing where it has no words, and dropped where it is unsure of them', () => {
    expect(readPocketSphinx('')).toEqual({ dropped: 'nothing' });
    expect(readPocketSphinx('\n<s> 0.000 0.140 0.99\n[NOISE] 0.1 0.2 0.9\n</s> 1.910 2.000 1.0\n')).toEqual({ dropped: 'nothing' });
    expect(readPocketSphinx('oddly 4.540 4.840 0.005981\nsee 4.850 4.980 0.301357\n')).toEqual({ dropped: 'unsure' });
  });
});
