import { Alert, Badge, Box, Button, Group, Paper, Stack, Text, Textarea } from '@mantine/core';
import { IconCheck, IconFileDescription, IconRobot, IconSignature } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import classes from './review.module.css';
import { BasisNotice } from './BasisNotice.tsx';
import { ConfirmSign } from './ConfirmSign.tsx';
import { dateText } from '../ui/region.ts';
import { hasMachineMade, hasSummary, withoutComments } from './machine-made.ts';
import { type NoteKeeper } from './note-keeper.ts';

/** Template left, rendered right; saved while typing. */
export function NoteEditor({ keeper, label }: { keeper: NoteKeeper; label: string }) {
  const { t, i18n } = useTranslation('review');
  const queries = useQueryClient();
  const { markdown, status, note, error } = useSyncExternalStore(keeper.subscribe, keeper.getState);
  const [failure, setFailure] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const signed = note.signedAt !== null;
  const machineMade = hasMachineMade(markdown);

  const act = async (action: 'attach' | 'sign' | 'reopen') => {
    setBusy(true);
    setFailure(null);
    try {
      await keeper.act(action);
      if (action !== 'attach')
        await Promise.all(
          [['calls'], ['recordings'], ['recording', note.callId], ['summary', note.callId]].map((queryKey) =>
            queries.invalidateQueries({ queryKey }),
          ),
        );
    } catch (problem) {
      setFailure(problem);
    }
    setBusy(false);
    setConfirming(false);
  };

  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed" role="status" data-testid="note-status" data-status={status}>
          {signed && note.signedAt !== null
            ? t('note.signedBy', { name: note.signedBy ?? '', when: dateText(note.signedAt, i18n.language, 'medium') })
            : t(`note.status.${status}`)}
        </Text>
        <Group gap="xs">
          {signed ? (
            <Button size="xs" variant="default" loading={busy} onClick={() => void act('reopen')} data-testid="reopen-note">
              {t('note.reopen')}
            </Button>
          ) : (
            <>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconFileDescription size={16} />}
                loading={busy}
                disabled={status === 'conflict'}
                onClick={() => void act('attach')}
                data-testid="attach-summary"
              >
                {hasSummary(markdown) ? t('note.renew') : t('note.attach')}
              </Button>
              <Button
                size="xs"
                leftSection={<IconSignature size={16} />}
                disabled={busy || status === 'conflict'}
                onClick={() => {
                  setConfirming(true);
                }}
                data-testid="sign-note"
              >
                {t('note.sign')}
              </Button>
            </>
          )}
        </Group>
      </Group>
      {note.erasedSinceSigned && (
        <Alert color="yellow" data-testid="note-erased">
          {t('erasedSinceSigned')}
        </Alert>
      )}
      {status === 'conflict' && (
        <Alert color="yellow" title={t('note.conflict.title')} data-testid="note-conflict">
          <Stack gap="xs">
            <Text size="sm">{t('note.conflict.text')}</Text>
            <Group gap="xs">
              <Button size="xs" onClick={() => void keeper.resolve('mine').catch(setFailure)}>
                {t('note.conflict.mine')}
              </Button>
              <Button size="xs" variant="default" onClick={() => void keeper.resolve('theirs').catch(setFailure)}>
                {t('note.conflict.theirs')}
              </Button>
            </Group>
          </Stack>
        </Alert>
      )}
      <BasisNotice note={note} />
      <ErrorMessage error={failure ?? error} />
      <div className={classes.note}>
        <Textarea
          className={classes.editor}
          aria-label={label}
          value={markdown}
          readOnly={signed}
          minRows={16}
          maxRows={40}
          autosize
          maxLength={200_000}
          spellCheck
          lang={i18n.language}
          onChange={(event) => {
            keeper.edit(event.currentTarget.value);
          }}
          data-testid="note-editor"
        />
        <Paper withBorder p="md" miw={0}>
          {machineMade &&
            (signed ? (
              <Badge tt="none" variant="light" mb="sm" leftSection={<IconCheck size={12} />}>
                {t('note.reviewed')}
              </Badge>
            ) : (
              <Badge
                tt="none"
                variant="light"
                color="yellow"
                c="light-dark(#5c4a00, #ffe08a)"
                mb="sm"
                leftSection={<IconRobot size={14} />}
                data-testid="machine-made"
              >
                {t('note.machineMade')}
              </Badge>
            ))}
          <Box className={classes.preview} data-testid="note-preview">
            <Markdown remarkPlugins={[remarkGfm]}>{withoutComments(markdown)}</Markdown>
          </Box>
        </Paper>
      </div>
      <ConfirmSign
        opened={confirming}
        busy={busy}
        machineMade={machineMade}
        onCancel={() => {
          setConfirming(false);
        }}
        onSign={() => void act('sign')}
      />
    </Stack>
  );
}
