import { Group, Loader, Modal, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorMessage } from '../../ui/ErrorMessage.tsx';
import { freshArtefactUrl } from '../make/save-artefact.ts';
import classes from '../recording-review.module.css';

export interface Shown {
  readonly renderId: string;
  readonly artefactId: string;
  readonly title: string;
}

/** A clip or made video, played on top of the page; one at a time. */
export function ArtefactPlayer({ recordingId, shown, onClose }: { recordingId: string; shown: Shown | null; onClose: () => void }) {
  const { t } = useTranslation('recordingReview');
  return (
    <Modal
      opened={shown !== null}
      onClose={onClose}
      title={shown?.title}
      size="xl"
      closeButtonProps={{ 'aria-label': t('common:close') }}
      data-testid="artefact-player"
    >
      {shown !== null && <Film key={shown.artefactId} recordingId={recordingId} shown={shown} />}
    </Modal>
  );
}

function Film({ recordingId, shown: { renderId, artefactId, title } }: { recordingId: string; shown: Shown }) {
  const { t } = useTranslation('recordingReview');
  const url = useQuery({
    queryKey: ['artefact', artefactId],
    queryFn: () => freshArtefactUrl(recordingId, renderId, artefactId),
    staleTime: Infinity,
    gcTime: 0,
  });
  if (url.isError)
    return (
      <ErrorMessage
        error={url.error}
        onRetry={() => {
          void url.refetch();
        }}
      />
    );
  if (url.isPending)
    return (
      <Group justify="center" p="xl">
        <Loader />
      </Group>
    );
  if (url.data === null) return <Text size="sm">{t('renders.gone')}</Text>;
  return (
    <video
      key={url.data}
      className={classes.film}
      src={url.data}
      controls
      autoPlay
      playsInline
      aria-label={title}
      data-testid="artefact-video"
    />
  );
}
