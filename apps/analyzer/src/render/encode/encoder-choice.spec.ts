import { FF_ENCODER_H264_VAAPI, FF_ENCODER_LIBVPX_VP8, type FFEncoderCodec } from 'node-av/constants';
import { describe, expect, it } from 'vitest';
import { SOFTWARE, works } from './encoder-choice.ts';

describe('works', () => {
  it('is so of x264, whichever way pictures come to it', async () => {
    expect(await works(SOFTWARE)).toBe(true);
    expect(await works({ ...SOFTWARE, intake: 'nv12' })).toBe(true);
  });

  it('is not so of an encoder that is not there, refuses its options, or takes no such pictures', async () => {
    expect(await works({ name: 'h264_nowhere' as FFEncoderCodec, intake: 'planar', options: () => ({}) })).toBe(false);
    expect(await works({ ...SOFTWARE, options: () => ({ preset: 'no such preset' }) })).toBe(false);
    expect(await works({ name: FF_ENCODER_LIBVPX_VP8, intake: 'nv12', options: () => ({}) })).toBe(false);
    expect(await works({ name: FF_ENCODER_H264_VAAPI, intake: 'planar', options: () => ({}) })).toBe(false);
  });
});
