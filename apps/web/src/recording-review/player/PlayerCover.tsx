import { Button, Center, Loader, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSentence } from '../../ui/sentence.ts';
import classes from '../recording-review.module.css';
import { NotPlayableError } from './video-source.ts';

interface Props {
  waiting: boolean;
  /** A copy that browsers can play is being made. */
  preparing: boolean;
  problem: unknown;
  onRetry: () => void;
}

/** Over the picture while there is none: that it loads, or why it does not and the way to try again. */
export function PlayerCover({ waiting, preparing, problem, onRetry }: Props) {
  const { t } = useTranslation('recordingReview');
  const sentence = useSentence();
  if (problem === null)
    return waiting ? (
      <Center className={classes.cover}>
        <Stack align="center" gap="sm">
          <Loader color="white" aria-label={t('player.loading')} />
          {preparing && (
            <Text size="sm" c="white" px="md" ta="center" role="status">
              {t('player.preparing')}
            </Text>
          )}
        </Stack>
      </Center>
    ) : null;
  return (
    <Center
      className={classes.cover}
      data-testid="video-problem"
      role="alert"
      onClick={(event) => {
        event.stopPropagation();
      }}
    >
      <Stack align="center" gap="sm" p="md" maw={420} ta="center">
        <Text size="sm" c="white">
          {problem instanceof NotPlayableError ? t('player.notPlayable') : sentence(problem)}
        </Text>
        <Button size="xs" variant="white" onClick={onRetry}>
          {t('player.tryAgain')}
        </Button>
      </Stack>
    </Center>
  );
}
