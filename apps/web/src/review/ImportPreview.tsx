import { Alert, Button, Group, Modal, NativeSelect, Radio, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText } from '#contracts/time';
import type { ImportTranscript, SkippedPart, TranscriptPreview } from '#contracts/transcript';

/** Stands for "nobody of this call" among the people. */
const NOBODY = '';

interface Props {
  fileName: string;
  preview: TranscriptPreview;
  /** How many utterances were heard live. */
  captions: number;
  onClose: () => void;
  onImport: (choices: Pick<ImportTranscript, 'speakers' | 'replaceCaptions'>) => void;
}

/** What is in a transcript file, who its names are, and what becomes of the captions, before it is imported. */
export function ImportPreview({ fileName, preview, captions, onClose, onImport }: Props) {
  const { t } = useTranslation('review');
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [keepCaptions, setKeepCaptions] = useState(false);
  const personOf = ({ name, participantId }: TranscriptPreview['speakers'][number]) => chosen[name] ?? participantId ?? NOBODY;
  const people = [{ value: NOBODY, label: t('import.nobody') }, ...preview.people.map(({ id, name }) => ({ value: id, label: name }))];
  const send = () => {
    onImport({
      replaceCaptions: !keepCaptions,
      speakers: preview.speakers.map((speaker) => ({ name: speaker.name, participantId: personOf(speaker) || null })),
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('import.title', { fileName })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack gap="md" data-testid="import-preview">
        <Text size="sm">
          {t('import.found', { count: preview.count, format: t(`import.format.${preview.source}`), until: clockText(preview.endMs) })}
        </Text>
        {preview.skipped.count > 0 && (
          <Alert
            color="yellow"
            icon={<IconAlertTriangle size={18} />}
            title={t('import.skipped', { count: preview.skipped.count })}
            data-testid="import-skipped"
          >
            <ul style={{ margin: 0, paddingInlineStart: '1.2em' }}>
              {preview.skipped.first.slice(0, 5).map((part, index) => (
                <li key={index}>
                  <SkippedText part={part} />
                </li>
              ))}
            </ul>
            {preview.skipped.count > 5 && <Text size="sm">{t('import.skippedMore', { count: preview.skipped.count - 5 })}</Text>}
          </Alert>
        )}
        <Stack gap={2} component="blockquote" m={0}>
          {preview.first.slice(0, 3).map(({ startMs, speaker, text }, index) => (
            <Text key={index} size="sm" c="dimmed" lineClamp={2}>
              {clockText(startMs)} {speaker === '' ? text : `${speaker}: ${text}`}
            </Text>
          ))}
        </Stack>
        {preview.speakers.length > 0 && (
          <Table verticalSpacing={4} horizontalSpacing="xs" aria-label={t('import.speakers')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('import.nameInFile')}</Table.Th>
                <Table.Th>{t('import.person')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {preview.speakers.map((speaker) => (
                <Table.Tr key={speaker.name}>
                  <Table.Td>
                    {speaker.name}{' '}
                    <Text span size="xs" c="dimmed">
                      {t('import.lines', { count: speaker.count })}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <NativeSelect
                      size="xs"
                      data={people}
                      value={personOf(speaker)}
                      aria-label={t('import.personOf', { name: speaker.name })}
                      data-testid="import-speaker"
                      onChange={(event) => {
                        const { value } = event.currentTarget;
                        setChosen((before) => ({ ...before, [speaker.name]: value }));
                      }}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {captions > 0 && (
          <Radio.Group
            label={t('import.captionsTitle')}
            description={t('import.captionsQuestion', { count: captions })}
            value={keepCaptions ? 'keep' : 'replace'}
            onChange={(value) => {
              setKeepCaptions(value === 'keep');
            }}
          >
            <Group mt="xs">
              <Radio value="replace" label={t('import.replaceCaptions')} data-testid="import-replace-captions" />
              <Radio value="keep" label={t('import.keepCaptions')} data-testid="import-keep-captions" />
            </Group>
          </Radio.Group>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button onClick={send} data-testid="import-confirm" data-autofocus>
            {t('import.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function SkippedText({ part: { line, part, why, found } }: { part: SkippedPart }) {
  const { t } = useTranslation('review');
  const where = line === null ? t('import.part', { part: part ?? '' }) : t('import.line', { line });
  return `${where}: ${t(`import.why.${why}`, { found })}`;
}
