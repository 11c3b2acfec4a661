import { describe, expect, it } from 'vitest';
import { candidates } from './device.ts';

describe('candidates', () => {
  it('always ends with the CPU', () => {
    expect(candidates('cpu')).toEqual(['cpu']);
    expect(candidates('webgpu')).toEqual(['webgpu', 'cpu']);
    expect(candidates('cuda')).toEqual(['cuda', 'cpu']);
  });

  it('takes CUDA by itself only where it is installed', () => {
    expect(candidates('auto', () => true)).toEqual(['cuda', 'cpu']);
    expect(candidates('auto', () => false)).toEqual(['cpu']);
  });
});
