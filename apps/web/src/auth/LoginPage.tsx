import { Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { useAccount, useLogin, useSetupStatus } from '../api/account.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { PlainLayout } from '../ui/PlainLayout.tsx';
import { useDraft } from '../ui/use-draft.ts';

/** Where to go after signing in: back to the page that asked for it. */
function returnPath(state: unknown): string {
  const from = typeof state === 'object' && state !== null && 'from' in state ? state.from : null;
  return typeof from === 'string' && from.startsWith('/') && !from.startsWith('//') ? from : '/';
}

export function LoginPage() {
  const { t } = useTranslation('auth');
  const location = useLocation();
  const account = useAccount();
  const setup = useSetupStatus();
  const login = useLogin();
  const [email, setEmail] = useDraft('login.email');
  const [password, setPassword] = useState('');

  const goesOn = returnPath(location.state) !== '/';

  if (account.data) return <Navigate to={returnPath(location.state)} replace />;
  if (setup.data?.needsSetup === true) return <Navigate to="/setup" replace />;

  return (
    <PlainLayout>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          login.mutate({ email, password });
        }}
      >
        <Stack gap="md">
          <Title order={1}>{t('login.title')}</Title>
          {goesOn && (
            <Text c="dimmed" data-testid="login-goes-on">
              {t('login.goesOn')}
            </Text>
          )}
          <TextInput
            label={t('email')}
            type="email"
            required
            withAsterisk={false}
            autoComplete="username"
            autoFocus
            value={email}
            onChange={(event) => {
              setEmail(event.currentTarget.value);
            }}
            data-testid="login-email"
          />
          <PasswordInput
            label={t('password')}
            required
            withAsterisk={false}
            autoComplete="current-password"
            value={password}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
            }}
            data-testid="login-password"
          />
          <ErrorMessage error={login.error} />
          <Button type="submit" size="md" loading={login.isPending} data-testid="login-submit">
            {t('login.submit')}
          </Button>
        </Stack>
      </form>
    </PlainLayout>
  );
}
