import { describe, expect, it } from 'vitest';
import { SAMPLE_RATE, speak } from './speech.ts';

describe('speak', () => {
  it("makes sound of about the sentence's length, spoken or hummed", async () => {
    const sound = await speak('I slept through the night, three times this week.');
    const seconds = sound.length / SAMPLE_RATE;
    expect(seconds).toBeGreaterThan(1.5);
    expect(seconds).toBeLessThan(6);
    expect(Math.max(...sound.subarray(0, SAMPLE_RATE))).toBeGreaterThan(500);
  });
});
