import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useSentence } from './sentence.ts';

/** What went wrong as a sentence, with a way to try again where there is one. Renders nothing without an error. */
export function ErrorMessage({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const sentence = useSentence();
  if (error === null || error === undefined) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle />} role="alert" data-testid="error-message">
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 200px">
          {sentence(error)}
        </Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('tryAgain')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
