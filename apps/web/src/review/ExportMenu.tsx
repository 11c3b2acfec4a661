import { Button, Menu } from '@mantine/core';
import { IconBraces, IconCopy, IconDownload, IconFileText, IconMarkdown } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { callSummary } from '#contracts/summary';
import { request } from '../api/client.ts';
import { useSentence } from '../ui/sentence.ts';
import { loadSummaryMarkdown, loadTranscriptFile, TRANSCRIPT_FILES } from './api.ts';
import { copyText } from '../ui/copy-text.ts';
import { notify } from '../ui/notify.ts';
import { fileNameOf, saveText } from './save-text.ts';

/** The summary as Markdown, copied or as a file, and as JSON; the transcript as files; `children` are further items. */
export function ExportMenu({ callId, title, children }: { callId: string; title: string; children?: ReactNode }) {
  const { t } = useTranslation('review');
  const sentence = useSentence();
  const name = fileNameOf(title);
  const run = (work: () => Promise<void>) => () => {
    work().catch((error: unknown) => {
      notify({ color: 'red', message: sentence(error) });
    });
  };
  const copy = async () => {
    const copied = await copyText(await loadSummaryMarkdown(callId));
    notify(copied ? { message: t('export.copied') } : { color: 'red', message: t('export.notCopied') });
  };
  const saveMarkdown = async () => {
    saveText(`${name}.md`, 'text/markdown;charset=utf-8', await loadSummaryMarkdown(callId));
  };
  const saveJson = async () => {
    const summary = await request(callSummary, `/api/calls/${callId}/summary`);
    saveText(`${name}.json`, 'application/json', `${JSON.stringify(summary, null, 2)}\n`);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<IconDownload size={16} />} data-testid="export-menu">
          {t('export.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={run(copy)} data-testid="export-copy-markdown">
          {t('export.copyMarkdown')}
        </Menu.Item>
        <Menu.Item leftSection={<IconMarkdown size={16} />} onClick={run(saveMarkdown)} data-testid="export-markdown">
          {t('export.markdown')}
        </Menu.Item>
        <Menu.Item leftSection={<IconBraces size={16} />} onClick={run(saveJson)} data-testid="export-json">
          {t('export.json')}
        </Menu.Item>
        {TRANSCRIPT_FILES.map(([format, type]) => (
          <Menu.Item
            key={format}
            leftSection={<IconFileText size={16} />}
            onClick={run(async () => saveText(`${name}.${format}`, `${type};charset=utf-8`, await loadTranscriptFile(callId, format)))}
            data-testid={`export-${format}`}
          >
            {t(`export.transcript.${format}`)}
          </Menu.Item>
        ))}
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
