// @vitest-environment happy-dom
import { act, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { draw, useScreen } from '../testing/screen.tsx';
import { Store } from './store.ts';
import { pick, useStore } from './use-store.ts';

describe('useStore', () => {
  useScreen();

  it('renders again for what is read, and for nothing else', () => {
    const store = new Store({ name: 'Pat', level: 0, captions: [] as string[] });
    let renders = 0;
    function Name({ of }: { of: 'name' | 'level' }) {
      renders++;
      const { name } = useStore(store, pick('name', 'level'));
      const own = useStore(store, (value) => value[of]);
      return <p>{`${name} ${String(own)}`}</p>;
    }
    const { rerender } = draw(<Name of="name" />);
    act(() => {
      store.set({ captions: ['Hello.'] });
      store.set({ captions: ['Hello.', 'How are you?'] });
    });
    expect(renders).toBe(1);
    act(() => {
      store.set({ level: 3 });
    });
    expect(renders).toBe(2);
    rerender(<Name of="level" />);
    expect(screen.getByText('Pat 3')).toBeTruthy();
  });
});
