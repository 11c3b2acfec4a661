import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type TimelineView } from '../../timeline/view.ts';
import { useWords } from '../../timeline/words.ts';

/** Moves timeline and transcript to where something was said. */
export function Moment({ atMs, view }: { atMs: number; view: TimelineView }) {
  const { t } = useTranslation('review');
  const time = useWords().clock(atMs);
  return (
    <Button
      size="compact-xs"
      variant="light"
      leftSection={<IconPlayerPlay size={12} />}
      aria-label={t('draft.goTo', { time })}
      onClick={() => view.seek(atMs)}
      data-testid="draft-moment"
    >
      {time}
    </Button>
  );
}
