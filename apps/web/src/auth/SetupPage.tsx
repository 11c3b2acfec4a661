import { Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { setupRequest } from '#contracts/rest';
import { ApiError } from '../api/api-error.ts';
import { useAccount, useSetup, useSetupStatus } from '../api/account.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';
import { PlainLayout } from '../ui/PlainLayout.tsx';
import { useDraft } from '../ui/use-draft.ts';

/** The code in the address that the server prints, `/setup#code=…`; empty if the page was opened without it. */
const codeIn = (hash: string) => new URLSearchParams(hash.slice(1)).get('code') ?? '';

/** First start: makes the clinician's account and signs in. */
export function SetupPage() {
  const { t } = useTranslation('auth');
  const status = useSetupStatus();
  const account = useAccount();
  const setup = useSetup();
  // The printed address may come into a tab that shows this page already: then only the part behind the # changes.
  const given = codeIn(useLocation().hash);
  const [typed, setTyped] = useState({ given, code: given });
  const code = typed.given === given ? typed.code : given;
  const [name, setName] = useDraft('setup.name');
  const [email, setEmail] = useDraft('setup.email');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);

  if (account.data) return <Navigate to="/" replace />;
  if (status.data?.needsSetup === false) return <Navigate to="/login" replace />;
  if (status.isPending) return <Loading fullPage />;

  const { shape } = setupRequest;
  const wrong = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: string, key: string) =>
    checked && !schema.safeParse(value).success ? t(`wrong.${key}`) : null;

  const submit = () => {
    setChecked(true);
    if (code.trim() !== '' && setupRequest.safeParse({ code, name, email, password }).success)
      setup.mutate({ code, name, email, password });
  };

  // Asked for only where the address did not bring it, or brought that of another server.
  const codeIsWrong = setup.error instanceof ApiError && setup.error.code === 'setup-code-wrong';
  const asksForCode = given === '' || codeIsWrong;

  return (
    <PlainLayout>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="md">
          <Title order={1}>{t('setup.title')}</Title>
          <Text c="dimmed">{t('setup.text')}</Text>
          {asksForCode && (
            <TextInput
              label={t('setup.code')}
              description={t('setup.codeHint')}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={code}
              onChange={(event) => {
                setTyped({ given, code: event.currentTarget.value });
              }}
              error={checked && code.trim() === '' ? t('wrong.code') : null}
              data-testid="setup-code"
            />
          )}
          <TextInput
            label={t('name')}
            description={t('setup.nameHint')}
            autoComplete="name"
            autoFocus
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
            error={wrong(shape.name, name, 'name')}
            data-testid="setup-name"
          />
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            value={email}
            onChange={(event) => {
              setEmail(event.currentTarget.value);
            }}
            error={wrong(shape.email, email, 'email')}
            data-testid="setup-email"
          />
          <PasswordInput
            label={t('password')}
            description={t('setup.passwordHint')}
            autoComplete="new-password"
            value={password}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
            }}
            error={wrong(shape.password, password, 'password')}
            data-testid="setup-password"
          />
          <ErrorMessage error={status.error ?? setup.error} />
          <Button type="submit" size="md" loading={setup.isPending} data-testid="setup-submit">
            {t('setup.submit')}
          </Button>
        </Stack>
      </form>
    </PlainLayout>
  );
}
