import { Container, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';

interface Props<Data> {
  size: 'sm' | 'lg';
  title: string;
  about: string;
  /** What the page shows, once it has come. */
  query: { data: Data | undefined; error: Error | null };
  children: (data: Data) => ReactNode;
}

/** A page of settings that shows what the server says: its heading, and what it says or why it says nothing. */
export function SettingsPage<Data>({ size, title, about, query: { data, error }, children }: Props<Data>) {
  return (
    <Container size={size} px={0}>
      <Stack>
        <Title order={1} size="h2">
          {title}
        </Title>
        <Text c="dimmed">{about}</Text>
        <ErrorMessage error={error} />
        {data === undefined && error === null && <Loading />}
        {data !== undefined && children(data)}
      </Stack>
    </Container>
  );
}
