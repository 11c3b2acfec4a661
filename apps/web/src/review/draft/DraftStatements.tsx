import { Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type z } from 'zod';
import { type decideDraft, type DraftStatement, type DraftView } from '#contracts/draft';
import { type TimelineView } from '../../timeline/view.ts';
import { Moment } from './Moment.tsx';

interface Props {
  draft: DraftView;
  view: TimelineView;
  disabled: boolean;
  onDecide: (decision: z.input<typeof decideDraft>) => void;
}

/** The sentences that passed, by section. */
export function DraftStatements({ draft: { sections, statements }, view, disabled, onDecide }: Props) {
  const { t } = useTranslation('review');
  if (statements.length === 0) return <Text size="sm">{t('draft.none')}</Text>;
  return sections.map((section) => {
    const of = statements.filter((statement) => statement.section === section);
    return of.length === 0 ? null : (
      <Stack key={section} gap="xs">
        <Title order={4} fz="sm">
          {section}
        </Title>
        {of.map((statement) => (
          <Sentence key={statement.id} statement={statement} view={view} disabled={disabled} onDecide={onDecide} />
        ))}
      </Stack>
    );
  });
}

function Sentence({ statement, view, disabled, onDecide }: Omit<Props, 'draft'> & { statement: DraftStatement }) {
  const { t } = useTranslation('review');
  const { id: statementId, decision, edited, quote, startMs } = statement;
  const [text, setText] = useState<string | null>(null);
  const decide = (next: DraftStatement['decision'], words?: string) => {
    onDecide({ statementId, decision: next, ...(words !== undefined && { text: words }) });
    setText(null);
  };
  const button = { size: 'compact-xs', variant: 'default', disabled } as const;
  return (
    <Stack gap={4} data-testid="draft-statement" data-decision={decision}>
      {text === null ? (
        <Text size="sm" td={decision === 'rejected' ? 'line-through' : undefined} c={decision === 'rejected' ? 'dimmed' : undefined}>
          {edited ?? statement.statement}
        </Text>
      ) : (
        <Textarea
          aria-label={t('draft.editLabel')}
          value={text}
          autosize
          maxLength={2_000}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="draft-edit-text"
        />
      )}
      <Group gap="xs">
        <Moment atMs={startMs} view={view} />
        <Text size="xs" c="dimmed" style={{ flex: '1 1 12rem' }}>
          {t('draft.quote', { quote })}
        </Text>
        {text !== null ? (
          <>
            <Button
              {...button}
              disabled={disabled || text.trim() === ''}
              onClick={() => decide('accepted', text)}
              data-testid="draft-edit-accept"
            >
              {t('draft.acceptEdited')}
            </Button>
            <Button {...button} variant="subtle" onClick={() => setText(null)}>
              {t('draft.editCancel')}
            </Button>
          </>
        ) : decision === 'open' ? (
          <>
            <Button {...button} onClick={() => decide('accepted')} data-testid="draft-accept">
              {t('draft.accept')}
            </Button>
            <Button {...button} onClick={() => setText(statement.statement)} data-testid="draft-edit">
              {t('draft.edit')}
            </Button>
            <Button {...button} onClick={() => decide('rejected')} data-testid="draft-reject">
              {t('draft.reject')}
            </Button>
          </>
        ) : (
          <>
            <Text size="xs" fw={600}>
              {t(decision === 'accepted' ? 'draft.inNote' : 'draft.rejected')}
            </Text>
            <Button {...button} variant="subtle" onClick={() => decide('open')} data-testid="draft-undo">
              {t('draft.undo')}
            </Button>
          </>
        )}
      </Group>
    </Stack>
  );
}
