import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { BrowserRouter } from 'react-router';
import { ApiError } from '../api/api-error.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { theme } from './theme.ts';

/** An answer that says "no" will say so again; only lost connections and failing servers are asked twice. */
const worthRetrying = (failures: number, error: Error) => failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500);

/** Everything that pages take for granted: theme, notifications, queries, the router. */
export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: worthRetrying, staleTime: 2_000 } } }));
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="top-center" />
      <ErrorBoundary>
        <QueryClientProvider client={queries}>
          <BrowserRouter>{children}</BrowserRouter>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
