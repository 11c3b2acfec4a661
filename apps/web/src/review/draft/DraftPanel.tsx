import { Alert, Button, Group, Loader, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { IconRobot } from '@tabler/icons-react';
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { DRAFT_TEMPLATES, type DraftTemplateName, type DraftView } from '#contracts/draft';
import { type TimelineView } from '../../timeline/view.ts';
import { ErrorMessage } from '../../ui/ErrorMessage.tsx';
import { type NoteKeeper } from '../note-keeper.ts';
import { useChangeDraft, useDraft } from './api.ts';
import { DraftLists } from './DraftLists.tsx';
import { DraftStatements } from './DraftStatements.tsx';

interface Props {
  callId: string;
  keeper: NoteKeeper;
  view: TimelineView;
}

/** What a language model drafted, each sentence with its moment. Nothing is shown where no endpoint is set up. */
export function DraftPanel({ callId, keeper, view }: Props) {
  const { t } = useTranslation('review');
  const draft = useDraft(callId);
  const change = useChangeDraft(callId, (work) => keeper.around(work));
  const { note } = useSyncExternalStore(keeper.subscribe, keeper.getState);
  if (draft.isError) return <ErrorMessage error={draft.error} onRetry={() => void draft.refetch()} />;
  if (draft.data?.isOn !== true) return null;
  const { data } = draft;
  const signed = note.signedAt !== null;
  const underWay = data.state === 'waiting' || data.state === 'working';
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="draft-title" data-testid="draft" data-state={data.state}>
      <Stack gap="sm">
        <Group gap="xs">
          <IconRobot size={18} aria-hidden />
          <Title order={3} fz="sm" id="draft-title">
            {t('draft.title')}
          </Title>
        </Group>
        <Text size="sm" c="dimmed">
          {t('draft.about', { model: data.endpoint?.model ?? '', host: data.endpoint?.host ?? '' })}
        </Text>
        {!data.consent && <Text size="sm">{t('draft.notConsented')}</Text>}
        {data.state === 'failed' && data.problem !== null && (
          <Alert color="yellow" data-testid="draft-problem">
            {t(`draft.problems.${data.problem}`)}
          </Alert>
        )}
        {data.outdated && data.state === 'done' && <Alert color="yellow">{t('draft.outdated')}</Alert>}
        <ErrorMessage error={change.error} />
        {underWay && <UnderWay draft={data} onCancel={() => change.mutate('remove')} />}
        {data.state === 'done' && (
          <>
            <DraftStatements
              draft={data}
              view={view}
              disabled={signed || change.isPending}
              onDecide={(decide) => change.mutate({ decide })}
            />
            <DraftLists draft={data} view={view} />
          </>
        )}
        {data.consent && !underWay && !signed && (
          <Ask
            again={data.state === 'done'}
            busy={change.isPending}
            onAsk={(template) => change.mutate({ ask: { template } })}
            onRemove={data.state === 'done' ? () => change.mutate('remove') : null}
          />
        )}
      </Stack>
    </Paper>
  );
}

function UnderWay({ draft: { state, progress }, onCancel }: { draft: DraftView; onCancel: () => void }) {
  const { t } = useTranslation('review');
  const counted = state === 'working' && progress !== null && progress.of > 0;
  return (
    <Group gap="sm" role="status">
      <Loader size="xs" />
      <Text size="sm">
        {counted ? t('draft.working', { part: Math.min(progress.done + 1, progress.of), of: progress.of }) : t('draft.waiting')}
      </Text>
      <Button size="xs" variant="default" onClick={onCancel} data-testid="draft-cancel">
        {t('draft.cancel')}
      </Button>
    </Group>
  );
}

interface AskProps {
  again: boolean;
  busy: boolean;
  onAsk: (template: DraftTemplateName) => void;
  onRemove: (() => void) | null;
}
function Ask({ again, busy, onAsk, onRemove }: AskProps) {
  const { t } = useTranslation('review');
  const [template, setTemplate] = useState<DraftTemplateName>('soap');
  return (
    <Group gap="xs" align="flex-end">
      <Select
        size="xs"
        w={360}
        maw="100%"
        label={t('draft.template')}
        data={DRAFT_TEMPLATES.map((value) => ({ value, label: t(`draft.templates.${value}`) }))}
        value={template}
        allowDeselect={false}
        onChange={(value) => setTemplate(DRAFT_TEMPLATES.find((one) => one === value) ?? 'soap')}
      />
      <Button size="xs" variant="default" loading={busy} onClick={() => onAsk(template)} data-testid="draft-ask">
        {again ? t('draft.again') : t('draft.ask')}
      </Button>
      {onRemove !== null && (
        <Button size="xs" variant="subtle" disabled={busy} onClick={onRemove} data-testid="draft-remove">
          {t('draft.remove')}
        </Button>
      )}
    </Group>
  );
}
