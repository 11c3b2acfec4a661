import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, render, type RenderResult } from '@testing-library/react';
import { type ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeAll } from 'vitest';
import { startTexts } from '../ui/i18n.ts';
import { cssVariables, theme } from '../ui/theme.ts';

/** For specs of components (`@vitest-environment happy-dom`): call once at their top. English texts, nothing left over from the test before. */
export function useScreen(): void {
  beforeAll(async () => {
    // A machine that does a lot besides draws late.
    configure({ asyncUtilTimeout: 10_000 });
    // Mantine's growing text field waits for fonts, which no DOM without a picture has.
    Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });
    await startTexts('all');
  });
  afterEach(cleanup);
}

/** Draws a component with all that pages take for granted. `known`: answers of the server that are there already, by query key. */
export function draw(component: ReactNode, known: readonly (readonly [readonly unknown[], unknown])[] = []): RenderResult {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } });
  for (const [key, data] of known) queries.setQueryData(key, data);
  return render(component, {
    wrapper: ({ children }) => (
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
        <QueryClientProvider client={queries}>
          <MemoryRouter>{children}</MemoryRouter>
        </QueryClientProvider>
      </MantineProvider>
    ),
  });
}
