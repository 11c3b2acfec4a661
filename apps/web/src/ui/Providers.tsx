import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { BrowserRouter } from 'react-router';
import { accountKey } from '../api/account.ts';
import { ApiError } from '../api/api-error.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { cssVariables, theme } from './theme.ts';

/** An answer that says "no" will say so again; only lost connections and failing servers are asked twice. */
const worthRetrying = (failures: number, error: Error) =>
  failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500);

function makeQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 2_000 } },
    // A session that has ended elsewhere: pages that need one send to sign in.
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401) queries.setQueryData(accountKey, null);
      },
    }),
  });
  return queries;
}

/** Everything that pages take for granted: theme, notifications, queries, the router. */
export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(makeQueries);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={cssVariables}>
      <Notifications position="top-center" />
      <ErrorBoundary>
        <QueryClientProvider client={queries}>
          <BrowserRouter>{children}</BrowserRouter>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}
