import { ActionIcon, Button, Group, Popover, Stack, Text, Tooltip } from '@mantine/core';
import {
  IconArrowsHorizontal,
  IconChartAreaLine,
  IconInfoCircle,
  IconPlayerTrackNext,
  IconTable,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { Legend } from './Legend.tsx';
import { type TimelineModel } from './model.ts';
import { useViewPart } from './use-timeline.ts';
import { type TimelineView } from './view.ts';
import { useWords } from './words.ts';

interface Props {
  model: TimelineModel;
  view: TimelineView;
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
  /** Shown in the help under the button "What is what". */
  help?: ReactNode;
}

/** The buttons of a timeline: zoom, whole call, live edge, table, and what is what. */
export function TimelineTools({ model, view, asTable, onAsTable, help }: Props) {
  const { t } = useWords();
  const following = useViewPart(view, ({ committed }) => committed === null);
  const tool = (label: string, icon: ReactNode, act: () => void, pressed?: boolean, testId?: string) => (
    <Tooltip label={label}>
      <ActionIcon
        variant={pressed ? 'light' : 'subtle'}
        color={pressed ? undefined : 'gray'}
        size={28}
        aria-label={label}
        aria-pressed={pressed}
        onClick={act}
        data-testid={testId}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Group gap={2} wrap="nowrap">
      {model.live && (
        <Button
          size="compact-xs"
          mr={4}
          variant={following ? 'light' : 'filled'}
          leftSection={<IconPlayerTrackNext size={14} />}
          aria-pressed={following}
          onClick={() => {
            view.goLive();
          }}
          data-testid="timeline-live"
        >
          {t('live')}
        </Button>
      )}
      {tool(t('zoomOut'), <IconZoomOut size={18} />, () => {
        view.zoom(1 / 0.7);
      })}
      {tool(t('zoomIn'), <IconZoomIn size={18} />, () => {
        view.zoom(0.7);
      })}
      {tool(t('showAll'), <IconArrowsHorizontal size={18} />, () => {
        view.showAll();
      })}
      {tool(
        asTable ? t('showAsChart') : t('showAsTable'),
        asTable ? <IconChartAreaLine size={18} /> : <IconTable size={18} />,
        () => {
          onAsTable(!asTable);
        },
        asTable,
        'show-as-table',
      )}
      <Popover width={300} position="top-end" shadow="md" withArrow trapFocus returnFocus>
        <Tooltip label={t('whatIsWhat')}>
          <Popover.Target>
            <ActionIcon variant="subtle" color="gray" size={28} aria-label={t('whatIsWhat')} data-testid="what-is-what">
              <IconInfoCircle size={18} />
            </ActionIcon>
          </Popover.Target>
        </Tooltip>
        <Popover.Dropdown>
          <Stack gap="xs">
            <Legend model={model} />
            <Text size="xs">{t('readingHelp')}</Text>
            <Text size="xs" c="dimmed">
              {t('keysHelp')}
            </Text>
            {help}
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}
